"""
X12 850, purchase order.

Source: contracts/opentext/trading-grid, section 8.1. [general]
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrator.documents.x12.body import Body
from integrator.documents.x12.parts import (
    PURPOSES,
    Address,
    Product,
    Purpose,
    Reference,
    product_elements,
    read_addresses,
    read_count,
    read_currency,
    read_product,
    read_references,
    write_address,
)
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import write_date, write_number
from integrator.documents.x12.writing import Writer, code_of

REQUESTED_SHIP = "010"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; `unit` is X12's two letters, such as `EA` each or `CA` case. No price means as agreed."""

    line: str
    quantity: Decimal
    unit: str
    product: Product
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """What we order of a partner."""

    number: str
    ordered_on: date
    lines: tuple[OrderLine, ...]
    purpose: Purpose = "original"
    currency: str = ""
    requested_ship_date: date | None = None
    ship_to: Address | None = None
    references: tuple[Reference, ...] = ()


def write(order: PurchaseOrder, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    out.add("BEG", code_of(order.purpose, PURPOSES), "SA", order.number, "", write_date(order.ordered_on))
    if order.currency:
        out.add("CUR", "BY", order.currency)
    for reference in order.references:
        out.add("REF", reference.qualifier, reference.value)
    if order.requested_ship_date:
        out.add("DTM", REQUESTED_SHIP, write_date(order.requested_ship_date))
    if order.ship_to:
        write_address(out, "ST", order.ship_to)
    for line in order.lines:
        amounts = (write_number(line.quantity), line.unit, write_number(line.price))
        out.add("PO1", line.line, *amounts, "", *product_elements(line.product))
    out.add("CTT", str(len(order.lines)))


def read(segments: list[Segment], end: Segment) -> PurchaseOrder:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end)
    beg = body.take("BEG")
    currency, references = read_currency(body), read_references(body)
    dates = {dtm.text(1): dtm.needed_day(2) for dtm in body.each("DTM")}
    addresses = read_addresses(body)
    lines = tuple(_read_line(po1) for po1 in body.each("PO1"))
    read_count(body, len(lines))
    body.finish()
    return PurchaseOrder(
        number=beg.text(3),
        ordered_on=beg.needed_day(5),
        lines=lines,
        purpose=beg.meaning(1, PURPOSES),
        currency=currency,
        requested_ship_date=dates.get(REQUESTED_SHIP),
        ship_to=addresses.get("ST"),
        references=references,
    )


def _read_line(po1: Segment) -> OrderLine:
    return OrderLine(
        line=po1.text(1),
        quantity=po1.needed_number(2),
        unit=po1.needed(3),
        product=read_product(po1, 6),
        price=po1.number(4),
    )
