"""What is known about a shipment on its way: its numbers, and what the carrier reports."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_index, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.fulfillment_orders.scheduling import stamp
from integrator.sandbox.shopify.fulfillments import bodies
from integrator.sandbox.shopify.gids import gid

STATUSES = (
    "ATTEMPTED_DELIVERY",
    "CARRIER_PICKED_UP",
    "CONFIRMED",
    "DELAYED",
    "DELIVERED",
    "FAILURE",
    "IN_TRANSIT",
    "LABEL_PRINTED",
    "LABEL_PURCHASED",
    "OUT_FOR_DELIVERY",
    "READY_FOR_PICKUP",
)


def tracking_of(wanted: dict[str, Any] | None) -> Document:
    """Read a `FulfillmentTrackingInput`: one number and url, or several."""
    given = wanted or {}
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    return {"company": given.get("company"), "numbers": list(numbers), "urls": list(urls)}


def update(action: Action, order: Document, fulfillment: Document, tracking: Document) -> None:
    """Replace what is known; a cancelled one takes it, too. [seen in code]"""
    if fulfillment["tracking"] == tracking:
        return
    fulfillment |= {"tracking": tracking, "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillments/update", bodies.fulfillment_body(order, fulfillment))
    action.record(
        "fulfillment_tracking_updated",
        key=gid("Fulfillment", fulfillment["id"]),
        subject=orders.order_gid(order),
        tracking=tracking["numbers"],
    )


def report(action: Action, order: Document, fulfillment: Document, wanted: dict[str, Any]) -> Document:
    """Add an event, given as a `FulfillmentEventInput`; returns it. A cancelled one takes it, too. [seen in code]"""
    event = {
        "id": action.number("fulfillment_event", 24_118_390_500_001),
        "status": wanted["status"],
        "message": wanted.get("message"),
        "happened_at": _moment(wanted.get("happenedAt")) or action.stamp,
        "estimated_delivery_at": _moment(wanted.get("estimatedDeliveryAt")),
        "created_at": action.stamp,
        **{name: wanted.get(name) for name in ("address1", "city", "province", "country", "zip")},
        **{name: wanted.get(name) for name in ("latitude", "longitude")},
    }
    fulfillment["events"].append(event)
    fulfillment["updated_at"] = action.stamp
    order_index.enter(action, order, "FulfillmentEvent", event["id"])
    orders.change(action, order)
    action.announce("fulfillment_events/create", bodies.event_body(order, fulfillment, event))
    action.announce("fulfillments/update", bodies.fulfillment_body(order, fulfillment))
    action.record(
        "fulfillment_event_created",
        key=gid("Fulfillment", fulfillment["id"]),
        subject=orders.order_gid(order),
        status=event["status"],
    )
    return event


def _moment(text: str | None) -> str | None:
    return None if text is None else stamp(text)
