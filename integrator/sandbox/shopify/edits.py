"""Changes to an order that exists: note and other texts, address, tags, lines."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.orders import change, order_gid
from integrator.sandbox.shopify.placing import line_of
from integrator.sandbox.shopify.totals import totals


def update(action: Action, order: Document, changes: dict[str, Any]) -> None:
    """Set the given fields of `order`; tags and attributes replace the list. Equal values change nothing."""
    changes = {name: value for name, value in changes.items() if order[name] != value}
    if not changes:
        return
    order |= changes
    change(action, order)
    action.record("order_updated", key=order_gid(order), subject=order_gid(order), fields=sorted(changes))


def edit_total(action: Action, order: Document, total: Decimal) -> None:
    """Make the order worth `total`: an item more, or a discount on the first line."""
    difference = total - totals(order).total
    edit = _edit(action)
    if difference > 0:
        line = _add_line(action, order, {"title": "Nachbestellung", "price": str(difference), "quantity": 1})
        edit["additions"].append({"id": line["id"], "delta": 1})
    elif difference < 0:
        line = order["lines"][0]
        line["discount"] = str(Decimal(line["discount"]) - difference)
        edit["discounts"].append({"id": line["id"]})
    _commit(action, order, edit)


def edit_lines(action: Action, order: Document, wanted: list[dict[str, Any]]) -> None:
    """Set quantities by `sku`; an unknown one is a new line and needs `title` and `price`."""
    edit = _edit(action)
    for entry in wanted:
        if not isinstance(entry, dict):
            raise ValueError("each of lines must be an object")  # noqa: TRY004 - wrong input, not a wrong call
        line = next((line for line in order["lines"] if line["sku"] == entry.get("sku")), None)
        if line is None:
            added = _add_line(action, order, entry)
            edit["additions"].append({"id": added["id"], "delta": added["current_quantity"]})
            continue
        quantity = int(entry.get("quantity", line["current_quantity"]))
        delta = quantity - line["current_quantity"]
        if delta:
            edit["additions" if delta > 0 else "removals"].append({"id": line["id"], "delta": abs(delta)})
            _set_quantity(order, line, quantity)
    _commit(action, order, edit)


def _edit(action: Action) -> Document:
    return {
        "id": action.number("edit", 188_204_475_601),
        "at": action.stamp,
        "by_app": action.by_app,
        "additions": [],
        "removals": [],
        "discounts": [],
    }


def _add_line(action: Action, order: Document, wanted: dict[str, Any]) -> Document:
    line = {**line_of(action, wanted), "added": True}
    order["lines"].append(line)
    parts.add_line(action, order, line)
    return line


def _set_quantity(order: Document, line: Document, quantity: int) -> None:
    rest = quantity
    line["current_quantity"] = quantity
    entries = [entry for part in order["fulfillment_orders"] for entry in part["lines"] if entry["line"] == line["id"]]
    for place, entry in enumerate(entries):
        entry["total"] = rest if place == len(entries) - 1 else min(rest, entry["total"])
        entry["remaining"] = max(0, entry["total"] - entry["fulfilled"])
        rest -= entry["total"]


def _commit(action: Action, order: Document, edit: Document) -> None:
    order["edited"] = True
    change(action, order)
    action.announce("orders/edited", bodies_other.edit_body(order, edit))
