"""What an order does to the catalogue: it sells something that is there, and takes it off the shelf."""

from collections import Counter
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import products, stock
from integrator.sandbox.shopify.entries import entry_at


def sold(action: Action, wanted: dict[str, Any]) -> tuple[Document, Document]:
    """Return product and variant for a line, by its `sku`; what nobody sold before is made up."""
    item = stock.find_by_sku(action.world.db, action.store, str(wanted["sku"]))
    found = None if item is None else products.find_variant(action.world.db, action.store, item["variant"])
    if found is not None:
        return found
    product = products.create(action, wanted)
    return product, product["variants"][0]


def claim(action: Action, order: Document) -> None:
    """Set aside from now on what an order has to ship; the caller keeps the order."""
    order["claims"] = {}
    settle(action, order)


def settle(action: Action, order: Document) -> None:
    """Set aside what an order still has to ship, where it ships from, and put on sale what it no longer needs."""
    if "claims" not in order:
        return
    wanted = _to_ship(order)
    for key in sorted({*wanted, *order["claims"]}):
        more = wanted[key] - order["claims"].get(key, 0)
        if more and _move(action, order, key, {"available": -more, "committed": more}):
            _note(order, key, more)


def ship(action: Action, order: Document, part: Document, entry: Document, quantity: int) -> None:
    """Let leave what was set aside; with a negative quantity it comes back, and is set aside again."""
    key = _key(order, part["location"], entry["line"])
    leaving = min(quantity, order.get("claims", {}).get(key, 0))
    if "claims" in order and leaving and _move(action, order, key, {"committed": -leaving}):
        _note(order, key, -leaving)


def put_back(action: Action, order: Document, place: int, line: int, quantity: int) -> None:
    """Put on sale at `place` what a buyer sent back of a line."""
    _move(action, order, _key(order, place, line), {"available": quantity})


def _to_ship(order: Document) -> Counter[str]:
    wanted: Counter[str] = Counter()
    for part in order["fulfillment_orders"]:
        for entry in part["lines"]:
            wanted[_key(order, part["location"], entry["line"])] += entry["remaining"]
    return wanted


def _key(order: Document, place: int, line: int) -> str:
    """Name a shelf: the inventory item of a line, and a location."""
    return f"{entry_at(order['lines'], line)['inventory_item_id']}/{place}"


def _note(order: Document, key: str, more: int) -> None:
    order["claims"][key] = order["claims"].get(key, 0) + more


def _move(action: Action, order: Document, key: str, changes: dict[str, int]) -> bool:
    """Change quantities on a shelf; whether there is one."""
    number, _, place = key.partition("/")
    item = stock.find(action.world.db, order["store"], number)
    if item is None or place not in item["levels"]:
        return False
    stock.move(action, item, place, changes)
    return True
