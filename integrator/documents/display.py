"""How values are written in documents: amounts, moments, addresses, words of Shopify."""

from datetime import UTC, date, datetime

from integrator.documents.text import plain
from integrator.events.order import Address
from integrator.money import Money


def amount(money: Money) -> str:
    """Write `12,400.00 EUR`, with as many decimals as the currency has; no digit is ever dropped."""
    return f"{money.amount:,.{money.digits}f} {money.currency}"


def day(value: datetime) -> date:
    """
    Return the UTC day of `value`.

    Raises:
        ValueError: `value` has no time zone, so its day would depend on the machine.
    """
    return _utc(value).date()


def day_text(value: datetime) -> str:
    """Write `2 January 2026`."""
    moment = _utc(value)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def moment_text(value: datetime) -> str:
    """Write `2026-01-02 09:30 UTC`."""
    return f"{_utc(value):%Y-%m-%d %H:%M} UTC"


def words(constant: str) -> str:
    """Write Shopify's `PARTIALLY_PAID` as `Partially paid`."""
    return plain(constant, limit=60).replace("_", " ").capitalize()


def address_lines(address: Address | None) -> list[str]:
    """Return the lines of a label, top to bottom, empty ones left out; an empty list without an address."""
    if address is None:
        return []
    town = " ".join(part for part in (plain(address.zip), plain(address.city)) if part)
    parts = (
        plain(address.name), plain(address.company), plain(address.address1), plain(address.address2), town,
        plain(address.province), plain(address.country),
    )  # fmt: skip
    return [part for part in parts if part]


def address_differences(billing: Address | None, shipping: Address | None) -> list[str] | None:
    """Name the parts in which the two addresses differ, letter case aside; `None` when either is missing."""
    if billing is None or shipping is None:
        return None
    parts = ("name", "company", "address1", "address2", "zip", "city", "province", "country")
    return [_PART_NAMES.get(part, part) for part in parts if _differs(billing, shipping, part)]


def _differs(billing: Address, shipping: Address, part: str) -> bool:
    first, second = (plain(getattr(address, part)).casefold() for address in (billing, shipping))
    return first != second


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone has no certain day")
    return value.astimezone(UTC)


_PART_NAMES = {"address1": "street", "address2": "second line", "zip": "postal code"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
