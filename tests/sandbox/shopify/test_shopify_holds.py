from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples.fulfillments import line_of


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


def test_a_hold_on_single_lines_splits_the_rest_off(store: Store, order: dict[str, Any], part: str) -> None:
    payload = hold_one(store, part)

    assert "ON_HOLD" == payload["fulfillmentOrder"]["status"]
    assert "OPEN" == payload["remainingFulfillmentOrder"]["status"]
    assert [[("KW-SA-L", 1)], [("KW-TB-20", 2)]] == items(store, order)


def test_what_a_hold_split_off_comes_back_with_its_release(store: Store, order: dict[str, Any], part: str) -> None:
    payload = hold_one(store, part)

    store.ask("fulfillment_order_release_hold", id=part, holdIds=[payload["fulfillmentHold"]["id"]])

    assert [[("KW-SA-L", 1), ("KW-TB-20", 2)], []] == items(store, order)
    assert ["OPEN", "CLOSED"] == [each["status"] for each in store.show(order)["fulfillment_orders"]]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([(0, 0)], "GREATER_THAN_ZERO"),
        ([(0, 1), (0, 1)], "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS"),
        ([(0, 9)], "Invalid fulfillment order line item quantity requested."),
    ],
)
def test_a_hold_on_impossible_lines_is_refused(
    store: Store, part: str, lines: list[tuple[int, int]], code: str
) -> None:
    wanted = [{"id": line_of(store, part, place), "quantity": quantity} for place, quantity in lines]

    payload = store.ask(
        "fulfillment_order_hold", id=part, fulfillmentHold={"reason": "OTHER", "fulfillmentOrderLineItems": wanted}
    )

    (error,) = payload["userErrors"]
    assert code in {error["code"], error["message"]}


def test_a_held_fulfillment_order_cannot_be_split_by_another_hold(store: Store, part: str) -> None:
    store.hold(part, "ot-1")
    lines = [{"id": line_of(store, part), "quantity": 1}]

    code = store.code(
        "fulfillment_order_hold", id=part, fulfillmentHold={"reason": "OTHER", "fulfillmentOrderLineItems": lines}
    )

    assert "FULFILLMENT_ORDER_NOT_SPLITTABLE" == code


def test_an_external_id_chooses_no_hold(store: Store, order: dict[str, Any], part: str) -> None:
    store.hold(part, "ot-1")
    store.merchant(order, "hold")

    store.answer(
        'mutation ($id: ID!) { fulfillmentOrderReleaseHold(id: $id, externalId: "ot-1") { userErrors { code } } }',
        id=part,
    )

    assert [] == store.show(order)["holds"]


def hold_one(store: Store, part: str) -> Any:
    lines = [{"id": line_of(store, part), "quantity": 1}]
    return store.ask(
        "fulfillment_order_hold",
        id=part,
        fulfillmentHold={"reason": "OTHER", "handle": "ot-1", "fulfillmentOrderLineItems": lines},
    )


def items(store: Store, order: dict[str, Any]) -> list[list[tuple[str, int]]]:
    """Return what each fulfillment order still has to ship."""
    shown = store.show(order)
    skus = {line["id"]: line["sku"] for line in shown["lines"]}
    return [
        [(skus[entry["line"]], entry["remaining"]) for entry in part["lines"] if entry["remaining"]]
        for part in shown["fulfillment_orders"]
    ]
