"""People, places and goods that do not exist, with the letters that break careless code."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document

_SMALL_ITEM = Decimal("34.50")

_CITIES = {
    "DE": ("Deichstraße 18", "20459", "Hamburg", "Germany", None, None),
    "AT": ("Gütergasse 3", "1070", "Wien", "Austria", None, None),
    "FR": ("12 rue des Érables", "44000", "Nantes", "France", None, None),
    "US": ("418 Spindrift Lane", "04101", "Portland", "United States", "Maine", "ME"),
    "CA": ("418 Spindrift Lane", "B3H 0X7", "Halifax", "Canada", "Nova Scotia", "NS"),
}


def person(wanted: dict[str, Any] | None) -> Document:
    """Return who buys, with what is `wanted` of them; raises `ValueError` for an unknown field."""
    buyer: Document = {
        "first_name": "Jörg",
        "last_name": "Weißhäupl",
        "email": "joerg.weisshaeupl@example.com",
        "phone": "+4940555010",
        "tags": [],
        "number_of_orders": 3,
        "amount_spent": "412.90",
    }
    unknown = (wanted or {}).keys() - buyer.keys()
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r} of customer")
    return {**buyer, **(wanted or {})}


def address(person: Document, country: str) -> Document:
    """Return an address of the person in `country`; one without an invented city gets the German street."""
    street, code, city, name, province, province_code = _CITIES.get(country, _CITIES["DE"])
    return {
        "first_name": person["first_name"],
        "last_name": person["last_name"],
        "company": None,
        "address1": street,
        "address2": None,
        "city": city,
        "zip": code,
        "province": province,
        "province_code": province_code,
        "country": name if country in _CITIES else country,
        "country_code": country,
        "phone": person["phone"],
        "validation": "NO_ISSUES",
    }


def country_name(code: str | None) -> str | None:
    """Return the English name of a country with an invented city, the code of any other, or None."""
    return None if code is None else _CITIES[code][3] if code in _CITIES else code


def lines(goods: Decimal) -> list[dict[str, Any]]:
    """Return lines worth exactly `goods`: two of a small item, if there is room, and one of a large one."""
    small = 2 * _SMALL_ITEM
    if goods <= 2 * small:
        return [{"title": "Regenjacke „Küstenwind“ M", "sku": "KW-RJ-M", "quantity": 1, "price": str(goods)}]
    return [
        {"title": "Segelanzug „Große Fahrt“ L", "sku": "KW-SA-L", "quantity": 1, "price": str(goods - small)},
        {"title": "Trockenbeutel 20 l", "sku": "KW-TB-20", "quantity": 2, "price": str(_SMALL_ITEM)},
    ]


LOCATIONS = {
    1: ("Lager Hamburg", "DE"),
    2: ("Filiale München", "DE"),
    3: ("Partnerlager Lyon", "FR"),
}
STOCKED = (1, 2)
"""Where the goods of the store lie; the partner's shelves are filled by what the partner says."""


def location_name(number: int) -> tuple[str, str]:
    """Return name and country of the store's n-th location."""
    return LOCATIONS.get(number, (f"Lager {number}", "DE"))
