"""The locations that ship: those of the store, and one that belongs to a partner's fulfillment service."""

from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.invented import LOCATIONS

PARTNER = 3
"""Here somebody else ships, after a request; the other locations are the merchant's."""

_FIRST = 70_000_000_000


def location_id(place: int | str) -> int:
    """Return the number in the gid of the n-th location."""
    return _FIRST + int(place)


def location_gid(place: int | str) -> str:
    return gid("Location", location_id(place))


def find(text: str) -> int | None:
    """Return which location has this gid, or None; raises the error RESOURCE_NOT_FOUND for a gid of another type."""
    number = number_of(text, "Location")
    place = int(number) - _FIRST if number.isdigit() else 0
    return place if place in LOCATIONS else None


def is_partner(place: int) -> bool:
    return place == PARTNER
