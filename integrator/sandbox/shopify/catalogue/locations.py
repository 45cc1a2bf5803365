"""The locations of a store: the same in each, with what was changed about them."""

from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.fulfillment_orders import places
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.invented import LOCATIONS
from integrator.sandbox.shopify.views_marks import metafield_fields

_KIND = "shopify.location"
_SINCE = "2024-03-01T08:00:00Z"
_ADDRESSES = {
    1: ("Am Sandtorkai 30", "20457", "Hamburg", "Germany"),
    2: ("Sendlinger Straße 8", "80331", "München", "Germany"),
    3: ("12 quai de la Saône", "69002", "Lyon", "France"),
}


def of_store(db: Database, store: str) -> list[Document]:
    """Return every location of the store."""
    return [_location(db, store, place) for place in LOCATIONS]


def find(db: Database, store: str, text: str) -> Document | None:
    """Return the location with this gid, or None; raises like `number_of`."""
    place = places.find(text)
    return None if place is None else _location(db, store, place)


def owner(ctx: Context, text: str) -> Document | None:
    return find(ctx.db, ctx.store, text)


def change(action: Action, location: Document) -> None:
    """Keep what changed about a location."""
    location["updated_at"] = action.stamp
    action.world.db.put(_KIND, f"{action.store}/{location['place']}", location)


def location_view(location: Document) -> dict[str, Any]:
    """Build a `Location`; what it stocks is found from the inventory item."""
    street, code, city, country = _ADDRESSES[location["place"]]
    number = places.location_id(location["place"])
    return {
        "__typename": "Location",
        "id": gid("Location", number),
        "legacyResourceId": str(number),
        "name": location["name"],
        "isActive": location["active"],
        "fulfillsOnlineOrders": True,
        "isFulfillmentService": False,
        "shipsInventory": True,
        "createdAt": _SINCE,
        "updatedAt": location["updated_at"],
        **metafield_fields(location, "Location"),
        "address": {
            "address1": street,
            "address2": None,
            "city": city,
            "zip": code,
            "country": country,
            "countryCode": location["country"],
            "province": None,
            "provinceCode": None,
            "phone": None,
            "formatted": [street, f"{code} {city}", country],
        },
    }


def _location(db: Database, store: str, place: int) -> Document:
    name, country = LOCATIONS[place]
    kept = db.get(_KIND, f"{store}/{place}")
    return kept or {
        "place": place,
        "name": name,
        "country": country,
        "active": True,
        "updated_at": _SINCE,
        "metafields": [],
    }
