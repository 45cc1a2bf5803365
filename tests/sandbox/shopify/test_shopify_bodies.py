from typing import Any

import pytest

from tests.sandbox.shopify.callers import OpenStore, Receiver, Store, eventually, sample


@pytest.fixture
def bodies(open_store: OpenStore, receiver: Receiver) -> dict[str, Any]:
    """One body per topic, after a story with a hold, a release, a failed payment and an edit."""
    with open_store(webhook_url=receiver.url) as store:
        store.control("POST", "/webhooks/pause")
        order = store.place(risk="HIGH", total="424.08")
        _story(store, order)
        store.control("POST", "/webhooks/flush")
    return {delivery.topic: delivery.json for delivery in reversed(receiver.got)}


def _story(store: Store, order: dict[str, Any]) -> None:
    part = order["fulfillment_orders"][0]["id"]
    hold = store.hold(part, "ot-1")["fulfillmentHold"]["id"]
    store.ask("fulfillment_order_release_hold", id=part, holdIds=[hold])
    store.merchant(order, "edit", lines=[{"sku": "KW-TB-20", "quantity": 1}])


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("orders/create", "orders-create"),
        ("orders/edited", "orders-edited"),
        ("orders/risk_assessment_changed", "orders-risk-assessment-changed"),
        ("order_transactions/create", "order-transactions-create"),
        ("fulfillment_holds/added", "fulfillment-holds-added"),
        ("fulfillment_orders/placed_on_hold", "fulfillment-orders-placed-on-hold"),
        ("fulfillment_orders/hold_released", "fulfillment-orders-hold-released"),
    ],
)
def test_a_body_has_the_fields_of_the_recorded_one(bodies: dict[str, Any], topic: str, name: str) -> None:
    assert shape(sample(name)) == shape(bodies[topic])


def shape(value: Any) -> Any:
    """Keep the names of the fields, all the way down through what is there; lists by their first element."""
    if isinstance(value, list):
        return [shape(value[0])] if value and isinstance(value[0], dict) else []
    if isinstance(value, dict):
        below = {name: shape(child) for name, child in value.items()}
        return {name: child if name not in LOOSE else None for name, child in below.items()}
    return None


# Null in one of the two, or empty by the nature of the example.
LOOSE = {"client_details", "payment_details", "properties", "note_attributes", "removals", "additions"}


def test_numbers_and_money_are_written_as_shopify_does(bodies: dict[str, Any]) -> None:
    order = bodies["orders/create"]

    assert isinstance(order["id"], int)
    assert f"gid://shopify/Order/{order['id']}" == order["admin_graphql_api_id"]
    assert "424.08" == order["total_price"] == order["total_price_set"]["shop_money"]["amount"]
    assert "authorized" == order["financial_status"]
    assert order["created_at"][-6:] in {"+01:00", "+02:00"}
    assert "high" == bodies["orders/risk_assessment_changed"]["risk_level"]


def test_an_edit_names_what_was_taken_away(bodies: dict[str, Any]) -> None:
    edit = bodies["orders/edited"]["order_edit"]

    small = bodies["orders/create"]["line_items"][1]
    assert [{"id": small["id"], "delta": 1}] == edit["line_items"]["removals"]
    assert [] == edit["line_items"]["additions"]


def test_a_cancelled_order_is_worth_nothing(open_store: OpenStore, receiver: Receiver) -> None:
    with open_store(webhook_url=receiver.url) as store:
        store.merchant(store.place(total="100.00"), "cancel", reason="FRAUD")
        (delivery,) = eventually(lambda: receiver.of("orders/cancelled"))

    body = delivery.json
    assert ("fraud", "voided", "0.00", "100.00") == (
        body["cancel_reason"],
        body["financial_status"],
        body["current_total_price"],
        body["total_price"],
    )
    assert {0} == {line["current_quantity"] for line in body["line_items"]}
