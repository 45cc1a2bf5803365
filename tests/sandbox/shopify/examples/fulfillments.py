"""Fulfillment orders that are split, moved, scheduled and asked for, and what leaves."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples, Variables

UNKNOWN_PART = "gid://shopify/FulfillmentOrder/1"
UNKNOWN = "gid://shopify/Fulfillment/1"
HERE, THERE, PARTNER = (f"gid://shopify/Location/7000000000{number}" for number in (1, 2, 3))


def part_of(store: Store) -> str:
    """Place an order and return its fulfillment order, with one item and two of another."""
    part: str = store.place()["fulfillment_orders"][0]["id"]
    return part


def line_of(store: Store, part: str, place: int = 0) -> str:
    """Return the id of a line of a fulfillment order."""
    (found,) = [each for order in store.control("GET", "/orders")["orders"] for each in _parts(store, order, part)]
    return f"gid://shopify/FulfillmentOrderLineItem/{found['lines'][place]['id']}"


def shipped(store: Store, **wish: Any) -> dict[str, Any]:
    """Place an order, ship all of it and return the answer to that."""
    order = store.place(**{"payment": "paid", **wish})
    answer: dict[str, Any] = store.happen("ship", order=order["name"], number="JJD1", company="DHL")
    return answer


def _parts(store: Store, order: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return [each for each in store.show(order)["fulfillment_orders"] if each["id"] == part]


def _create(quantity: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        part = part_of(store)
        lines = [{"id": line_of(store, part), "quantity": quantity}]
        group = {"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines}
        tracking = {"number": "JJD1", "url": "https://carrier.example/JJD1", "company": "DHL"}
        return {"fulfillment": {"lineItemsByFulfillmentOrder": [group], "trackingInfo": tracking}}

    return variables


def _split(quantity: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        part = part_of(store)
        lines = [{"id": line_of(store, part, 1), "quantity": quantity}]
        return {"fulfillmentOrderSplits": [{"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines}]}

    return variables


def _moved(location: str) -> Variables:
    return lambda store: {"id": part_of(store), "newLocationId": location}


def _reported(store: Store) -> dict[str, Any]:
    order = store.place()
    store.happen("progress", order=order["name"])
    return {"id": order["fulfillment_orders"][0]["id"], "newLocationId": THERE}


def _scheduled(store: Store) -> dict[str, Any]:
    order = store.place()
    store.happen("schedule", order=order["name"], fulfill_at="2040-01-01T00:00:00Z")
    return {"id": order["fulfillment_orders"][0]["id"], "fulfillAt": "2040-02-01T00:00:00Z"}


def _at_partner(store: Store) -> dict[str, Any]:
    part = part_of(store)
    store.ask("fulfillment_order_move", id=part, newLocationId=PARTNER)
    return {"id": part, "message": "Bitte bis Freitag"}


def _held(store: Store) -> dict[str, Any]:
    store.hold(part_of(store), "ot-1")
    return {"first": 10}


EXAMPLES: Examples = {
    "fulfillment_create": Example(_create(1), _create(2), "Invalid fulfillment order line item quantity requested."),
    "fulfillment_event_create": Example(
        lambda store: {"fulfillmentEvent": {"fulfillmentId": shipped(store)["fulfillment"], "status": "DELAYED"}},
        lambda _: {"fulfillmentEvent": {"fulfillmentId": UNKNOWN, "status": "DELAYED"}},
        "Fulfillment does not exist.",
    ),
    "fulfillment_tracking_update": Example(
        lambda store: {"fulfillmentId": shipped(store)["fulfillment"], "trackingInfoInput": {"number": "JJD2"}},
        lambda _: {"fulfillmentId": UNKNOWN, "trackingInfoInput": {"number": "JJD2"}},
        "Fulfillment does not exist.",
    ),
    "fulfillment_order_move": Example(_moved(THERE), _reported, "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"),
    "fulfillment_order_split": Example(_split(1), _split(0), "GREATER_THAN"),
    "fulfillment_order_reschedule": Example(
        _scheduled,
        lambda store: {"id": part_of(store), "fulfillAt": "2040-02-01T00:00:00Z"},
        "Fulfillment order must be scheduled.",
    ),
    "fulfillment_order_submit_request": Example(
        _at_partner,
        lambda store: {"id": part_of(store)},
        "The fulfillment order is not assigned to a fulfillment service.",
    ),
    "fulfillment_orders_reroute": Example(
        lambda store: {"fulfillmentOrderIds": [part_of(store)]},
        lambda store: {"fulfillmentOrderIds": [part_of(store)], "includedLocationIds": [HERE]},
        "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS",
    ),
    "fulfillment_orders_set_deadline": Example(
        lambda store: {"fulfillmentOrderIds": [part_of(store)], "fulfillmentDeadline": "2040-01-01T00:00:00Z"},
        lambda _: {"fulfillmentOrderIds": [UNKNOWN_PART], "fulfillmentDeadline": "2040-01-01T00:00:00Z"},
        "Fulfillment orders could not be found.",
    ),
    "manual_holds_poll": Example(_held),
    "order_fulfillments": Example(lambda store: {"id": shipped(store)["order"]}),
}
