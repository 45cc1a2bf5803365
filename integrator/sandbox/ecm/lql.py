"""A part of Livelink Query Language: regions, words, `and`, `or`, `not` (contract extended-ecm, section 11)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from integrator.sandbox.ecm.errors import EcmError

_TOKEN = re.compile(r'\s*(?:(?P<region>\w+)\s*:|"(?P<phrase>[^"]*)"|(?P<mark>[()])|(?P<word>[^\s()":]+))')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one item, and where to look for bare words: `all`, `content` or `metadata`."""

    regions: dict[str, Any]
    metadata: list[str]
    content: list[str]
    within: str

    @property
    def words(self) -> list[str]:
        lists = {"metadata": self.metadata, "content": self.content, "all": [*self.metadata, *self.content]}
        return lists[self.within]


Condition = Callable[[Entry], bool]


def words_in(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def parse(where: str, look_for: str) -> Condition:
    """Return what an item must fulfil; raises 400 for a query that cannot be read."""
    if look_for == "complexquery":
        return _Reader(where).read()
    wanted = words_in(where)
    match look_for:
        case "allwords":
            return lambda entry: set(wanted) <= set(entry.words)
        case "anywords":
            return lambda entry: bool(set(wanted) & set(entry.words))
        case _:
            return lambda entry: _has_phrase(entry.words, wanted)


class _Reader:
    """Reads `or` of `and` of terms; two terms side by side are joined by `and`."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._tokens = list(self._split(where))

    def read(self) -> Condition:
        condition = self._alternatives()
        if self._tokens:
            raise self._error()
        return condition

    def _split(self, where: str) -> Iterator[tuple[str, str]]:
        place = 0
        while where[place:].strip():
            found = _TOKEN.match(where, place)
            if found is None or found.lastgroup is None:
                raise self._error()
            yield found.lastgroup, found[found.lastgroup]
            place = found.end()

    def _alternatives(self) -> Condition:
        parts = [self._conjunction()]
        while self._take("or"):
            parts.append(self._conjunction())
        return lambda entry: any(part(entry) for part in parts)

    def _conjunction(self) -> Condition:
        parts = [self._term()]
        while self._take("and") or (self._tokens and self._peek() not in {"or", ")"}):
            parts.append(self._term())
        return lambda entry: all(part(entry) for part in parts)

    def _term(self) -> Condition:
        if self._take("not"):
            inner = self._term()
            return lambda entry: not inner(entry)
        if self._take("and") or self._take("or"):
            raise self._error()
        kind, text = self._next()
        if kind == "mark" and text == "(":
            inner = self._alternatives()
            if not self._take(")"):
                raise self._error()
            return inner
        if kind == "region":
            value_kind, value = self._next()
            if value_kind not in {"word", "phrase"}:
                raise self._error()
            return lambda entry: _matches(entry.regions.get(text), value)
        if kind in {"word", "phrase"}:
            wanted = words_in(text)
            return lambda entry: _has_phrase(entry.words, wanted)
        raise self._error()

    def _peek(self) -> str:
        kind, text = self._tokens[0]
        return text.lower() if kind in {"word", "mark"} else ""

    def _take(self, word: str) -> bool:
        if self._tokens and self._peek() == word:
            self._tokens.pop(0)
            return True
        return False

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise self._error()
        return self._tokens.pop(0)

    def _error(self) -> EcmError:
        return EcmError(400, f"Error Evaluating Query: {self._where}")


def _matches(found: Any, wanted: str) -> bool:
    """A region has the words of the query in their order; `*` stands for the rest of a word."""
    if found is None:
        return False
    text = r"\w*".join(re.escape(part) for part in wanted.split("*"))
    pattern = rf"(?<!\w){text}(?!\w)"
    return re.search(pattern, str(found), re.IGNORECASE) is not None


def _has_phrase(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return bool(wanted) and any(words[place : place + size] == wanted for place in range(len(words) - size + 1))
