"""Shipping from somewhere else: at a wish, or as Shopify routes anew."""

from collections.abc import Sequence
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import bodies, parts, splitting
from integrator.sandbox.shopify.fulfillment_orders.places import PARTNER, location_gid
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.invented import LOCATIONS

_PROGRESS = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
_PROGRESS_TEXT = (
    "Cannot move a fulfillment order that has had progress reported. To move a fulfillment order that has had"
    " progress reported, the fulfillment order must first be marked as open resolving the ongoing progress state."
)


def move(
    action: Action, order: Document, part: Document, location: int | None, wanted: Sequence[dict[str, Any]] | None
) -> tuple[Document, Document | None]:
    """
    Move a fulfillment order, or some items of it; returns the moved one and what remains, if anything.

    Raises `Refused`. Source: contract api, section 11, `fulfillmentOrderMove`. [seen in code]
    """
    if location is None:
        raise Refused(["id"], "Location not found.")
    _check(part)
    share = splitting.share_of(part, wanted)
    is_all = splitting.is_all(part, share)
    # That a held part cannot be moved away from its hold is our reading. [inferred]
    if part["location"] == location or not share or (part["holds"] and not is_all):
        raise Refused(None, "Cannot change location.")
    requested = [{"id": gid("FulfillmentOrderLineItem", entry["id"]), "quantity": size} for entry, size in share]
    source = part["location"]
    moved = _carry(action, order, part, share, location=location)
    orders.change(action, order)
    action.announce("fulfillment_orders/moved", bodies.moved_body(part, moved, source, requested))
    action.record(
        "fulfillment_order_moved",
        key=bodies.part_gid(part),
        subject=bodies.part_gid(part),
        order=orders.order_gid(order),
        location=location_gid(location),
    )
    return moved, None if is_all else part


def reroute(
    action: Action, order: Document, moving: list[Document], included: list[int], excluded: list[int]
) -> list[Document]:
    """
    Let Shopify find another location for these; raises `Refused`.

    Without `included` only the store's own locations come into question. [inferred]
    """
    for part in moving:
        if part["status"] != "OPEN" or part["has_progress"] or parts.is_at_partner(part):
            raise Refused(
                ["fulfillmentOrderIds"],
                "Fulfillment orders must be open to be rerouted.",
                "FULFILLMENT_ORDERS_STATE_NOT_SUPPORTED",
            )
    current = {part["location"] for part in moving}
    candidates = [place for place in included or LOCATIONS if place not in current and place not in excluded]
    candidates = [place for place in candidates if included or place != PARTNER]
    if not candidates:
        raise Refused(
            ["fulfillmentOrderIds"],
            "No other location can fulfill these fulfillment orders.",
            "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS",
        )
    return [move(action, order, part, candidates[0], None)[0] for part in moving]


def _check(part: Document) -> None:
    if parts.is_at_partner(part):
        raise Refused(None, "Cannot move submitted fulfillment order that is at a 3PL fulfillment service.")
    if part["has_progress"]:
        raise Refused(["id"], _PROGRESS_TEXT, _PROGRESS)
    if part["status"] in parts.UNFULFILLABLE:
        raise Refused(None, "Cannot change location.")


def _carry(action: Action, order: Document, part: Document, share: splitting.Share, *, location: int) -> Document:
    is_all, is_fresh = splitting.is_all(part, share), not any(entry["fulfilled"] for entry in part["lines"])
    if is_all and is_fresh:
        part |= {"location": location, "updated_at": action.stamp}
        return part
    moved = splitting.split_off(action, order, part, share, location=location)
    if is_all:
        if part["holds"]:
            moved |= {"status": "ON_HOLD", "holds": part["holds"]}
        parts.close(action, part)
    return moved
