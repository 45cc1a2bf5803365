"""Changes to an order that exists: note and other texts, address, tags, lines."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.bodies_lines import open_quantity
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.orders import change, enter_part, order_gid
from integrator.sandbox.shopify.placing import line_of
from integrator.sandbox.shopify.refunds.amounts import discount_share, worth
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
    """
    Make the order worth `total`: an item more, or a discount on the first lines.

    Raises `ValueError` when it would be worth less than its shipping.
    """
    difference = total - totals(order).total
    edit = begin(action)
    if difference > 0:
        line = _add_line(action, order, {"title": "Nachbestellung", "price": str(difference), "quantity": 1})
        edit["additions"].append({"id": line["id"], "delta": 1})
    elif difference < 0:
        edit["discounts"] = [{"id": line["id"]} for line in _discounted(order, -difference)]
    commit(action, order, edit)


def _discounted(order: Document, wanted: Decimal) -> list[Document]:
    """Take `wanted` off the lines, from each at most what it is worth; returns those that it touched."""
    touched = []
    for line in order["lines"]:
        less = min(wanted, worth(order, line, line["current_quantity"]))
        if less > 0:
            line["discount"] = str(Decimal(line["discount"]) + less)
            touched.append(line)
            wanted -= less
    if wanted:
        raise ValueError("an order cannot be worth less than its shipping")
    return touched


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
        if quantity < fixed_quantity(order, line):
            raise ValueError(f"{line['sku']} cannot be less than the {fixed_quantity(order, line)} that have left")
        delta = quantity - line["current_quantity"]
        if delta:
            edit["additions" if delta > 0 else "removals"].append({"id": line["id"], "delta": abs(delta)})
            set_quantity(order, line, quantity)
    commit(action, order, edit)


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
    return line


def fixed_quantity(order: Document, line: Document) -> int:
    """Return how many items of a line have left, are not back, and so can be edited no more."""
    return max(0, int(line["current_quantity"]) - open_quantity(order, line))


def set_quantity(order: Document, line: Document, quantity: int) -> None:
    """Have `quantity` of a line; the items that it has fewer are not shipped, and take their discount with them."""
    less = line["current_quantity"] - quantity
    if less > 0:
        line["discount"] = str(Decimal(line["discount"]) - discount_share(order, line, less))
    line["current_quantity"] = quantity
    entries = [entry for part in order["fulfillment_orders"] for entry in part["lines"] if entry["line"] == line["id"]]
    for entry in reversed(entries):
        cut = max(0, min(entry["remaining"], less))
        entry["remaining"] -= cut
        entry["total"] -= cut
        less -= cut


def commit(action: Action, order: Document, edit: Document) -> None:
    """Keep an edited order with the fulfillment work that follows, and say `orders/edited`."""
    for addition in edit["additions"]:
        _plan(action, order, entry_at(order["lines"], addition["id"]), addition["delta"])
    for part in order["fulfillment_orders"]:
        if part["status"] not in parts.UNFULFILLABLE and not parts.remaining(part):
            parts.close(action, part)
    order["edited"] = True
    change(action, order)
    action.announce("orders/edited", bodies_other.edit_body(order, edit))


def _plan(action: Action, order: Document, line: Document, quantity: int) -> None:
    """Plan more of a line: where it is planned already, else in any open fulfillment order, else in a new one."""
    if not order["fulfillment_orders"]:
        return  # It is not routed yet; then it gets this with the rest.
    open_ones = [part for part in order["fulfillment_orders"] if part["status"] not in parts.UNFULFILLABLE]
    there = [entry for part in open_ones for entry in part["lines"] if entry["line"] == line["id"]]
    if there:
        there[0] |= {"total": there[0]["total"] + quantity, "remaining": there[0]["remaining"] + quantity}
        return
    entry = parts.part_line_of(action, line, quantity)
    if open_ones:
        open_ones[0]["lines"].append(entry)
        return
    part = parts.build(action, [entry], location=order["fulfillment_orders"][0]["location"])
    order["fulfillment_orders"].append(part)
    enter_part(action, order, part)
