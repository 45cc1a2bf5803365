"""
X12 997, functional acknowledgment: a group arrived and could be read. It accepts nothing in the sense of business.

Source: contracts/opentext/trading-grid, sections 3 and 8.1. [general]
"""

from dataclasses import dataclass
from typing import Literal

from integrator.documents.x12.body import Body
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.writing import Writer, code_of

SetVerdict = Literal["accepted", "accepted_with_errors", "rejected"]
GroupVerdict = Literal["accepted", "accepted_with_errors", "partially_accepted", "rejected"]

_SETS: dict[str, SetVerdict] = {
    "A": "accepted", "E": "accepted_with_errors", "R": "rejected", "M": "rejected", "W": "rejected", "X": "rejected",
}  # fmt: skip
_GROUPS: dict[str, GroupVerdict] = {
    "A": "accepted", "E": "accepted_with_errors", "P": "partially_accepted", "R": "rejected", "M": "rejected",
    "W": "rejected", "X": "rejected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ElementNote:
    """`element` is its place in the segment, `reference` X12's number of the data element, `code` its fault (723)."""

    element: int
    code: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """`position` counts from the `ST`, which is 1; `code` is data element 720, empty when the partner gives none."""

    segment: str
    position: int
    code: str = ""
    elements: tuple[ElementNote, ...] = ()


@dataclass(frozen=True, slots=True)
class SetReceipt:
    """What became of one transaction set; `codes` are data element 718."""

    type: str
    control_number: str
    verdict: SetVerdict
    notes: tuple[SegmentNote, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionalAcknowledgment:
    """The receipt of the group `group_control_number` of kind `functional_id`, such as `PO`."""

    functional_id: str
    group_control_number: int
    verdict: GroupVerdict
    included: int
    received: int
    accepted: int
    sets: tuple[SetReceipt, ...] = ()
    codes: tuple[str, ...] = ()


def write(receipt: FunctionalAcknowledgment, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    out.add("AK1", receipt.functional_id, str(receipt.group_control_number))
    for one in receipt.sets:
        out.add("AK2", one.type, one.control_number)
        for note in one.notes:
            out.add("AK3", note.segment, str(note.position), "", note.code)
            for element in note.elements:
                out.add("AK4", str(element.element), element.reference, element.code)
        out.add("AK5", code_of(one.verdict, _SETS), *one.codes)
    counts = str(receipt.included), str(receipt.received), str(receipt.accepted)
    out.add("AK9", code_of(receipt.verdict, _GROUPS), *counts, *receipt.codes)


def read(segments: list[Segment], end: Segment) -> FunctionalAcknowledgment:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end)
    ak1 = body.take("AK1")
    sets = tuple(_read_set(body, ak2) for ak2 in body.each("AK2"))
    ak9 = body.take("AK9")
    body.finish()
    return FunctionalAcknowledgment(
        functional_id=ak1.text(1),
        group_control_number=int(ak1.needed_number(2)),
        verdict=ak9.meaning(1, _GROUPS),
        included=int(ak9.needed_number(2)),
        received=int(ak9.needed_number(3)),
        accepted=int(ak9.needed_number(4)),
        sets=sets,
        codes=ak9.elements[4:],
    )


def _read_set(body: Body, ak2: Segment) -> SetReceipt:
    notes = tuple(_read_note(body, ak3) for ak3 in body.each("AK3"))
    ak5 = body.take("AK5")
    return SetReceipt(
        type=ak2.text(1),
        control_number=ak2.text(2),
        verdict=ak5.meaning(1, _SETS),
        notes=notes,
        codes=ak5.elements[1:],
    )


def _read_note(body: Body, ak3: Segment) -> SegmentNote:
    elements = tuple(_read_element(ak4) for ak4 in body.each("AK4"))
    return SegmentNote(ak3.text(1), int(ak3.needed_number(2)), ak3.text(4), elements)


def _read_element(ak4: Segment) -> ElementNote:
    place = ak4.first_component(1)
    if not place.isascii() or not place.isdecimal():
        raise ak4.error("the place of an element is a number", 1, code="6")
    return ElementNote(int(place), ak4.text(3), ak4.text(2))
