"""What lies where: one document for each inventory item, with a level for each location that stocks it."""

from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import bodies
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.invented import STOCKED

_ITEM = "shopify.inventory_item"
USUAL = 1000
"""What each location has of an item that nobody said anything about."""
STATES = ("available", "committed", "incoming", "reserved", "safety_stock", "damaged", "quality_control")
"""Kept for each level; `on_hand` is what is really there, the sum of all but `incoming`."""


def create(action: Action, product: Document, variant: Document, quantity: int) -> None:
    """Stock a new variant with `quantity` at every location of the store that has shelves of its own."""
    item = {
        "id": variant["item"],
        "store": action.store,
        "sku": variant["sku"],
        "product": str(product["id"]),
        "variant": str(variant["id"]),
        "tracked": True,
        "harmonized_system_code": None,
        "country_code_of_origin": None,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "levels": {str(place): _level(action, quantity) for place in STOCKED},
    }
    save(action.world.db, item)


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_ITEM, f"{store}/{number}")


def find_by_sku(db: Database, store: str, sku: str) -> Document | None:
    return next((item for item in db.find(_ITEM, "sku", sku) if item["store"] == store), None)


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's inventory items, oldest first."""
    return db.find(_ITEM, "store", store)


def save(db: Database, item: Document) -> None:
    db.put(_ITEM, f"{item['store']}/{item['id']}", item)


def quantity(level: Document, name: str) -> int:
    """Return one of `STATES` or `on_hand`."""
    if name == "on_hand":
        return sum(level[state] for state in STATES if state != "incoming")
    return int(level[name])


def available(item: Document) -> int:
    """Return what is available in all active locations."""
    return sum(level["available"] for level in item["levels"].values() if level["active"])


def activate(action: Action, item: Document, place: str, quantity: int) -> Document:
    """Stock an item at a location; returns the level. One that is active already keeps its quantities."""
    level = item["levels"].get(place)
    if level is None or not level["active"]:
        level = item["levels"][place] = _level(action, quantity)
        save(action.world.db, item)
        _say(action, item, place)
    return dict(level)


def move(action: Action, item: Document, place: str, changes: dict[str, int]) -> None:
    """Add `changes` to the quantities of one level, keep the item and say what the world may know of it."""
    before = available(item)
    level = item["levels"][place]
    for state, delta in changes.items():
        level[state] += delta
    level["updated_at"] = item["updated_at"] = action.stamp
    save(action.world.db, item)
    if changes.get("available"):
        _say(action, item, place)
        _say_whether_out(action, item, before)


def _level(action: Action, quantity: int) -> dict[str, Any]:
    states = dict.fromkeys(STATES, 0) | {"available": quantity}
    return {**states, "active": True, "created_at": action.stamp, "updated_at": action.stamp}


def _say(action: Action, item: Document, place: str) -> None:
    action.announce("inventory_levels/update", bodies.level_body(item, place))


def _say_whether_out(action: Action, item: Document, before: int) -> None:
    after = available(item)
    if (before > 0) == (after > 0):
        return
    topic = "variants/in_stock" if after > 0 else "variants/out_of_stock"
    body = bodies.stocked_variant_body(action.world.db, item, before, after)
    if body is not None:
        action.announce(topic, body)


def item_gid(item: Document) -> str:
    return gid("InventoryItem", item["id"])
