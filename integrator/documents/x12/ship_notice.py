"""
X12 856, ship notice: shipment, orders in it, packages of each order, items of each package.

Source: contracts/opentext/trading-grid, section 8.1. [general]
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from integrator.documents.x12.body import Body
from integrator.documents.x12.hierarchy import Level, Levels
from integrator.documents.x12.parts import PURPOSES, Product, Purpose, product_elements, read_product
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import utc, write_date, write_moment, write_number
from integrator.documents.x12.writing import Writer, code_of

_SHIPPED, _EXPECTED = "011", "017"
_TRACKING = frozenset({"CN", "2I"})
_SSCC = "GM"
_SCAC = "2"


@dataclass(frozen=True, slots=True)
class ShippedItem:
    """`line` is the order's; `quantity` is what this package holds of it."""

    line: str
    quantity: Decimal
    unit: str
    product: Product


@dataclass(frozen=True, slots=True)
class Package:
    """`sscc` is the 18 or 20 digits of its label; empty for items that are not told by package."""

    sscc: str = ""
    tracking_numbers: tuple[str, ...] = ()
    items: tuple[ShippedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """What a shipment holds of one order."""

    purchase_order_number: str
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class ShipNotice:
    """One shipment, also of several orders; a `replace` takes the place of the notice of the same number."""

    shipment_number: str
    sent: datetime
    """UTC."""
    orders: tuple[ShippedOrder, ...]
    purpose: Purpose = "original"
    carrier_scac: str = ""
    carrier_name: str = ""
    tracking_numbers: tuple[str, ...] = ()
    ship_date: date | None = None
    expected_delivery: date | None = None


def write(notice: ShipNotice, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    sent = write_moment(notice.sent)
    out.add("BSN", code_of(notice.purpose, PURPOSES), notice.shipment_number, *sent, "0001")
    levels = Levels(out)
    shipment = levels.open("S", parent="")
    if notice.carrier_scac or notice.carrier_name:
        scac = (_SCAC, notice.carrier_scac) if notice.carrier_scac else ("", "")
        out.add("TD5", "", *scac, "", notice.carrier_name)
    _write_tracking(notice.tracking_numbers, out)
    for qualifier, day in ((_SHIPPED, notice.ship_date), (_EXPECTED, notice.expected_delivery)):
        if day:
            out.add("DTM", qualifier, write_date(day))
    for order in notice.orders:
        parent = levels.open("O", parent=shipment)
        out.add("PRF", order.purchase_order_number)
        for package in order.packages:
            _write_package(package, levels, out, parent)
    out.add("CTT", str(levels.count))


def _write_package(package: Package, levels: Levels, out: Writer, order: str) -> None:
    parent = levels.open("P", parent=order)
    _write_tracking(package.tracking_numbers, out)
    if package.sscc:
        out.add("MAN", _SSCC, package.sscc)
    for item in package.items:
        levels.open("I", parent=parent)
        out.add("LIN", item.line, *product_elements(item.product))
        out.add("SN1", item.line, write_number(item.quantity), item.unit)


def _write_tracking(numbers: tuple[str, ...], out: Writer) -> None:
    for number in numbers:
        out.add("REF", "CN", number)


def read(segments: list[Segment], end: Segment) -> ShipNotice:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end, also_passing=frozenset({"N1", "N3", "N4", "ETD"}))
    bsn = body.take("BSN")
    dates = _read_dates(body)
    shipment = Level.read_tree(body)
    for order in shipment.below:
        order.must_be("O")
    carrier, numbers = shipment.first("TD5"), _tracking_of(shipment)
    dates |= {dtm.text(1): dtm.needed_day(2) for dtm in shipment.all("DTM")}
    _read_total(body, shipment.count)
    return ShipNotice(
        shipment_number=bsn.text(2),
        sent=utc(bsn.needed_day(3), bsn.time(4)),
        orders=tuple(_read_order(order) for order in shipment.below),
        purpose=bsn.meaning(1, PURPOSES),
        carrier_scac=carrier.text(3) if carrier and carrier.text(2) == _SCAC else "",
        carrier_name=carrier.text(5) if carrier else "",
        tracking_numbers=numbers,
        ship_date=dates.get(_SHIPPED),
        expected_delivery=dates.get(_EXPECTED),
    )


def _read_dates(body: Body) -> dict[str, date]:
    return {dtm.text(1): dtm.needed_day(2) for dtm in body.each("DTM")}


def _read_total(body: Body, count: int) -> None:
    ctt = body.maybe("CTT")
    if ctt is not None and ctt.needed_number(1) != count:
        raise ctt.error("another number of levels than the notice has", 1, code="2")
    body.finish()


def _read_order(order: Level) -> ShippedOrder:
    loose = tuple(_read_item(level) for level in order.below if level.code == "I")
    packages = tuple(_read_package(level) for level in order.below if level.code != "I")
    return ShippedOrder(
        purchase_order_number=order.only("PRF").text(1),
        packages=(*packages, Package(items=loose)) if loose else packages,
    )


def _read_package(package: Level) -> Package:
    package.must_be("P")
    marks = [man.text(2) for man in package.all("MAN") if man.text(1) == _SSCC]
    return Package(
        sscc=marks[0] if marks else "",
        tracking_numbers=_tracking_of(package),
        items=tuple(_read_item(level) for level in package.below),
    )


def _read_item(item: Level) -> ShippedItem:
    item.must_be("I")
    lin, sn1 = item.only("LIN"), item.only("SN1")
    if item.below:
        raise item.hl.error("an item holds no further levels", 3, code="7")
    return ShippedItem(
        line=sn1.text(1) or lin.text(1),
        quantity=sn1.needed_number(2),
        unit=sn1.needed(3),
        product=read_product(lin, 2),
    )


def _tracking_of(level: Level) -> tuple[str, ...]:
    return tuple(ref.text(2) for ref in level.all("REF") if ref.text(1) in _TRACKING and ref.text(2))
