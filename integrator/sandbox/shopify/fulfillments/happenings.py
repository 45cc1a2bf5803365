"""What the warehouse ships by itself, and what carriers report."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.fulfillment_orders import parts, splitting
from integrator.sandbox.shopify.fulfillments import shipping, tracking
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.wanted import choice_of, entry_of, number_of, order_of, text_of

_TRACKING = ("company", "number", "url")
_PLACE = ("message", "city", "province", "country", "zip")


def _ship_some(action: Action, wanted: dict[str, Any]) -> Document:
    """Ship `quantity` items of what is left of a fulfillment order, the first lines first."""
    order = order_of(action, wanted)
    part = entry_of(order["fulfillment_orders"], wanted, "fulfillment_order")
    if part["status"] not in {"OPEN", "IN_PROGRESS"}:
        raise ValueError(f"a fulfillment order that is {part['status']} cannot be shipped")
    left = number_of(wanted, "quantity", parts.remaining(part))
    share: splitting.Share = []
    for entry, quantity in splitting.share_of(part, None):
        taken = min(left, quantity)
        left -= taken
        if taken:
            share.append((entry, taken))
    known = tracking.tracking_of({name: text_of(wanted, name) or None for name in _TRACKING})
    return _answer(order, shipping.ship(action, order, [(part, share)], known))


def _report(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    fulfillment = entry_of(order["fulfillments"], wanted, "fulfillment")
    event = {name: wanted.get(name) for name in _PLACE}
    event |= {"status": choice_of(wanted, "status", tracking.STATUSES, "IN_TRANSIT")}
    event |= {"estimatedDeliveryAt": wanted.get("estimated_delivery_at"), "happenedAt": wanted.get("happened_at")}
    tracking.report(action, order, fulfillment, event)
    return _answer(order, fulfillment)


def _track(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    fulfillment = entry_of(order["fulfillments"], wanted, "fulfillment")
    known = tracking.tracking_of({name: text_of(wanted, name) or None for name in _TRACKING})
    tracking.update(action, order, fulfillment, known)
    return _answer(order, fulfillment)


def _cancel(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    fulfillment = entry_of(order["fulfillments"], wanted, "fulfillment")
    shipping.cancel(action, order, fulfillment)
    return _answer(order, fulfillment)


def _answer(order: Document, fulfillment: Document) -> Document:
    lines = [gid("FulfillmentLineItem", line["id"]) for line in fulfillment["lines"]]
    return {
        "fulfillment": gid("Fulfillment", fulfillment["id"]),
        "order": gid("Order", order["id"]),
        "status": fulfillment["status"],
        "lines": lines,
    }


HAPPENINGS = {
    "ship": Happening(_ship_some, ("order", "fulfillment_order", "quantity", *_TRACKING)),
    "carrier": Happening(_report, ("order", "fulfillment", "status", *_PLACE, "happened_at", "estimated_delivery_at")),
    "tracking": Happening(_track, ("order", "fulfillment", *_TRACKING)),
    "fulfillment-cancel": Happening(_cancel, ("order", "fulfillment")),
}
"""By the word of the control API."""
