"""
X12 855, purchase order acknowledgment: what a partner says of each line. It is acceptance; a 997 is not.

Partners act on quantities and dates. A price is read, so that a difference can stop the order; it never changes ours.

Source: contracts/opentext/trading-grid, sections 3 and 8.1. [documented] for the codes, [general] for the rest.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from integrator.documents.x12.body import Body
from integrator.documents.x12.parts import (
    PURPOSES,
    Product,
    Purpose,
    product_elements,
    read_addresses,
    read_count,
    read_currency,
    read_product,
    read_references,
)
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import write_date, write_number
from integrator.documents.x12.writing import Writer, code_of

Overall = Literal["accepted", "accepted_with_changes", "rejected"]
Status = Literal[
    "accepted", "backordered", "changed", "date_changed", "deleted", "on_hold", "price_changed", "quantity_changed",
    "rejected", "substituted",
]  # fmt: skip
DateType = Literal["ship", "delivery"]

_OVERALL: dict[str, Overall] = {
    "AD": "accepted", "AK": "accepted", "AT": "accepted", "AC": "accepted_with_changes", "RD": "rejected",
    "RJ": "rejected",
}  # fmt: skip
_STATUSES: dict[str, Status] = {
    "IA": "accepted", "IB": "backordered", "IC": "changed", "DR": "date_changed", "ID": "deleted", "IH": "on_hold",
    "IE": "on_hold", "IF": "on_hold", "IW": "on_hold", "IP": "price_changed", "IQ": "quantity_changed",
    "IR": "rejected", "R1": "rejected", "R2": "rejected", "IS": "substituted",
}  # fmt: skip
_DATE_TYPES: dict[str, DateType] = {"068": "ship", "067": "delivery"}


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What becomes of a part of a line; `product` names it again, or what comes instead of it."""

    status: Status
    quantity: Decimal | None = None
    unit: str = ""
    day: date | None = None
    date_type: DateType | None = None
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedLine:
    """A line and its statuses; `quantity` and `price` are what the partner believes to be ordered."""

    line: str
    product: Product
    statuses: tuple[LineStatus, ...]
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the quantities of the statuses make the ordered one; also when one of them is not told."""
        told = [one.quantity for one in self.statuses if one.quantity is not None]
        return self.quantity is None or len(told) < len(self.statuses) or sum(told) == self.quantity


@dataclass(frozen=True, slots=True)
class PurchaseOrderAcknowledgment:
    """The answer to order `purchase_order_number`; no lines mean that `overall` holds for all."""

    purchase_order_number: str
    ordered_on: date
    overall: Overall
    lines: tuple[AcknowledgedLine, ...] = ()
    number: str = ""
    """The partner's own number of this answer."""
    acknowledged_on: date | None = None
    purpose: Purpose = "original"


def write(answer: PurchaseOrderAcknowledgment, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    purpose, overall = code_of(answer.purpose, PURPOSES), code_of(answer.overall, _OVERALL)
    dates = write_date(answer.ordered_on), write_date(answer.acknowledged_on)
    out.add("BAK", purpose, overall, answer.purchase_order_number, dates[0], "", "", "", answer.number, dates[1])
    for line in answer.lines:
        amounts = write_number(line.quantity), line.unit, write_number(line.price)
        out.add("PO1", line.line, *amounts, "", *product_elements(line.product))
        for status in line.statuses:
            when = code_of(status.date_type, _DATE_TYPES) if status.date_type else ""
            named = product_elements(status.product) if status.product else []
            code, quantity = code_of(status.status, _STATUSES), write_number(status.quantity)
            out.add("ACK", code, quantity, status.unit, when, write_date(status.day), "", *named)
    out.add("CTT", str(len(answer.lines)))


def read(segments: list[Segment], end: Segment) -> PurchaseOrderAcknowledgment:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end, also_passing=frozenset({"TD5", "TXI"}))
    bak = body.take("BAK")
    read_currency(body)
    read_references(body)
    read_addresses(body)
    lines = tuple(_read_line(body, po1) for po1 in body.each("PO1"))
    read_count(body, len(lines))
    body.finish()
    return PurchaseOrderAcknowledgment(
        purchase_order_number=bak.text(3),
        ordered_on=bak.needed_day(4),
        overall=bak.meaning(2, _OVERALL),
        lines=lines,
        number=bak.text(8),
        acknowledged_on=bak.day(9),
        purpose=bak.meaning(1, PURPOSES),
    )


def _read_line(body: Body, po1: Segment) -> AcknowledgedLine:
    read_references(body)
    return AcknowledgedLine(
        line=po1.text(1),
        product=read_product(po1, 6),
        statuses=tuple(_read_status(ack) for ack in body.each("ACK")),
        quantity=po1.number(2),
        unit=po1.text(3),
        price=po1.number(4),
    )


def _read_status(ack: Segment) -> LineStatus:
    if bool(ack.text(4)) != bool(ack.text(5)):
        raise ack.error("a date without its qualifier, or the reverse", 4, code="2")
    if ack.text(2) and not ack.text(3):
        raise ack.error("a quantity without its unit", 3, code="2")
    return LineStatus(
        status=ack.meaning(1, _STATUSES),
        quantity=ack.number(2),
        unit=ack.text(3),
        day=ack.day(5),
        date_type=ack.meaning(4, _DATE_TYPES) if ack.text(4) else None,
        product=read_product(ack, 7) if ack.text(7) else None,
    )
