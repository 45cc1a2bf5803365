"""What the warehouse does with goods that came back."""

from collections import Counter
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_index, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import places
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.returns import bodies

Plan = list[tuple[Document, dict[str, Any]]]
"""Lines of one reverse fulfillment order, each with the disposition it gets."""


def plan_of(action: Action, wanted: list[dict[str, Any]], root: list[str]) -> tuple[Document, Document, Plan]:
    """Return the order, its return and the plan; raises `Refused`. [seen in code]"""
    if not wanted:
        raise Refused(root, "The array cannot be empty.", "BLANK")
    numbers = [number_of(each["reverseFulfillmentOrderLineItemId"], _LINE) for each in wanted]
    order = order_index.order_of(action.world.db, action.store, _LINE, numbers[0])
    found = [] if order is None else [_return_of(order, number) for number in numbers]
    first = found[0] if found else None
    if order is None or first is None or any(each is not first for each in found):
        message = "Cannot dispose items from more than one reverse fulfillment order."
        raise Refused(root, message, "INVALID")
    if first["status"] != "OPEN":
        raise Refused(root, "The return is not open.", "INVALID_STATE")  # The wording is ours. [inferred]
    return order, first, check(first, wanted, numbers, root, Counter())


def check(
    each: Document, wanted: list[dict[str, Any]], numbers: list[str], root: list[str], taken: Counter[int]
) -> Plan:
    """Return the plan for lines of one return, and add it to what is `taken` already; raises `Refused`."""
    plan: Plan = []
    for place, (one, number) in enumerate(zip(wanted, numbers, strict=True)):
        line = numbered(each["reverse"]["lines"], number)
        if line is None:
            raise Refused([*root, str(place)], "Reverse fulfillment order line item was not found.", "NOT_FOUND")
        if one.get("locationId") and places.find(one["locationId"]) is None:
            raise Refused([*root, str(place), "locationId"], "Location not found.", "NOT_FOUND")
        taken[line["id"]] += one["quantity"]
        if one["quantity"] < 1 or taken[line["id"]] > left(line):
            message = "Cannot dispose of more items than were returned."  # The wording is ours. [inferred]
            raise Refused([*root, str(place), "quantity"], message, "INVALID")
        plan.append((line, one))
    return plan


def left(line: Document) -> int:
    """Return how many items of a line have no disposition yet."""
    disposed = sum(each["quantity"] for each in line["dispositions"])
    return int(line["total"] - disposed)


def dispose(action: Action, order: Document, each: Document, plan: Plan) -> list[Document]:
    """Carry a checked plan out; returns the lines it touched."""
    made = []
    for line, wanted in plan:
        disposition = {
            "id": action.number("disposition", 41_330_200_001),
            "type": wanted["dispositionType"],
            "quantity": wanted["quantity"],
            "location": places.find(wanted["locationId"]) if wanted.get("locationId") else None,
            "created_at": action.stamp,
        }
        line["dispositions"].append(disposition)
        if disposition["type"] == "RESTOCKED":
            _restock(action, order, line, disposition)
        made.append((line, disposition))
    orders.change(action, order)
    action.announce("reverse_fulfillment_orders/dispose", bodies.disposed_body(each, made))
    action.record(
        "goods_disposed",
        key=gid("ReverseFulfillmentOrder", each["reverse"]["id"]),
        subject=orders.order_gid(order),
        name=each["name"],
    )
    return [line for line in each["reverse"]["lines"] if any(line is touched for touched, _ in made)]


def _restock(action: Action, order: Document, line: Document, disposition: Document) -> None:
    """Put what came back on sale: where the warehouse says, else where it was shipped from. [inferred]"""
    shipped = next(
        (each, entry)
        for each in order["fulfillments"]
        for entry in each["lines"]
        if entry["id"] == line["fulfillment_line"]
    )
    fulfillment, entry = shipped
    if fulfillment["status"] == "SUCCESS":
        place = disposition["location"] or fulfillment["location"]
        selling.put_back(action, order, place, entry["line"], disposition["quantity"])


_LINE = "ReverseFulfillmentOrderLineItem"


def _return_of(order: Document, number: str) -> Document | None:
    for each in order["returns"]:
        if each["reverse"] and numbered(each["reverse"]["lines"], number) is not None:
            found: Document = each
            return found
    return None
