"""The 997 we answer with says which document is rejected, and why."""

import pytest

from integrator.documents.x12 import acknowledge, encode, read_interchange
from integrator.documents.x12.functional_acknowledgment import ElementNote, FunctionalAcknowledgment, SegmentNote
from tests.unit.documents.x12.papers import ANSWER, ENVELOPE, RECEIPT, only_document

GOOD = encode(ANSWER, ENVELOPE)


def receipt_of(text: str) -> FunctionalAcknowledgment:
    (group,) = read_interchange(text).groups
    return acknowledge(group)


def twice(text: str) -> str:
    """Put the transaction set a second time into the group, with number 0002."""
    start, first, rest = text.partition("ST*855*0001~")
    body, trailer, end = rest.partition("*0001~GE*1*")
    return f"{start}{first}{body}*0001~ST*855*0002~{body}*0002~GE*2*{end}" if trailer else ""


def test_a_good_group_is_accepted() -> None:
    receipt = receipt_of(GOOD)

    assert ("PR", 7, "accepted", 1, 1, 1) == (
        receipt.functional_id,
        receipt.group_control_number,
        receipt.verdict,
        receipt.included,
        receipt.received,
        receipt.accepted,
    )
    assert receipt == only_document(encode(receipt, ENVELOPE))


def test_one_bad_document_does_not_spoil_the_other() -> None:
    receipt = receipt_of(twice(GOOD).replace("~ACK*IB*4", "~ACK*IB*four", 1))

    assert ("partially_accepted", 2, 1) == (receipt.verdict, receipt.received, receipt.accepted)
    assert ["rejected", "accepted"] == [one.verdict for one in receipt.sets]
    assert (SegmentNote("ACK", 5, "8", (ElementNote(2, "6", "380"),)),) == receipt.sets[0].notes
    assert receipt == only_document(encode(receipt, ENVELOPE))


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("*0001~GE", "*0009~GE", ("3",)),
        ("~SE*9*", "~SE*8*", ("4",)),
        ("~ST*855", "~ST*852", ("1",)),
        ("~ST*855", "~ST*850", ("6",)),
    ],
)
def test_a_document_that_is_wrong_as_a_whole_is_rejected_by_code(old: str, new: str, codes: tuple[str, ...]) -> None:
    assert old in GOOD

    receipt = receipt_of(GOOD.replace(old, new))

    assert ("rejected", 0) == (receipt.verdict, receipt.accepted)
    assert codes == receipt.sets[0].codes


def test_a_missing_segment_is_noted_where_it_should_stand() -> None:
    start, _, rest = GOOD.partition("BAK*")
    receipt = receipt_of((start + rest.partition("~")[2]).replace("~SE*9*", "~SE*8*"))

    assert [(SegmentNote("PO1", 2, "3"),)] == [one.notes for one in receipt.sets]


def test_a_receipt_is_not_answered() -> None:
    (group,) = read_interchange(encode(RECEIPT, ENVELOPE)).groups

    with pytest.raises(ValueError, match="receipt"):
        acknowledge(group)
