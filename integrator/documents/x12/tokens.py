"""
From text to segments: the separators stand in the `ISA`, whose length is fixed.

X12 004010 knows no repetition separator; the `ISA11` of later versions that would name one is refused with its
version.

Source: contracts/opentext/trading-grid, sections 4 and 8.1. [general]
"""

import re
from dataclasses import dataclass

from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.segment import Segment

MAX_CHARACTERS = 8 * 1024**2
MAX_SEGMENTS = 100_000
MAX_ELEMENTS = 40
"""The longest segment of the maps, `LIN`, has 31."""
MAX_ELEMENT_LENGTH = 512

_ISA_LENGTH = 106
_ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_ID = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_LINE_BREAKS = "\r\n"


@dataclass(frozen=True, slots=True)
class Separators:
    """Three different characters that appear nowhere in the data, for X12 has no escape."""

    element: str = "*"
    component: str = ">"
    segment: str = "~"

    def __post_init__(self) -> None:
        given = {self.element, self.component, self.segment}
        if len(given) != 3 or any(len(one) != 1 or one.isalnum() or one in " -.+" for one in given):
            raise X12Error("separators must be three different characters, no letters, digits or blanks")


def tokenize(text: str) -> tuple[Separators, list[Segment]]:
    """Split an interchange into its segments, `ISA` first; raises `X12Error`."""
    if len(text) > MAX_CHARACTERS:
        raise X12Error(f"more than {MAX_CHARACTERS} characters")
    separators = _separators_of(text)
    raw = text.split(separators.segment, MAX_SEGMENTS)
    if len(raw) > MAX_SEGMENTS:
        raise X12Error(f"more than {MAX_SEGMENTS} segments")
    if raw.pop().strip(_LINE_BREAKS):
        raise X12Error("text after the last segment terminator")
    return separators, [_split(one, number, separators) for number, one in enumerate(raw, 1)]


def _separators_of(text: str) -> Separators:
    if not text.startswith("ISA") or len(text) < _ISA_LENGTH:
        raise X12Error("it does not begin with an ISA of 106 characters")
    separators = Separators(element=text[3], component=text[104], segment=text[105])
    widths = tuple(len(element) for element in text[4:105].split(separators.element))
    if widths != _ISA_WIDTHS:
        raise X12Error("the elements of the ISA have other lengths than X12's", segment="ISA", position=1)
    return separators


def _split(raw: str, position: int, separators: Separators) -> Segment:
    name, *elements = raw.lstrip(_LINE_BREAKS).split(separators.element, MAX_ELEMENTS + 1)
    if not _ID.fullmatch(name):
        raise X12Error("a segment without a name of two or three characters", segment="?", position=position, code="1")
    segment = Segment(name, tuple(elements), position, separators.component)
    if len(elements) > MAX_ELEMENTS:
        raise segment.error("more elements than any segment has", code="3")
    for number, element in enumerate(elements, 1):
        if len(element) > MAX_ELEMENT_LENGTH:
            raise segment.error(f"longer than {MAX_ELEMENT_LENGTH} characters", number, code="5")
        if element != separators.component and not element.isprintable():
            raise segment.error("a character that cannot be printed", number, code="6")
    return segment
