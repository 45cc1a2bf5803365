"""Changes to an order that exists: note and other texts, address, tags, lines."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.orders import change, order_gid
from integrator.sandbox.shopify.placing import line_of
from integrator.sandbox.shopify.placing import line_of, part_line_of, part_of
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
    edit = begin(action)
    if difference > 0:
        line = _add_line(action, order, {"title": "Nachbestellung", "price": str(difference), "quantity": 1})
        edit["additions"].append({"id": line["id"], "delta": 1})
    elif difference < 0:
        line = order["lines"][0]
        line["discount"] = str(Decimal(line["discount"]) - difference)
        edit["discounts"].append({"id": line["id"]})
    commit(action, order, edit)


def edit_lines(action: Action, order: Document, wanted: list[dict[str, Any]]) -> None:
    """Set quantities by `sku`; an unknown one is a new line and needs `title` and `price`."""
    edit = begin(action)
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
            set_quantity(order, line, quantity)
    commit(action, order, edit)


def _edit(action: Action) -> Document:
def fulfill(action: Action, order: Document) -> None:
    """Ship everything that is left; raises `ValueError` if something is on hold or nothing is left."""
    parts = [part for part in order["fulfillment_orders"] if part["status"] != "CLOSED"]
    if any(part["status"] == "ON_HOLD" for part in parts):
        raise ValueError("a fulfillment order is on hold")
    if not parts:
        raise ValueError("nothing is left to fulfill")
    for part in parts:
        part |= {"status": "CLOSED", "updated_at": action.stamp}
        for entry in part["lines"]:
            selling.ship(action, order, part, entry, entry["remaining"])
            entry |= {"fulfilled": entry["fulfilled"] + entry["remaining"], "remaining": 0}
    change(action, order)
    action.announce("orders/fulfilled", bodies_order.order_body(order))


def begin(action: Action) -> Document:
    """Build an edit that changes nothing yet."""
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


def set_quantity(order: Document, line: Document, quantity: int) -> None:
    """Have `quantity` of a line, the shipped items among them; what is to be shipped beyond that is cut."""
    line["current_quantity"] = quantity
    entries = [entry for part in order["fulfillment_orders"] for entry in part["lines"] if entry["line"] == line["id"]]
    rest = quantity - sum(entry["fulfilled"] for entry in entries)
    for entry in entries:
        entry["remaining"] = max(0, min(entry["remaining"], rest))
        entry["total"] = entry["fulfilled"] + entry["remaining"]
        rest -= entry["remaining"]


def commit(action: Action, order: Document, edit: Document) -> None:
    """Keep an edited order with the fulfillment work that follows, and say `orders/edited`."""
    for line in order["lines"]:
        planned = sum(
            e["total"] for part in order["fulfillment_orders"] for e in part["lines"] if e["line"] == line["id"]
        )
        if line["current_quantity"] > planned:
            _ship(action, order, line, line["current_quantity"] - planned)
    for part in order["fulfillment_orders"]:
        if part["status"] != "CLOSED" and not any(entry["remaining"] for entry in part["lines"]):
            part |= {"status": "CLOSED", "holds": [], "updated_at": action.stamp}
    order["edited"] = True
    change(action, order)
    action.announce("orders/edited", bodies_other.edit_body(order, edit))


def _ship(action: Action, order: Document, line: Document, quantity: int) -> None:
    """Plan more of a line: where it is planned already, else in any open fulfillment order, else in a new one."""
    parts = [part for part in order["fulfillment_orders"] if part["status"] != "CLOSED"]
    there = [entry for part in parts for entry in part["lines"] if entry["line"] == line["id"]]
    if there:
        there[0] |= {"total": there[0]["total"] + quantity, "remaining": there[0]["remaining"] + quantity}
    elif parts:
        parts[0]["lines"].append(part_line_of(action, line, quantity))
    else:
        order["fulfillment_orders"].append(part_of(action, 1, [part_line_of(action, line, quantity)]))
