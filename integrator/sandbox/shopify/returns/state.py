"""What a return is made of, how many items of it are where, and what an order says about all of its returns."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_index
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.entries import numbered

_COUNTING = frozenset({"REQUESTED", "OPEN", "CLOSED"})


def fulfillment_line(order: Document, number: int | str) -> Document | None:
    """Return a line of one of the order's shipments, or None; a cancelled shipment has none."""
    shipped = (each for each in order["fulfillments"] if each["status"] == "SUCCESS")
    return next((line for each in shipped for line in each["lines"] if str(line["id"]) == str(number)), None)


def returnable(order: Document, line: Document) -> int:
    """Return how many items of a shipped line can still be asked back."""
    returned = 0
    for each in order["returns"]:
        if each["status"] in _COUNTING:
            returned += sum(entry["quantity"] for entry in each["lines"] if entry["fulfillment_line"] == line["id"])
    outside = sum(
        entry["quantity"]
        for refund in order["refunds"]
        if refund["return"] is None
        for entry in refund["lines"]
        if entry["line"] == line["line"] and entry["restock"] == "RETURN"
    )
    left: int = line["quantity"] - returned - outside
    return max(0, left)


def has_come_back(order: Document, fulfillment: Document) -> bool:
    """Whether goods of a shipment were received again, or refunded as such."""
    shipped, items = ({line[name] for line in fulfillment["lines"]} for name in ("id", "line"))
    received = (entry for each in order["returns"] if each["reverse"] for entry in each["reverse"]["lines"])
    refunded = (entry for each in order["refunds"] if each["return"] is None for entry in each["lines"])
    return any(entry["fulfillment_line"] in shipped and entry["dispositions"] for entry in received) or any(
        entry["line"] in items and entry["restock"] == "RETURN" for entry in refunded
    )


def quantity(each: Document) -> int:
    return sum(line["quantity"] for line in each["lines"])


def has_work(each: Document) -> bool:
    """Whether something of it was received, processed or refunded."""
    lines = (line for line in each["lines"] if line["processed"] or line["refunded"])
    disposed = each["reverse"] and any(line["dispositions"] for line in each["reverse"]["lines"])
    return bool(disposed) or any(lines)


def order_status(order: Document) -> str:
    """Return the order's `returnStatus`. Source: contract api, section 12. [seen in code]"""
    states = {each["status"] for each in order["returns"]}
    for state, status in (("REQUESTED", "RETURN_REQUESTED"), ("OPEN", "IN_PROGRESS"), ("CLOSED", "RETURNED")):
        if state in states:
            return status
    return "NO_RETURN"


def find(action: Action, number: str) -> tuple[Document, Document] | None:
    """Return an order and its return by the number of the latter, or None."""
    order = order_index.order_of(action.world.db, action.store, "Return", number)
    found = None if order is None else numbered(order["returns"], number)
    return None if order is None or found is None else (order, found)
