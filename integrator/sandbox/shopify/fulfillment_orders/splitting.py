"""Dividing a fulfillment order: some items go to a new one, which can be made one with it again."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.entries import entry_at, numbered
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import bodies, parts
from integrator.sandbox.shopify.gids import gid, number_of

Share = list[tuple[Document, int]]
"""Entries of a fulfillment order, each with a number of items."""

INVALID_QUANTITY = "Invalid fulfillment order line item quantity requested."
NO_SUCH_LINE = "Fulfillment order line item does not exist."


def share_of(part: Document, wanted: Sequence[dict[str, Any]] | None) -> Share:
    """
    Return the items that `[{id, quantity}]` names; None and an empty list stand for all that are left.

    Raises `Refused` for a line of another fulfillment order and for more than is left. [seen in code] That a line
    named twice counts twice is our reading. [inferred]
    """
    if not wanted:
        return [(entry, entry["remaining"]) for entry in part["lines"] if entry["remaining"]]
    share: Share = []
    for each in wanted:
        entry = numbered(part["lines"], number_of(each["id"], "FulfillmentOrderLineItem"))
        if entry is None:
            raise Refused(None, NO_SUCH_LINE)
        before = sum(quantity for other, quantity in share if other is entry)
        if not 0 < each["quantity"] <= entry["remaining"] - before:
            raise Refused(None, INVALID_QUANTITY)
        share.append((entry, each["quantity"]))
    return share


def is_all(part: Document, share: Share) -> bool:
    return sum(quantity for _, quantity in share) == parts.remaining(part)


def without(part: Document, share: Share) -> Share:
    """Return what is left of a fulfillment order when `share` is taken away."""
    taken = Counter({entry["id"]: 0 for entry in part["lines"]})
    for entry, quantity in share:
        taken[entry["id"]] += quantity
    rest = [(entry, entry["remaining"] - taken[entry["id"]]) for entry in part["lines"]]
    return [(entry, quantity) for entry, quantity in rest if quantity]


def split_off(action: Action, order: Document, part: Document, share: Share, *, location: int) -> Document:
    """Put `share` of `part` into a new fulfillment order of `order`, which the caller keeps."""
    lines = []
    for entry, quantity in share:
        line = entry_at(order["lines"], entry["line"])
        entry["total"] -= quantity
        entry["remaining"] -= quantity
        lines.append(parts.part_line_of(action, line, quantity))
    other = parts.build(action, lines, location=location)
    other |= {"fulfill_at": part["fulfill_at"], "fulfill_by": part["fulfill_by"]}
    part["lines"] = [entry for entry in part["lines"] if entry["total"]]
    part["updated_at"] = action.stamp
    order["fulfillment_orders"].append(other)
    orders.enter_part(action, order, other)
    return other


def split(action: Action, order: Document, part: Document, share: Share) -> Document:
    """Split `share` off for its own sake; returns the new fulfillment order. [seen in code]"""
    requested = [{"id": gid("FulfillmentOrderLineItem", entry["id"]), "quantity": size} for entry, size in share]
    other = split_off(action, order, part, share, location=part["location"])
    orders.change(action, order)
    action.announce("fulfillment_orders/split", bodies.split_body(order, part, other, requested))
    action.record(
        "fulfillment_order_split",
        key=gid("FulfillmentOrder", part["id"]),
        subject=gid("FulfillmentOrder", part["id"]),
        order=orders.order_gid(order),
        remaining=gid("FulfillmentOrder", other["id"]),
    )
    return other


def merge_back(action: Action, order: Document, part: Document) -> None:
    """
    Take back what a hold on single items split off `part`, if nobody touched it since; say so.

    The caller keeps the order. The other one stays, closed and empty. [seen in code]
    """
    for other in order["fulfillment_orders"]:
        untouched = other["status"] == "OPEN" and not any(entry["fulfilled"] for entry in other["lines"])
        if other["split_by_hold_of"] != part["id"] or not untouched or other["location"] != part["location"]:
            continue
        intents = [bodies.merge_intent(part), bodies.merge_intent(other)]
        for entry in other["lines"]:
            mine = next((each for each in part["lines"] if each["line"] == entry["line"]), None)
            if mine is None:
                mine = {**entry, "id": parts.line_number(action), "total": 0, "remaining": 0}
                part["lines"].append(mine)
            mine["total"] += entry["total"]
            mine["remaining"] += entry["remaining"]
            entry |= {"total": 0, "remaining": 0}
        parts.close(action, other)
        action.announce("fulfillment_orders/merged", bodies.merged_body(part, intents))
