"""What several documents have in common: products, addresses, references, totals."""

from dataclasses import dataclass
from typing import Literal

from integrator.documents.x12.body import Body
from integrator.documents.x12.segment import CONDITIONALLY_MISSING, Segment
from integrator.documents.x12.writing import Writer

Purpose = Literal["original", "cancel", "change", "replace"]

PURPOSES: dict[str, Purpose] = {"00": "original", "01": "cancel", "04": "change", "05": "replace"}
"""Data element 353."""

_PRODUCT_PLACES = {"SK": "sku", "IN": "sku", "VN": "partner_sku", "UP": "gtin", "EN": "gtin", "UK": "gtin"}
_GTIN_QUALIFIERS = {12: "UP", 13: "EN", 14: "UK"}


@dataclass(frozen=True, slots=True)
class Product:
    """How both sides call an item; empty means unnamed. `gtin` has 12, 13 or 14 digits."""

    sku: str = ""
    partner_sku: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A number of somebody else's; `qualifier` is data element 128, such as `CO`, the customer's order."""

    qualifier: str
    value: str


@dataclass(frozen=True, slots=True)
class Address:
    """A place; `code` is its number with the partner. Two lines of at most 55 characters."""

    name: str = ""
    code: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


def read_product(segment: Segment, first: int) -> Product:
    """Read pairs of qualifier and value from element `first` on; other qualifiers are passed over."""
    found: dict[str, str] = {}
    for number in range(first, len(segment.elements) + 1, 2):
        qualifier, value = segment.text(number), segment.text(number + 1)
        if bool(qualifier) != bool(value):
            raise segment.error("a product qualifier without its value, or the reverse", number, code="2")
        place = _PRODUCT_PLACES.get(qualifier)
        if place and found.setdefault(place, value) != value:
            raise segment.error("two different names of one product", number + 1, code="10")
    return Product(**found)


def product_elements(product: Product) -> list[str]:
    """Return the pairs that name a product; raises `ValueError` for a GTIN of another length."""
    pairs = [("SK", product.sku), ("VN", product.partner_sku)]
    if product.gtin:
        if len(product.gtin) not in _GTIN_QUALIFIERS:
            raise ValueError("a GTIN has 12, 13 or 14 digits")
        pairs.append((_GTIN_QUALIFIERS[len(product.gtin)], product.gtin))
    return [element for pair in pairs if pair[1] for element in pair]


def write_address(out: Writer, entity: str, address: Address) -> None:
    """Write one `N1` loop; `entity` is data element 98, such as `ST` for ship-to."""
    out.add("N1", entity, address.name, "92" if address.code else "", address.code)
    if address.address1:
        out.add("N3", address.address1, address.address2)
    if address.city or address.region or address.postal_code or address.country:
        out.add("N4", address.city, address.region, address.postal_code, address.country)


def read_addresses(body: Body) -> dict[str, Address]:
    """Read all `N1` loops that follow, by entity; the first of each entity counts."""
    found: dict[str, Address] = {}
    for n1 in body.each("N1"):
        streets, place = body.maybe("N3"), body.maybe("N4")
        for _ in body.each("REF"):
            continue
        found.setdefault(
            n1.text(1),
            Address(
                name=n1.text(2),
                code=n1.text(4),
                address1=streets.text(1) if streets else "",
                address2=streets.text(2) if streets else "",
                city=place.text(1) if place else "",
                region=place.text(2) if place else "",
                postal_code=place.text(3) if place else "",
                country=place.text(4) if place else "",
            ),
        )
    return found


def read_references(body: Body) -> tuple[Reference, ...]:
    """Read all `REF` that follow; those with a description only are passed over."""
    return tuple(Reference(ref.text(1), ref.text(2)) for ref in body.each("REF") if ref.text(2))


def read_currency(body: Body) -> str:
    """Read the currency if a `CUR` follows, else empty."""
    cur = body.maybe("CUR")
    return cur.text(2) if cur else ""


def read_count(body: Body, lines: int) -> None:
    """Compare the number of lines with the one told at the end, if any is."""
    ctt = body.maybe("CTT")
    if ctt is not None and ctt.needed_number(1) != lines:
        raise ctt.error("another number of lines than the document has", 1, code=CONDITIONALLY_MISSING)
