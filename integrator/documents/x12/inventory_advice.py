"""
X12 846, inventory advice: information without an obligation to reserve.

Source: contracts/opentext/trading-grid, sections 3 and 8.1. [documented] that nothing is reserved, [general] the rest.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from integrator.documents.x12.body import Body
from integrator.documents.x12.parts import (
    Address,
    Product,
    product_elements,
    read_addresses,
    read_count,
    read_currency,
    read_product,
    read_references,
    write_address,
)
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import utc, write_date, write_moment, write_number
from integrator.documents.x12.writing import Writer, code_of

Mode = Literal["full", "delta"]

_MODES: dict[str, Mode] = {"00": "full", "05": "full", "04": "delta"}
"""Data element 353: an original or a replacement tells everything, a change what differs. [profile]"""
_AVAILABLE, _ON_HAND, _PROJECTED = "33", "17", "29"
_QUANTITIES = {_AVAILABLE: "available", _ON_HAND: "on_hand", _PROJECTED: "projected"}
_WAREHOUSE = "WH"
_AVAILABLE_ON = "018"


@dataclass(frozen=True, slots=True)
class StockedItem:
    """
    One item; quantities as the partner wrote them, also negative or fractional ones.

    `projected` comes in on `projected_on`, None when no day is told.
    """

    product: Product
    available: Decimal
    unit: str = ""
    line: str = ""
    on_hand: Decimal | None = None
    projected: Decimal | None = None
    projected_on: date | None = None


@dataclass(frozen=True, slots=True)
class InventoryAdvice:
    """A report of one location at `reported`, UTC; `full` names every item the partner has."""

    report_number: str
    reported: datetime
    mode: Mode
    items: tuple[StockedItem, ...]
    location: Address | None = None


def write(advice: InventoryAdvice, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    reported = write_moment(advice.reported)
    out.add("BIA", code_of(advice.mode, _MODES), "SI", advice.report_number, *reported)
    if advice.location:
        write_address(out, _WAREHOUSE, advice.location)
    for item in advice.items:
        out.add("LIN", item.line, *product_elements(item.product))
        out.add("QTY", _AVAILABLE, write_number(item.available), item.unit)
        if item.on_hand is not None:
            out.add("QTY", _ON_HAND, write_number(item.on_hand), item.unit)
        if item.projected is not None:
            out.add("QTY", _PROJECTED, write_number(item.projected), item.unit)
            if item.projected_on:
                out.add("DTM", _AVAILABLE_ON, write_date(item.projected_on))
    out.add("CTT", str(len(advice.items)))


def read(segments: list[Segment], end: Segment) -> InventoryAdvice:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end)
    bia = body.take("BIA")
    read_currency(body)
    read_references(body)
    places = read_addresses(body)
    items = tuple(_read_item(body, lin) for lin in body.each("LIN"))
    read_count(body, len(items))
    body.finish()
    return InventoryAdvice(
        report_number=bia.text(3),
        reported=utc(bia.needed_day(4), bia.time(5)),
        mode=bia.meaning(1, _MODES),
        items=items,
        location=places.get(_WAREHOUSE),
    )


def _read_item(body: Body, lin: Segment) -> StockedItem:
    read_references(body)
    told: dict[str, Decimal] = {}
    unit, expected = "", None
    for qty in body.each("QTY"):
        kind = qty.meaning(1, _QUANTITIES)
        if kind in told:
            raise qty.error("a quantity that was told before", 1, code="7")
        told[kind] = qty.needed_number(2)
        unit = qty.first_component(3) or unit
        day = body.maybe("DTM")
        if day is not None and kind == "projected" and day.text(1) == _AVAILABLE_ON:
            expected = day.needed_day(2)
        elif day is not None:
            raise day.error("a day that this map does not know", 1, code="7")
    if "available" not in told:
        raise lin.error("an item without its available quantity", code="3")
    return StockedItem(product=read_product(lin, 2), line=lin.text(1), unit=unit, projected_on=expected, **told)
