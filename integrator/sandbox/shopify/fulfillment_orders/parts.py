"""A fulfillment order as it is kept: a part of its order, with a line for each line item it ships."""

from collections.abc import Iterator

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.fulfillment_orders.places import is_partner

UNFULFILLABLE = frozenset({"CLOSED", "CANCELLED"})
_AT_PARTNER = frozenset({"SUBMITTED", "ACCEPTED", "CANCELLATION_REQUESTED", "CANCELLATION_REJECTED"})

_TO_BE_ASKED = ("REQUEST_FULFILLMENT", "CREATE_FULFILLMENT", "HOLD", "MOVE")
_ACTIONS = {
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "SCHEDULED": ("MARK_AS_OPEN", "MOVE"),
    "INCOMPLETE": _TO_BE_ASKED,
    "OPEN": _TO_BE_ASKED,
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"),
}
_ASKED = {
    "OPEN": ("CANCEL_FULFILLMENT_ORDER",),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REQUEST_CANCELLATION"),
}
_REPORTED = ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN")


def build(action: Action, lines: list[Document], *, location: int) -> Document:
    """Build a fulfillment order, open and to be shipped at once; the caller keeps it."""
    return {
        "id": action.number("fulfillment_order", 7_044_920_400_001),
        "status": "OPEN",
        "request_status": "UNSUBMITTED",
        "location": location,
        "lines": lines,
        "holds": [],
        "fulfill_at": action.stamp,
        "fulfill_by": None,
        "has_progress": False,
        "requests": [],
        "split_by_hold_of": None,
        "created_at": action.stamp,
        "updated_at": action.stamp,
    }


def part_line_of(action: Action, line: Document, quantity: int | None = None) -> Document:
    """Build the entry of a fulfillment order that ships `line`, or `quantity` items of it."""
    total = line["current_quantity"] if quantity is None else quantity
    return {"id": line_number(action), "line": line["id"], "total": total, "remaining": total, "fulfilled": 0}


def line_number(action: Action) -> int:
    return action.number("fulfillment_order_line", 15_122_937_200_001)


def shares(action: Action, order: Document, locations: int) -> list[Document]:
    """Split what an order still has to ship over its locations, lines in turn, so that both of two have something."""
    lines = [line for line in order["lines"] if line["current_quantity"]]
    found = []
    for place in range(locations):
        share = [line for index, line in enumerate(lines) if index % locations == place]
        if share:
            found.append(build(action, [part_line_of(action, line) for line in share], location=place + 1))
    return found


def close(action: Action, part: Document) -> None:
    """End a fulfillment order that has nothing left to ship."""
    part |= {"status": "CLOSED", "holds": [], "updated_at": action.stamp}


def remaining(part: Document) -> int:
    return sum(entry["remaining"] for entry in part["lines"])


def is_at_partner(part: Document) -> bool:
    """Whether somebody else was asked to ship it and has not said no."""
    return part["request_status"] in _AT_PARTNER


def siblings(order: Document, part: Document) -> Iterator[Document]:
    """Yield the other fulfillment orders of the order that could be made one with `part`."""
    for other in order["fulfillment_orders"]:
        is_open = other["status"] == part["status"] == "OPEN"
        if other is not part and is_open and other["location"] == part["location"] and not is_at_partner(other):
            yield other


def actions(order: Document, part: Document) -> list[str]:
    """
    Return the `supportedActions`.

    Source: contract api, section 11; those of open, held, reported and incomplete ones are [seen in code], the
    others [inferred].
    """
    state = part["status"]
    if state == "IN_PROGRESS" and part["has_progress"]:
        return list(_REPORTED)
    if state == "OPEN" and not is_partner(part["location"]):
        return _of_open(order, part)
    return list((_ASKED if is_at_partner(part) else _ACTIONS).get(state, ()))


def _of_open(order: Document, part: Document) -> list[str]:
    found = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"]
    if remaining(part) > 1:
        found.append("SPLIT")
    if any(siblings(order, part)):
        found.append("MERGE")
    return found
