from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.shopify.callers import Receiver, Store, eventually
from tests.sandbox.shopify.examples.fulfillments import HERE, PARTNER, THERE, line_of


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    return store.place(payment="paid")


@pytest.fixture
def part(order: dict[str, Any]) -> str:
    return str(order["fulfillment_orders"][0]["id"])


def parts(store: Store, order: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.ask("order_fulfillment_orders", id=order["id"])["fulfillmentOrders"]["nodes"]
    return found


def in_hours(store: Store, hours: int) -> str:
    return (store.world.clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def actions(store: Store, order: dict[str, Any], place: int = 0) -> list[str]:
    return [each["action"] for each in parts(store, order)[place]["supportedActions"]]


def quantities(store: Store, order: dict[str, Any]) -> list[list[int]]:
    return [[line["remainingQuantity"] for line in each["lineItems"]["nodes"]] for each in parts(store, order)]


def test_a_split_gives_the_named_items_to_a_new_one(store: Store, order: dict[str, Any], part: str) -> None:
    lines = [{"id": line_of(store, part, 1), "quantity": 1}]

    store.ask(
        "fulfillment_order_split",
        fulfillmentOrderSplits=[{"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines}],
    )

    assert [[1, 1], [1]] == quantities(store, order)
    assert "MERGE" in actions(store, order)
    assert "SPLIT" not in actions(store, order, 1)


def test_a_split_of_several_is_all_or_nothing(store: Store, order: dict[str, Any], part: str) -> None:
    good = {"fulfillmentOrderId": part, "fulfillmentOrderLineItems": [{"id": line_of(store, part), "quantity": 1}]}
    bad = {"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1", "fulfillmentOrderLineItems": []}

    code = store.code("fulfillment_order_split", fulfillmentOrderSplits=[good, bad])

    assert "FULFILLMENT_ORDER_NOT_FOUND" == code
    assert [[1, 2]] == quantities(store, order)
    assert [] == store.effects("fulfillment_order_split")


def test_everything_cannot_be_split_off(store: Store, part: str) -> None:
    lines = [{"id": line_of(store, part), "quantity": 1}, {"id": line_of(store, part, 1), "quantity": 2}]
    wanted = [{"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines}]

    assert "INVALID_LINE_ITEM_QUANTITY" == store.code("fulfillment_order_split", fulfillmentOrderSplits=wanted)


def test_a_whole_one_moves_as_it_is_and_some_items_as_a_new_one(store: Store, order: dict[str, Any], part: str) -> None:
    whole = store.ask("fulfillment_order_move", id=part, newLocationId=THERE)
    lines = [{"id": line_of(store, part, 1), "quantity": 2}]
    some = store.ask("fulfillment_order_move", id=part, newLocationId=HERE, fulfillmentOrderLineItems=lines)

    assert part == whole["movedFulfillmentOrder"]["id"] == whole["originalFulfillmentOrder"]["id"]
    assert whole["remainingFulfillmentOrder"] is None
    assert part == some["remainingFulfillmentOrder"]["id"] != some["movedFulfillmentOrder"]["id"]
    assert HERE == some["movedFulfillmentOrder"]["assignedLocation"]["location"]["id"]
    assert [[1], [2]] == quantities(store, order)


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("gid://shopify/Location/999", "Location not found."),
        (HERE, "Cannot change location."),
    ],
)
def test_a_move_to_nowhere_is_refused_without_a_code(store: Store, part: str, location: str, message: str) -> None:
    payload = store.ask("fulfillment_order_move", id=part, newLocationId=location)

    assert [(message, None)] == [(error["message"], error["code"]) for error in payload["userErrors"]]


def test_what_a_partner_was_asked_for_cannot_be_moved_until_it_is_rejected(
    store: Store, order: dict[str, Any], part: str
) -> None:
    store.ask("fulfillment_order_move", id=part, newLocationId=PARTNER)
    asked = store.ask("fulfillment_order_submit_request", id=part, message="Bitte bis Freitag")
    refused = store.ask("fulfillment_order_move", id=part, newLocationId=HERE)["userErrors"][0]["message"]

    store.happen("request-reject", order=order["name"], message="nicht lieferbar")
    declined = store.ask("order_risk", id=order["id"])["displayFulfillmentStatus"]
    store.ask("fulfillment_order_move", id=part, newLocationId=HERE)

    assert "SUBMITTED" == asked["submittedFulfillmentOrder"]["requestStatus"]
    assert asked["unsubmittedFulfillmentOrder"] is None
    assert "Cannot move submitted fulfillment order that is at a 3PL fulfillment service." == refused
    assert "REQUEST_DECLINED" == declined
    assert [HERE] == [each["assignedLocation"]["location"]["id"] for each in parts(store, order)]


def test_a_part_of_it_can_be_asked_for(store: Store, order: dict[str, Any], part: str) -> None:
    store.ask("fulfillment_order_move", id=part, newLocationId=PARTNER)
    lines = [{"id": line_of(store, part), "quantity": 1}]

    asked = store.ask("fulfillment_order_submit_request", id=part, fulfillmentOrderLineItems=lines)

    assert "UNSUBMITTED" == asked["unsubmittedFulfillmentOrder"]["requestStatus"]
    assert [[1], [2]] == quantities(store, order)


def test_a_partner_that_gives_up_leaves_it_incomplete(store: Store, order: dict[str, Any], part: str) -> None:
    store.ask("fulfillment_order_move", id=part, newLocationId=PARTNER)
    store.ask("fulfillment_order_submit_request", id=part)
    store.happen("request-accept", order=order["name"])
    accepted = parts(store, order)[0]

    store.happen("request-fail", order=order["name"], message="Wasserschaden")

    assert ("IN_PROGRESS", "ACCEPTED") == (accepted["status"], accepted["requestStatus"])
    assert ["INCOMPLETE"] == [each["status"] for each in parts(store, order)]
    assert "REQUEST_FULFILLMENT" in actions(store, order)


def test_a_scheduled_one_opens_when_its_day_comes(store: Store, receiver: Receiver, order: dict[str, Any]) -> None:
    store.subscribe("FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY", receiver.url)
    due = in_hours(store, 2)
    store.happen("schedule", order=order["name"], fulfill_at=due)
    scheduled = parts(store, order)[0]

    store.world.clock.advance(3 * 3600)

    assert ("SCHEDULED", due) == (scheduled["status"], scheduled["fulfillAt"])
    assert ["OPEN"] == [each["status"] for each in parts(store, order)]
    eventually(lambda: receiver.of("fulfillment_orders/scheduled_fulfillment_order_ready"))


def test_a_new_day_replaces_the_old_one(store: Store, order: dict[str, Any], part: str) -> None:
    store.happen("schedule", order=order["name"], fulfill_at=in_hours(store, 2))
    store.ask("fulfillment_order_reschedule", id=part, fulfillAt=in_hours(store, 4))

    store.world.clock.advance(3 * 3600)

    assert ["SCHEDULED"] == [each["status"] for each in parts(store, order)]


def test_a_deadline_is_shown(store: Store, order: dict[str, Any], part: str) -> None:
    wanted = {"fulfillmentOrderIds": [part], "fulfillmentDeadline": "2040-01-01T01:00:00+01:00"}

    assert store.ask("fulfillment_orders_set_deadline", **wanted)["success"]

    assert ["2040-01-01T00:00:00Z"] == [each["fulfillBy"] for each in parts(store, order)]


def test_an_order_may_be_routed_later(store: Store, receiver: Receiver) -> None:
    store.subscribe("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", receiver.url)
    store.set(routing_seconds=3600)
    order = store.place(locations=2)
    before = parts(store, order)

    store.world.clock.advance(3601)

    assert [] == before
    assert ["OPEN", "OPEN"] == [each["status"] for each in parts(store, order)]
    eventually(lambda: 2 == len(receiver.of("fulfillment_orders/order_routing_complete")))
    store.hold(parts(store, order)[0]["id"], "ot-1")


def test_an_order_that_is_cancelled_before_is_never_routed(store: Store) -> None:
    store.set(routing_seconds=3600)
    order = store.place()
    store.merchant(order, "cancel")

    store.world.clock.advance(3601)

    assert [] == parts(store, order)


def test_a_cancelled_one_is_replaced(store: Store, order: dict[str, Any]) -> None:
    store.happen("fulfillment-order-cancel", order=order["name"])

    assert ["CLOSED", "OPEN"] == [each["status"] for each in parts(store, order)]
    assert [[], [1, 2]] == quantities(store, order)


def test_the_held_ones_of_all_orders_are_listed(store: Store, part: str) -> None:
    store.place()
    store.hold(part, "ot-1")

    held = store.ask("manual_holds_poll", first=10)

    assert [(part, ["ot-1"])] == [
        (node["id"], [hold["handle"] for hold in node["fulfillmentHolds"]]) for node in held["nodes"]
    ]
