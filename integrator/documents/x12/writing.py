"""Collect the segments of a document on its way out."""

from collections.abc import Mapping
from typing import TypeVar

from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.tokens import Separators

_Word = TypeVar("_Word")


class Writer:
    """Numbers the segments and leaves out empty elements at their end."""

    def __init__(self, separators: Separators) -> None:
        self._separators = separators
        self.segments: list[Segment] = []

    def add(self, name: str, *elements: str) -> None:
        """Append a segment; raises `X12Error` for a text that holds a separator or cannot be printed."""
        kept = list(elements)
        while kept and not kept[-1]:
            kept.pop()
        segment = Segment(name, tuple(kept), len(self.segments) + 1, self._separators.component)
        taken = {self._separators.element, self._separators.component, self._separators.segment}
        for number, element in enumerate(kept, 1):
            if element and (not element.isprintable() or taken & set(element)):
                raise segment.error("a separator, or a character that cannot be printed", number, code="6")
        self.segments.append(segment)


def code_of(word: _Word, meanings: Mapping[str, _Word]) -> str:
    """Return the first code that means `word`; raises `X12Error` when there is none."""
    for code, meaning in meanings.items():
        if meaning == word:
            return code
    raise X12Error("a word that X12 has no code for in this place")
