"""
X12 860, purchase order change: what we want otherwise than ordered, or no longer.

Source: contracts/opentext/trading-grid, section 3. [general]
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
    read_count,
    read_product,
)
from integrator.documents.x12.purchase_order import REQUESTED_SHIP
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import write_date, write_number
from integrator.documents.x12.writing import Writer, code_of

Change = Literal["add", "delete", "less", "more", "other_date"]

_CHANGES: dict[str, Change] = {"AI": "add", "DI": "delete", "QD": "less", "QI": "more", "CT": "other_date"}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line as it shall be from now on: `quantity` is the new one, not the difference."""

    line: str
    change: Change
    quantity: Decimal
    unit: str
    product: Product
    requested_ship_date: date | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrderChange:
    """A change of the order `number`; with purpose `cancel` and without lines the whole order is meant."""

    number: str
    ordered_on: date
    sequence: str
    """Number of the change of this order, `1` for the first."""
    changed_on: date
    lines: tuple[ChangedLine, ...] = ()
    purpose: Purpose = "change"


def write(change: PurchaseOrderChange, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    purpose, ordered_on = code_of(change.purpose, PURPOSES), write_date(change.ordered_on)
    changed_on = write_date(change.changed_on)
    out.add("BCH", purpose, "SA", change.number, "", change.sequence, ordered_on, "", "", "", "", changed_on)
    for line in change.lines:
        quantity, code = write_number(line.quantity), code_of(line.change, _CHANGES)
        out.add("POC", line.line, code, quantity, "", line.unit, "", "", *product_elements(line.product))
        if line.requested_ship_date:
            out.add("DTM", REQUESTED_SHIP, write_date(line.requested_ship_date))
    out.add("CTT", str(len(change.lines)))


def read(segments: list[Segment], end: Segment) -> PurchaseOrderChange:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end)
    bch = body.take("BCH")
    lines = tuple(_read_line(body, poc) for poc in body.each("POC"))
    read_count(body, len(lines))
    body.finish()
    return PurchaseOrderChange(
        number=bch.text(3),
        ordered_on=bch.needed_day(6),
        sequence=bch.needed(5),
        changed_on=bch.needed_day(11),
        lines=lines,
        purpose=bch.meaning(1, PURPOSES),
    )


def _read_line(body: Body, poc: Segment) -> ChangedLine:
    dates = {dtm.text(1): dtm.needed_day(2) for dtm in body.each("DTM")}
    return ChangedLine(
        line=poc.needed(1),
        change=poc.meaning(2, _CHANGES),
        quantity=poc.needed_number(3),
        unit=poc.first_component(5),
        product=read_product(poc, 8),
        requested_ship_date=dates.get(REQUESTED_SHIP),
    )
