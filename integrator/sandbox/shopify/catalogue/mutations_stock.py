"""The mutations that change quantities: set, adjust, stock at a location."""

from dataclasses import dataclass
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.area import KEPT
from integrator.sandbox.shopify.catalogue import locations, stock, stock_rules
from integrator.sandbox.shopify.catalogue.views_stock import adjustment_view, level_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders.places import location_id
from integrator.sandbox.shopify.gids import number_of

_GROUP = "shopify.adjustment"
_USUAL_ON_ACTIVATION = 0


@dataclass(frozen=True, slots=True)
class Move:
    """One change of one quantity."""

    item: Document
    place: str
    name: str
    delta: int
    ledger: str | None = None


def inventory_set_quantities(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """All or nothing. Source: contract api, section 10. [documented]"""
    name = input["name"]
    stock_rules.check_set(input)
    moves = []
    for place, entry in enumerate(input["quantities"]):
        path = ["input", "quantities", str(place)]
        item, where = stock_rules.level(ctx, entry, path)
        present = stock.quantity(item["levels"][where], name)
        stock_rules.check_present(entry, present, path)
        moves.append(Move(item, where, name, entry["quantity"] - present))
    return _moved(ctx, input, moves)


def inventory_adjust_quantities(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """All or nothing. Source: contract api, section 10. [documented]"""
    name = input["name"]
    stock_rules.check_adjust(input)
    moves = []
    for place, entry in enumerate(input["changes"]):
        path = ["input", "changes", str(place)]
        item, where = stock_rules.level(ctx, entry, path)
        stock_rules.check_present(entry, stock.quantity(item["levels"][where], name), path)
        moves.append(Move(item, where, name, entry["delta"], entry.get("ledgerDocumentUri")))
    return _moved(ctx, input, moves)


def adjusted_again(ctx: Context, kept: Document) -> Document:
    """Answer a repeat of either of the two."""
    group = ctx.db.get(_GROUP, kept["group"]) if kept["group"] else None
    return {"inventoryAdjustmentGroup": None if group is None else adjustment_view(ctx, group)}


def inventory_activate(ctx: Context, *, inventoryItemId: str, locationId: str, **args: Any) -> Document:
    location = locations.find(ctx.db, ctx.store, locationId)
    item = stock.find(ctx.db, ctx.store, number_of(inventoryItemId, "InventoryItem"))
    if item is None:
        raise Refused(["inventoryItemId"], "The inventory item could not be found.")
    if location is None:
        raise Refused(["locationId"], "The location could not be found.")
    place = str(location["place"])
    wanted = args.get("available")
    level = item["levels"].get(place)
    if level is not None and level["active"] and wanted is not None:
        message = "Not allowed to set available quantity when the item is already active at the location."
        raise Refused(["available"], message)
    if level is None or not level["active"]:
        stock.activate(ctx.action, item, place, wanted or _USUAL_ON_ACTIVATION)
        ctx.action.record("inventory_activated", key=place, subject=stock.item_gid(item), sku=item["sku"])
    kept = {"item": str(item["id"]), "place": place}
    return {**activated_again(ctx, kept), KEPT: kept}


def activated_again(ctx: Context, kept: Document) -> Document:
    item = stock.find(ctx.db, ctx.store, kept["item"])
    return {"inventoryLevel": None if item is None else level_view(ctx, item, kept["place"])}


def _moved(ctx: Context, wanted: dict[str, Any], moves: list[Move]) -> Document:
    """Carry the moves out as one group; no group when nothing changes. [inferred]"""
    real = [move for move in moves if move.delta]
    items: dict[int, Document] = {}
    for move in real:
        # Setting what is on hand changes what is available by the same amount.
        state = "available" if move.name == "on_hand" else move.name
        # Several levels of one item are in one document.
        stock.move(ctx.action, items.setdefault(move.item["id"], move.item), move.place, {state: move.delta})
        ctx.action.record(
            "inventory_changed",
            key=wanted.get("referenceDocumentUri") or "",
            subject=stock.item_gid(move.item),
            sku=move.item["sku"],
            location=location_id(move.place),
            name=move.name,
            delta=move.delta,
        )
    number = str(ctx.action.number("adjustment", 81_330_000_001)) if real else ""
    if real:
        ctx.db.put(_GROUP, number, _group(ctx, number, wanted, real))
    kept = {"group": number}
    return {**adjusted_again(ctx, kept), KEPT: kept}


def _group(ctx: Context, number: str, wanted: dict[str, Any], moves: list[Move]) -> Document:
    changes = [
        {
            "item": str(move.item["id"]),
            "place": move.place,
            "name": move.name,
            "delta": move.delta,
            "ledger": move.ledger,
        }
        for move in moves
    ]
    return {
        "id": number,
        "created_at": ctx.action.stamp,
        "reason": wanted["reason"],
        "reference": wanted.get("referenceDocumentUri"),
        "changes": changes,
    }
