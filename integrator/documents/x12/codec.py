"""One document to a whole interchange, and one transaction set back to a document."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrator.documents.x12 import (
    functional_acknowledgment,
    inventory_advice,
    invoice,
    purchase_order,
    purchase_order_acknowledgment,
    purchase_order_change,
    ship_notice,
)
from integrator.documents.x12.checking import check
from integrator.documents.x12.envelope import VERSION, Party, TransactionSet
from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.functional_acknowledgment import FunctionalAcknowledgment
from integrator.documents.x12.inventory_advice import InventoryAdvice
from integrator.documents.x12.invoice import Invoice
from integrator.documents.x12.purchase_order import PurchaseOrder
from integrator.documents.x12.purchase_order_acknowledgment import PurchaseOrderAcknowledgment
from integrator.documents.x12.purchase_order_change import PurchaseOrderChange
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.ship_notice import ShipNotice
from integrator.documents.x12.tokens import Separators
from integrator.documents.x12.values import write_moment
from integrator.documents.x12.writing import Writer

Document = (
    PurchaseOrder
    | PurchaseOrderChange
    | PurchaseOrderAcknowledgment
    | ShipNotice
    | Invoice
    | InventoryAdvice
    | FunctionalAcknowledgment
)

_SET_NUMBER = "0001"


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    What is around a document. The same envelope and document give the same bytes, so a retry repeats them.

    Attributes:
        control_number: from 1 to 999,999,999, each one used once between the two parties.
        time: when the document was made, not when it is sent.
        is_test: whether the partner shall take it for a test.
    """

    sender: Party
    receiver: Party
    control_number: int
    time: datetime
    is_test: bool = False
    separators: Separators = Separators()  # noqa: RUF009 - frozen, so one for all is right.


@dataclass(frozen=True, slots=True)
class _Map:
    functional_id: str
    document: type[Document]
    write: Callable[[Any, Writer], None]
    read: Callable[[list[Segment], Segment], Document]


_MAPS = {
    "850": _Map("PO", PurchaseOrder, purchase_order.write, purchase_order.read),
    "860": _Map("PC", PurchaseOrderChange, purchase_order_change.write, purchase_order_change.read),
    "855": _Map(
        "PR", PurchaseOrderAcknowledgment, purchase_order_acknowledgment.write, purchase_order_acknowledgment.read
    ),
    "856": _Map("SH", ShipNotice, ship_notice.write, ship_notice.read),
    "810": _Map("IN", Invoice, invoice.write, invoice.read),
    "846": _Map("IB", InventoryAdvice, inventory_advice.write, inventory_advice.read),
    "997": _Map("FA", FunctionalAcknowledgment, functional_acknowledgment.write, functional_acknowledgment.read),
}

FUNCTIONAL_IDS = {number: one.functional_id for number, one in _MAPS.items()}
"""Kind of group (data element 479) that each transaction set goes in."""


def encode(document: Document, envelope: Envelope) -> str:
    """
    Write one document as an interchange of its own.

    Raises:
        X12Error: a value does not fit X12, such as a text that is too long or holds a separator.
    """
    number, one = next((number, one) for number, one in _MAPS.items() if isinstance(document, one.document))
    out = Writer(envelope.separators)
    out.add("ISA", *_isa(envelope))
    _add_group_header(out, one, envelope)
    out.add("ST", number, _SET_NUMBER)
    first = len(out.segments)
    _write(one, document, out)
    out.add("SE", str(len(out.segments) - first + 2), _SET_NUMBER)
    out.add("GE", "1", str(envelope.control_number))
    out.add("IEA", "1", f"{envelope.control_number:09}")
    for segment in out.segments:
        check(segment)
    separators = envelope.separators
    lines = (separators.element.join((segment.id, *segment.elements)) for segment in out.segments)
    return "".join(line + separators.segment for line in lines)


def decode(transaction: TransactionSet) -> Document:
    """
    Read the document in a transaction set.

    Raises:
        X12Error: it breaks X12 or our map; the error names segment, element and reason.
    """
    if transaction.fault is not None:
        raise transaction.fault
    header, *between, trailer = transaction.segments
    one = _MAPS.get(transaction.type)
    if one is None:
        raise X12Error(
            "a document that no map reads", segment="ST", position=header.position, element=1, code="1", level="set"
        )
    for segment in between:
        check(segment)
    return one.read(between, trailer)


def _write(one: _Map, document: Document, out: Writer) -> None:
    try:
        one.write(document, out)
    except X12Error:
        raise
    except ValueError as error:
        raise X12Error(str(error), segment=out.segments[-1].id, position=len(out.segments) + 1) from error


def _isa(envelope: Envelope) -> list[str]:
    if not 1 <= envelope.control_number <= 999_999_999:
        raise X12Error("a control number has nine digits", segment="ISA", position=1, element=13)
    for party, element in ((envelope.sender, 6), (envelope.receiver, 8)):
        if not 2 <= len(party.id) <= 15 or len(party.qualifier) != 2:
            raise X12Error("a party has 2 to 15 characters", segment="ISA", position=1, element=element)
    sender, receiver, moment = envelope.sender, envelope.receiver, _utc(envelope)
    return [
        *("00", " " * 10, "00", " " * 10),
        *(sender.qualifier, f"{sender.id:15}", receiver.qualifier, f"{receiver.id:15}"),
        *(f"{moment:%y%m%d}", f"{moment:%H%M}", "U", "00401", f"{envelope.control_number:09}", "0"),
        "T" if envelope.is_test else "P",
    ]


def _add_group_header(out: Writer, one: _Map, envelope: Envelope) -> None:
    # ISA16 is the component separator itself, which no writer lets through.
    isa = out.segments[0]
    out.segments[0] = Segment(isa.id, (*isa.elements, isa.component), isa.position, isa.component)
    when, number = write_moment(_utc(envelope)), str(envelope.control_number)
    out.add("GS", one.functional_id, envelope.sender.id, envelope.receiver.id, *when, number, "X", VERSION)


def _utc(envelope: Envelope) -> datetime:
    if envelope.time.tzinfo is None:
        raise X12Error("the time of an envelope needs a zone", segment="ISA", position=1, element=9)
    return envelope.time.astimezone(UTC)
