from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    return store.place(risk="HIGH")


@pytest.fixture
def part(order: dict[str, Any]) -> str:
    return str(order["fulfillment_orders"][0]["id"])


def refusal(store: Store, part: str, handle: str) -> Any:
    return store.code("fulfillment_order_hold", id=part, fulfillmentHold={"reason": "OTHER", "handle": handle})


def test_a_hold_stops_the_fulfillment_order_and_is_ours(store: Store, order: dict[str, Any], part: str) -> None:
    payload = store.hold(part, "ot-case-1")

    assert payload["fulfillmentHold"]["heldByRequestingApp"]
    assert "ON_HOLD" == payload["fulfillmentOrder"]["status"]
    assert payload["remainingFulfillmentOrder"] is None
    assert [("ot-case-1", True)] == [(hold["handle"], hold["ours"]) for hold in store.show(order)["holds"]]
    assert "ON_HOLD" == store.ask("order_risk", id=order["id"])["displayFulfillmentStatus"]
    store.merchant(order, "fulfill", status=409)


def test_a_hold_is_one_effect_under_its_handle(store: Store, order: dict[str, Any], part: str) -> None:
    store.hold(part, "ot-case-1")

    (effect,) = store.effects("hold_placed")
    assert ("ot-case-1", part, order["id"]) == (effect["key"], effect["subject"], effect["detail"]["order"])


def test_the_same_handle_twice_is_refused_and_no_second_effect(store: Store, part: str) -> None:
    store.hold(part, "ot-case-1")

    assert "DUPLICATE_FULFILLMENT_HOLD_HANDLE" == refusal(store, part, "ot-case-1")
    assert 1 == len(store.effects("hold_placed"))


def test_a_handle_of_another_app_does_not_collide_with_ours(store: Store, order: dict[str, Any], part: str) -> None:
    store.merchant(order, "hold", handle="ot-case-1")

    store.hold(part, "ot-case-1")

    assert [False, True] == [hold["ours"] for hold in store.show(order)["holds"]]


def test_an_app_may_have_ten_holds_at_once(store: Store, part: str) -> None:
    for number in range(10):
        store.hold(part, f"ot-{number}")

    assert "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED" == refusal(store, part, "ot-10")


def test_an_unknown_fulfillment_order_cannot_be_held(store: Store) -> None:
    assert "FULFILLMENT_ORDER_NOT_FOUND" == refusal(store, "gid://shopify/FulfillmentOrder/1", "ot-1")


def test_a_closed_fulfillment_order_cannot_be_held(store: Store, order: dict[str, Any], part: str) -> None:
    store.merchant(order, "fulfill")

    assert refusal(store, part, "ot-1") is None
    assert [] == store.effects("hold_placed")


def test_releasing_our_hold_leaves_the_foreign_one(store: Store, order: dict[str, Any], part: str) -> None:
    store.merchant(order, "hold", reason="INCORRECT_ADDRESS")
    ours = store.hold(part, "ot-case-1")["fulfillmentHold"]["id"]

    payload = store.ask("fulfillment_order_release_hold", id=part, holdIds=[ours])

    assert "ON_HOLD" == payload["fulfillmentOrder"]["status"]
    assert ["INCORRECT_ADDRESS"] == [hold["reason"] for hold in payload["fulfillmentOrder"]["fulfillmentHolds"]]
    assert ["ot-case-1"] == [effect["key"] for effect in store.effects("hold_released")]


def test_releasing_without_ids_frees_foreign_holds_too(store: Store, order: dict[str, Any], part: str) -> None:
    store.merchant(order, "hold")
    store.hold(part, "ot-case-1")

    payload = store.ask("fulfillment_order_release_hold", id=part)

    assert "OPEN" == payload["fulfillmentOrder"]["status"]
    assert [False, True] == [effect["detail"]["ours"] for effect in store.effects("hold_released")]


def test_a_hold_that_is_gone_cannot_be_released_again(store: Store, part: str) -> None:
    ours = store.hold(part, "ot-case-1")["fulfillmentHold"]["id"]
    store.ask("fulfillment_order_release_hold", id=part, holdIds=[ours])

    assert "INVALID_ACCESS" == store.code("fulfillment_order_release_hold", id=part, holdIds=[ours])
    assert 1 == len(store.effects("hold_released"))


def test_a_hold_on_single_lines_is_not_emulated(store: Store, part: str) -> None:
    answer = store.answer(
        "mutation ($id: ID!, $hold: FulfillmentOrderHoldInput!)"
        " { fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { userErrors { code } } }",
        id=part,
        hold={"reason": "OTHER", "fulfillmentOrderLineItems": [{"id": "gid://shopify/X/1", "quantity": 1}]},
    )

    assert "NOT_IN_SANDBOX" == answer["errors"][0]["extensions"]["code"]
