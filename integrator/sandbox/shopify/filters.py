"""
Which bodies a subscription wants, and which fields of them.

The filter sees the whole body, the field selection cuts afterwards.
Source: contract webhooks, sections 6 and 11. [documented]
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.search import SearchSyntaxError, Term, matches, parsed, terms


def is_query(text: str) -> bool:
    """Whether `text` is a filter; every condition must name its field."""
    try:
        return all(term.field for term in terms(parsed(text)))
    except SearchSyntaxError:
        return False


def wants(text: str | None, body: Document) -> bool:
    """Whether the filter lets this body pass; an unknown field matches nothing. [documented]"""
    return not text or matches(parsed(text), lambda term: _holds(term, body))


def selected(body: Document, fields: list[str]) -> Document:
    """Keep only the named fields; parents are implied, arrays go element by element. Empty keeps all."""
    return _cut(body, [field.split(".") for field in fields]) if fields else body


def _holds(term: Term, body: Document) -> bool:
    values = _values(body, term.field.split("."))
    if term.field == "tags":
        values = [tag.strip() for value in values for tag in str(value).split(",")]
    if term.value == "*":
        return any(value not in {None, ""} for value in values if not isinstance(value, (dict, list)))
    return any(_compare(value, term) for value in values)


def _values(value: Any, path: list[str]) -> list[Any]:
    if isinstance(value, list):
        return [found for element in value for found in _values(element, path)]
    if not path:
        return [value]
    if isinstance(value, dict) and path[0] in value:
        return _values(value[path[0]], path[1:])
    return []


def _compare(value: Any, term: Term) -> bool:
    left, right = _number(value), _number(term.value)
    if left is None or right is None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return term.operator == "=" and text == term.value
    return {
        "=": left == right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }[term.operator]


def _number(value: Any) -> Decimal | None:
    try:
        return None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _cut(value: Any, paths: list[list[str]]) -> Any:
    if isinstance(value, list):
        return [_cut(element, paths) for element in value]
    if not isinstance(value, dict) or [] in paths:
        return value
    kept = {}
    for key, below in value.items():
        rest = [path[1:] for path in paths if path[0] == key]
        if rest:
            kept[key] = _cut(below, rest)
    return kept
