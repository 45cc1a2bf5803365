"""Fulfillments as GraphQL shows them."""

from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillment_orders.places import location_gid
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.views_lines import line_view

_SERVICE = {
    "__typename": "FulfillmentService",
    "id": "gid://shopify/FulfillmentService/manual",
    "handle": "manual",
    "serviceName": "Manual",
    "callbackUrl": None,
    "inventoryManagement": False,
    "requiresShippingMethod": True,
    "trackingSupport": False,
    "type": "MANUAL",
}
"""[seen in code]"""


def fulfillment_view(order: Document, fulfillment: Document, parent: Document) -> dict[str, Any]:
    """Build a `Fulfillment`; `parent` is the view of its order."""
    return {
        "__typename": "Fulfillment",
        "id": gid("Fulfillment", fulfillment["id"]),
        "legacyResourceId": str(fulfillment["id"]),
        "name": f"{order['name']}-F{fulfillment['place']}",
        "status": fulfillment["status"],
        "displayStatus": _display_status(fulfillment),
        "createdAt": fulfillment["created_at"],
        "updatedAt": fulfillment["updated_at"],
        **_moments(fulfillment["events"]),
        "requiresShipping": True,
        "totalQuantity": sum(line["quantity"] for line in fulfillment["lines"]),
        "location": location_view(fulfillment["location"]),
        "service": _SERVICE,
        "trackingInfo": lambda _info, first=None: _tracking(fulfillment["tracking"])[:first],
        "events": _events(fulfillment["events"]),
        "fulfillmentLineItems": connection(
            lambda: [fulfillment_line_view(order, line) for line in fulfillment["lines"]]
        ),
        "order": parent,
    }


def fulfillment_line_view(order: Document, each: Document) -> dict[str, Any]:
    """Build a `FulfillmentLineItem`."""
    line = entry_at(order["lines"], each["line"])
    return {
        "__typename": "FulfillmentLineItem",
        "id": gid("FulfillmentLineItem", each["id"]),
        "quantity": each["quantity"],
        "lineItem": line_view(order, line),
    }


def event_view(event: Document) -> dict[str, Any]:
    """Build a `FulfillmentEvent`."""
    return {
        "__typename": "FulfillmentEvent",
        "id": gid("FulfillmentEvent", event["id"]),
        "status": event["status"],
        "message": event["message"],
        "happenedAt": event["happened_at"],
        "estimatedDeliveryAt": event["estimated_delivery_at"],
        "createdAt": event["created_at"],
        **{name: event[name] for name in ("address1", "city", "province", "country", "zip", "latitude", "longitude")},
    }


def location_view(place: int | None) -> dict[str, Any] | None:
    """Build a `Location` with what orders show of it; None for none."""
    if place is None:
        return None
    return {"__typename": "Location", "id": location_gid(place), "name": invented.location_name(place)[0]}


def _display_status(fulfillment: Document) -> str:
    if fulfillment["status"] == "CANCELLED":
        return "CANCELED"
    events = fulfillment["events"]
    return str(events[-1]["status"]) if events else "FULFILLED"


def _moments(events: list[Document]) -> dict[str, Any]:
    def first(status: str) -> str | None:
        return next((event["happened_at"] for event in events if event["status"] == status), None)

    expected = [event["estimated_delivery_at"] for event in events if event["estimated_delivery_at"]]
    return {
        "inTransitAt": first("IN_TRANSIT"),
        "deliveredAt": first("DELIVERED"),
        "estimatedDeliveryAt": expected[-1] if expected else None,
    }


def _tracking(tracking: Document) -> list[dict[str, Any]]:
    numbers, urls = tracking["numbers"], tracking["urls"]
    size = max(len(numbers), len(urls), 1 if tracking["company"] else 0)
    return [
        {
            "company": tracking["company"],
            "number": numbers[place] if place < len(numbers) else None,
            "url": urls[place] if place < len(urls) else None,
        }
        for place in range(size)
    ]


def _events(events: list[Document]) -> Any:
    def resolve(info: Any, sortKey: str = "HAPPENED_AT", **args: Any) -> Document:
        def key(event: Document) -> Any:
            by_time = sortKey == "HAPPENED_AT"
            return (datetime.fromisoformat(event["happened_at"]) if by_time else 0, event["id"])

        return connection(lambda: [event_view(event) for event in sorted(events, key=key)])(info, **args)

    return resolve
