"""Answer what arrived with a 997: each set accepted, or rejected with the first fault found in it."""

from integrator.documents.x12.codec import FUNCTIONAL_IDS, decode
from integrator.documents.x12.dictionary import SEGMENTS
from integrator.documents.x12.envelope import Group, TransactionSet
from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.functional_acknowledgment import (
    ElementNote,
    FunctionalAcknowledgment,
    GroupVerdict,
    SegmentNote,
    SetReceipt,
)

_IN_ERROR = "5"
_HAS_ELEMENT_ERRORS = "8"
_NOT_OF_GROUP = "6"


def acknowledge(group: Group) -> FunctionalAcknowledgment:
    """Build the receipt of a group; a group of 997s gets none, or receipts would never end."""
    if group.functional_id == FUNCTIONAL_IDS["997"]:
        raise ValueError("a receipt is not answered with a receipt")
    sets = tuple(_receipt(group, one) for one in group.sets)
    accepted = sum(one.verdict == "accepted" for one in sets)
    verdict: GroupVerdict = "partially_accepted" if accepted else "rejected"
    return FunctionalAcknowledgment(
        functional_id=group.functional_id,
        group_control_number=group.control_number,
        verdict="accepted" if accepted == len(sets) else verdict,
        included=len(sets),
        received=len(sets),
        accepted=accepted,
        sets=sets,
    )


def _receipt(group: Group, one: TransactionSet) -> SetReceipt:
    if FUNCTIONAL_IDS.get(one.type, group.functional_id) != group.functional_id:
        return SetReceipt(one.type, one.control_number, "rejected", codes=(_NOT_OF_GROUP,))
    try:
        decode(one)
    except X12Error as error:
        if error.level == "set":
            return SetReceipt(one.type, one.control_number, "rejected", codes=(error.code,))
        note = _note(error, error.position - one.position + 1)
        return SetReceipt(one.type, one.control_number, "rejected", (note,), (_IN_ERROR,))
    return SetReceipt(one.type, one.control_number, "accepted")


def _note(error: X12Error, position: int) -> SegmentNote:
    if not error.element:
        return SegmentNote(error.segment, position, error.code)
    places = SEGMENTS.get(error.segment, ())
    reference = places[error.element - 1].number if error.element <= len(places) else ""
    number = reference if reference.isdecimal() else ""
    return SegmentNote(error.segment, position, _HAS_ELEMENT_ERRORS, (ElementNote(error.element, error.code, number),))
