"""Shopify's search syntax: fields with operators, `AND`, `OR`, `NOT`, brackets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", ">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `field` is empty for a bare word."""

    field: str
    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    part: "Query"


@dataclass(frozen=True, slots=True)
class Both:
    """Every part (AND) or one of them (OR)."""

    word: Literal["AND", "OR"]
    parts: tuple["Query", ...]


Query = Term | Not | Both

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | (?P<minus>-)?(?:(?P<field>[A-Za-z_][\w.]*):(?P<operator>>=|<=|>|<)?)?
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s()"'<>][^\s()"']*))
    )""",
    re.VERBOSE,
)


class SearchSyntaxError(ValueError):
    """The text is no query; the message says where it stops making sense."""


def parsed(text: str) -> Query | None:
    """Read a query; None for an empty one. Raises `SearchSyntaxError`."""
    tokens = _tokens(text)
    if not tokens:
        return None
    query, rest = _any_of(tokens)
    if rest:
        raise SearchSyntaxError(f"unexpected {rest[0]!r}")
    return query


def matches(query: Query | None, test: Callable[[Term], bool | None]) -> bool:
    """Evaluate `query`; a term for which `test` says None is ignored, as Shopify does with unknown fields."""
    return query is None or _value(query, test) is not False


def terms(query: Query | None) -> list[Term]:
    """Return every condition in reading order."""
    match query:
        case Term():
            return [query]
        case Not(part):
            return terms(part)
        case Both(_, parts):
            return [term for part in parts for term in terms(part)]
        case _:
            return []


def _value(query: Query, test: Callable[[Term], bool | None]) -> bool | None:
    match query:
        case Term():
            return test(query)
        case Not(part):
            value = _value(part, test)
            return None if value is None else not value
        case Both(word, parts):
            values = [value for part in parts if (value := _value(part, test)) is not None]
            if not values:
                return None
            return all(values) if word == "AND" else any(values)


_Token = str | Term | Not


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise SearchSyntaxError(f"unexpected {text[place:].strip()[:20]!r}")
        place = match.end()
        tokens.append(_token(match))
    return tokens


def _token(match: re.Match[str]) -> _Token:
    if match["bracket"]:
        return match["bracket"]
    if match["plain"] in {"AND", "OR", "NOT"} and not match["field"] and not match["minus"]:
        return match["plain"]
    operator = match["operator"] or "="
    value = next(value for value in (match["double"], match["single"], match["plain"]) if value is not None)
    term = Term(match["field"] or "", operator, value)  # type: ignore[arg-type]  # the pattern allows no other
    return Not(term) if match["minus"] else term


def _any_of(tokens: list[_Token]) -> tuple[Query, list[_Token]]:
    part, rest = _all_of(tokens)
    parts = [part]
    while rest and rest[0] == "OR":
        part, rest = _all_of(rest[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Both("OR", tuple(parts))), rest


def _all_of(tokens: list[_Token]) -> tuple[Query, list[_Token]]:
    part, rest = _one(tokens)
    parts = [part]
    while rest and rest[0] not in {"OR", ")"}:
        part, rest = _one(rest[1:] if rest[0] == "AND" else rest)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Both("AND", tuple(parts))), rest


def _one(tokens: list[_Token]) -> tuple[Query, list[_Token]]:
    if not tokens:
        raise SearchSyntaxError("a condition is missing at the end")
    head, rest = tokens[0], tokens[1:]
    if isinstance(head, Term | Not):
        return head, rest
    if head == "NOT":
        part, rest = _one(rest)
        return Not(part), rest
    if head == "(":
        part, rest = _any_of(rest)
        if not rest or rest[0] != ")":
            raise SearchSyntaxError("a closing bracket is missing")
        return part, rest[1:]
    raise SearchSyntaxError(f"unexpected {head!r}")
