"""What a form's effect was, kept until the page that follows has shown it."""

import secrets
from collections import OrderedDict
from typing import Any

from integrator.sandbox.database import Document

Answer = dict[str, str]
"""What there is afterwards, by name."""

_KEPT = 100
_MOST_FIELDS = 12
_LONGEST = 200


class Answers:
    """The newest answers, in memory only: a page without its answer still says that it was done."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Answer] = OrderedDict()

    def address(self, page: str, word: str, document: Document) -> str:
        """Return the address of `page` that says that `word` was done and what it answered."""
        done = f"{page}?done={word}"
        answer = in_short(document)
        if not answer:
            return done
        key = secrets.token_hex(8)
        self._kept[key] = answer
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return f"{done}&answer={key}"

    def get(self, key: str) -> Answer:
        """Return a kept answer; empty for one that is forgotten or never was."""
        return self._kept.get(key, {})


def in_short(document: Document) -> Answer:
    """Return the fields of a document that fit into a line each; what is empty or made of parts is left out."""
    lines = ((name, _line(value)) for name, value in document.items())
    return dict([(name, line) for name, line in lines if line][:_MOST_FIELDS])


def changed(before: Document, after: Document) -> Document:
    """Return the fields of `after` that are not as `before`."""
    return {name: value for name, value in after.items() if before[name] != value}


def _line(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(line for line in map(_line, value) if line)[:_LONGEST]
    return str(value)[:_LONGEST] if isinstance(value, str | int) else ""
