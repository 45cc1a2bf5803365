from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples.fulfillments import line_of, shipped


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    return store.place(payment="paid")


@pytest.fixture
def part(order: dict[str, Any]) -> str:
    return str(order["fulfillment_orders"][0]["id"])


def create(store: Store, *groups: dict[str, Any], **more: Any) -> Any:
    return store.ask("fulfillment_create", fulfillment={"lineItemsByFulfillmentOrder": list(groups), **more})


def refusal(store: Store, *groups: dict[str, Any]) -> str:
    (error,) = create(store, *groups)["userErrors"]
    return str(error["message"])


def test_a_part_leaves_and_then_the_rest(store: Store, order: dict[str, Any], part: str) -> None:
    some = {"fulfillmentOrderId": part, "fulfillmentOrderLineItems": [{"id": line_of(store, part), "quantity": 1}]}

    first = create(store, some)["fulfillment"]
    between = store.ask("order_fulfillments", id=order["id"])["displayFulfillmentStatus"]
    second = create(store, {"fulfillmentOrderId": part})["fulfillment"]

    assert [f"{order['name']}-F1", f"{order['name']}-F2"] == [first["name"], second["name"]]
    assert "PARTIALLY_FULFILLED" == between
    shown = store.ask("order_fulfillments", id=order["id"])
    assert "FULFILLED" == shown["displayFulfillmentStatus"]
    assert [1, 2] == [each["totalQuantity"] for each in shown["fulfillments"]]
    assert ["CLOSED"] == [each["status"] for each in store.show(order)["fulfillment_orders"]]
    assert 2 == len(store.effects("fulfillment_created"))


def test_what_left_cannot_leave_again(store: Store, part: str) -> None:
    create(store, {"fulfillmentOrderId": part})

    number = part.rsplit("/", 1)[-1]
    assert f"Fulfillment order {number} has an unfulfillable status= closed." == refusal(
        store, {"fulfillmentOrderId": part}
    )
    assert 1 == len(store.effects("fulfillment_created"))


def test_what_is_held_cannot_leave(store: Store, part: str) -> None:
    store.hold(part, "ot-1")

    assert "unfulfillable status= on_hold" in refusal(store, {"fulfillmentOrderId": part})


def test_one_fulfillment_is_of_one_order_and_one_location(store: Store, part: str) -> None:
    other = store.place()["fulfillment_orders"][0]["id"]
    two = [{"fulfillmentOrderId": each["id"]} for each in store.place(locations=2)["fulfillment_orders"]]

    assert "must belong to the same order" in refusal(
        store, {"fulfillmentOrderId": part}, {"fulfillmentOrderId": other}
    )
    assert "must be assigned to a single location" in refusal(store, *two)


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        (0, "Quantity must be greater than 0"),
        (9, "Invalid fulfillment order line item quantity requested."),
    ],
)
def test_impossible_quantities_are_refused(store: Store, part: str, quantity: int, message: str) -> None:
    lines = [{"id": line_of(store, part), "quantity": quantity}]

    assert message == refusal(store, {"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines})


def test_several_numbers_are_shown_with_their_urls(store: Store, part: str) -> None:
    tracking = {"company": "DHL", "numbers": ["A", "B"], "urls": ["https://carrier.example/A"]}

    made = create(store, {"fulfillmentOrderId": part}, trackingInfo=tracking)["fulfillment"]

    assert [("A", "https://carrier.example/A"), ("B", None)] == [
        (each["number"], each["url"]) for each in made["trackingInfo"]
    ]


def test_new_numbers_replace_the_old_ones_and_the_same_again_change_nothing(store: Store) -> None:
    there = shipped(store)["fulfillment"]

    for _ in range(2):
        store.ask("fulfillment_tracking_update", fulfillmentId=there, trackingInfoInput={"number": "JJD2"})

    assert [["JJD2"]] == [effect["detail"]["tracking"] for effect in store.effects("fulfillment_tracking_updated")]


def test_events_tell_where_it_is(store: Store) -> None:
    made = shipped(store)
    for status, moment in (("IN_TRANSIT", "2026-11-13T08:00:00Z"), ("DELIVERED", "2026-11-14T08:00:00Z")):
        event = {"fulfillmentId": made["fulfillment"], "status": status, "happenedAt": moment}
        store.ask("fulfillment_event_create", fulfillmentEvent=event)

    (shown,) = store.ask("order_fulfillments", id=made["order"])["fulfillments"]

    assert ("DELIVERED", "2026-11-13T08:00:00Z", "2026-11-14T08:00:00Z") == (
        shown["displayStatus"],
        shown["inTransitAt"],
        shown["deliveredAt"],
    )
    assert ["IN_TRANSIT", "DELIVERED"] == [event["status"] for event in shown["events"]["nodes"]]


def test_a_cancelled_shipment_can_be_sent_again(store: Store, order: dict[str, Any], part: str) -> None:
    create(store, {"fulfillmentOrderId": part})
    store.happen("fulfillment-cancel", order=order["name"])

    create(store, {"fulfillmentOrderId": part})

    shown = store.ask("order_fulfillments", id=order["id"])["fulfillments"]
    assert [("CANCELLED", "CANCELED"), ("SUCCESS", "FULFILLED")] == [
        (each["status"], each["displayStatus"]) for each in shown
    ]


def test_an_order_of_which_something_left_cannot_be_cancelled(store: Store, order: dict[str, Any]) -> None:
    store.happen("ship", order=order["name"], quantity=1)

    assert "INVALID" == store.code("order_cancel", orderId=order["id"], reason="OTHER", restock=True)
