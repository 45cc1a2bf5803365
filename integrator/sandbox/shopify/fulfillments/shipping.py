"""Something leaves: a fulfillment takes items from fulfillment orders of one order at one location."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_order, order_index, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.fulfillment_orders import parts, splitting
from integrator.sandbox.shopify.fulfillments import bodies
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.returns.state import has_come_back
from integrator.sandbox.shopify.totals import fulfillment_status

Load = list[tuple[Document, splitting.Share]]
"""Fulfillment orders, each with the items that leave."""

NO_TRACKING: Document = {"company": None, "numbers": [], "urls": []}


def ship(action: Action, order: Document, load: Load, tracking: Document) -> Document:
    """Ship a checked load; returns the fulfillment."""
    fulfillment = _build(action, order, load, tracking)
    order["fulfillments"].append(fulfillment)
    order_index.enter(action, order, "Fulfillment", fulfillment["id"])
    for part, share in load:
        for entry, quantity in share:
            selling.ship(action, order, part, entry, quantity)
            entry["remaining"] -= quantity
            entry["fulfilled"] += quantity
        part |= {"status": "IN_PROGRESS" if parts.remaining(part) else "CLOSED", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillments/create", bodies.fulfillment_body(order, fulfillment))
    is_whole = fulfillment_status(order) == "FULFILLED"
    topic = "orders/fulfilled" if is_whole else "orders/partially_fulfilled"
    action.announce(topic, bodies_order.order_body(order))
    action.record(
        "fulfillment_created",
        key=gid("Fulfillment", fulfillment["id"]),
        subject=orders.order_gid(order),
        name=order["name"],
        tracking=tracking["numbers"],
        quantity=sum(line["quantity"] for line in fulfillment["lines"]),
    )
    return fulfillment


def ship_rest(action: Action, order: Document) -> None:
    """Ship everything that is left; raises `ValueError` if something is on hold or nothing is left."""
    left = [part for part in order["fulfillment_orders"] if part["status"] not in parts.UNFULFILLABLE]
    if any(part["status"] == "ON_HOLD" for part in left):
        raise ValueError("a fulfillment order is on hold")
    if not left:
        raise ValueError("nothing is left to fulfill")
    for location in sorted({part["location"] for part in left}):
        load = [(part, splitting.share_of(part, None)) for part in left if part["location"] == location]
        ship(action, order, load, NO_TRACKING)


def cancel(action: Action, order: Document, fulfillment: Document) -> None:
    """Take a shipment back: what it held can be shipped again; raises `ValueError` when that cannot be done."""
    if fulfillment["status"] == "CANCELLED":
        raise ValueError("the fulfillment is cancelled already")
    if has_come_back(order, fulfillment):
        raise ValueError("something of the fulfillment has come back")
    fulfillment |= {"status": "CANCELLED", "updated_at": action.stamp}
    entries = {entry["id"]: (part, entry) for part in order["fulfillment_orders"] for entry in part["lines"]}
    for line in fulfillment["lines"]:
        part, entry = entries[line["entry"]]
        selling.ship(action, order, part, entry, -line["quantity"])
        entry["remaining"] += line["quantity"]
        entry["fulfilled"] -= line["quantity"]
        part |= {"status": _reopened(part), "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillments/update", bodies.fulfillment_body(order, fulfillment))


def _reopened(part: Document) -> str:
    if part["holds"]:
        return "ON_HOLD"
    return "IN_PROGRESS" if any(entry["fulfilled"] for entry in part["lines"]) else "OPEN"


def _build(action: Action, order: Document, load: Load, tracking: Document) -> Document:
    lines = [
        {
            "id": action.number("fulfillment_line", 11_944_076_700_001),
            "line": entry["line"],
            "entry": entry["id"],
            "quantity": quantity,
        }
        for _, share in load
        for entry, quantity in share
    ]
    return {
        "id": action.number("fulfillment", 5_610_299_600_001),
        "place": len(order["fulfillments"]) + 1,
        "status": "SUCCESS",
        "location": load[0][0]["location"],
        "tracking": dict(tracking),
        "lines": lines,
        "events": [],
        "created_at": action.stamp,
        "updated_at": action.stamp,
    }
