"""What an order does to the catalogue: it sells something that is there, and takes it off the shelf."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import products, stock


def sold(action: Action, wanted: dict[str, Any]) -> tuple[Document, Document]:
    """Return product and variant for a line, by its `sku`; what nobody sold before is made up."""
    item = stock.find_by_sku(action.world.db, action.store, str(wanted["sku"]))
    found = None if item is None else products.find_variant(action.world.db, action.store, item["variant"])
    if found is not None:
        return found
    product = products.create(action, wanted)
    return product, product["variants"][0]


def commit(action: Action, order: Document) -> None:
    """Set aside what a new order will ship."""
    for part in order["fulfillment_orders"]:
        for entry in part["lines"]:
            _move(action, order, part, entry, {"available": -entry["remaining"], "committed": entry["remaining"]})


def release(action: Action, order: Document, part: Document, entry: Document, quantity: int) -> None:
    """Put back on sale what was set aside."""
    _move(action, order, part, entry, {"available": quantity, "committed": -quantity})


def ship(action: Action, order: Document, part: Document, entry: Document, quantity: int) -> None:
    """Let leave what was set aside; with a negative quantity it comes back."""
    _move(action, order, part, entry, {"committed": -quantity})


def _move(action: Action, order: Document, part: Document, entry: Document, changes: dict[str, int]) -> None:
    line = next(line for line in order["lines"] if line["id"] == entry["line"])
    item = stock.find(action.world.db, order["store"], str(line["inventory_item_id"]))
    place = str(part["location"])
    if item is not None and place in item["levels"]:
        stock.move(action, item, place, changes)
