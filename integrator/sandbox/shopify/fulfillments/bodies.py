"""Webhook bodies of fulfillments and their events. Source: contract payloads, "Fulfilment". [documented]"""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_lines import embedded_line_body
from integrator.sandbox.shopify.bodies_parts import address_body, local_time
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillment_orders.places import location_id
from integrator.sandbox.shopify.gids import gid

SHOP_ID = 71904583921


def fulfillment_body(order: Document, fulfillment: Document) -> dict[str, Any]:
    """`fulfillments/create` and `fulfillments/update`."""
    return {
        **embedded_body(order, fulfillment),
        "email": order["email"],
        "destination": address_body(order["shipping_address"]),
    }


def embedded_body(order: Document, fulfillment: Document) -> dict[str, Any]:
    """Build a fulfillment as it is inside the body of its order."""
    tracking, events = fulfillment["tracking"], fulfillment["events"]
    return {
        "id": fulfillment["id"],
        "admin_graphql_api_id": gid("Fulfillment", fulfillment["id"]),
        "order_id": order["id"],
        "name": f"{order['name']}.{fulfillment['place']}",
        "status": fulfillment["status"].lower(),
        "created_at": local_time(fulfillment["created_at"]),
        "updated_at": local_time(fulfillment["updated_at"]),
        "service": "manual",
        "shipment_status": events[-1]["status"].lower() if events else None,
        "location_id": location_id(fulfillment["location"]),
        "origin_address": None,
        "tracking_company": tracking["company"],
        "tracking_number": next(iter(tracking["numbers"]), None),
        "tracking_numbers": tracking["numbers"],
        "tracking_url": next(iter(tracking["urls"]), None),
        "tracking_urls": tracking["urls"],
        "receipt": {},
        "line_items": [_line(order, each) for each in fulfillment["lines"]],
    }


def event_body(order: Document, fulfillment: Document, event: Document) -> dict[str, Any]:
    """`fulfillment_events/create`."""
    return {
        "id": event["id"],
        "admin_graphql_api_id": gid("FulfillmentEvent", event["id"]),
        "fulfillment_id": fulfillment["id"],
        "order_id": order["id"],
        "shop_id": SHOP_ID,
        "status": event["status"].lower(),
        "message": event["message"],
        "happened_at": local_time(event["happened_at"]),
        "estimated_delivery_at": local_time(event["estimated_delivery_at"]),
        "city": event["city"],
        "province": event["province"],
        "country": event["country"],
        "zip": event["zip"],
        "address1": event["address1"],
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "created_at": local_time(event["created_at"]),
        "updated_at": local_time(event["created_at"]),
    }


def _line(order: Document, each: Document) -> dict[str, Any]:
    line = entry_at(order["lines"], each["line"])
    return {**embedded_line_body(order, line), "quantity": each["quantity"]}
