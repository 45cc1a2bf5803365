import json

import pytest

from integrator.sandbox.shopify.http import operation_of
from tests.sandbox.shopify.callers import STORE, Store, document


def test_an_order_may_bring_its_own_number_and_name(store: Store) -> None:
    order = store.place(id=6120443789553, name="#1042")

    assert ("gid://shopify/Order/6120443789553", "#1042") == (order["id"], order["name"])
    assert order == store.control("GET", "/orders/1042")
    store.control("POST", "/orders", {"id": 6120443789553}, status=400)


def test_lines_and_shipping_add_up_to_the_total(store: Store) -> None:
    order = store.place(total="100.00", lines=[{"title": "Fernglas", "sku": "FG", "quantity": 2, "price": "45.00"}])

    amounts = store.ask("order_core", id=order["id"])
    assert "100.00" == order["total"]
    assert "90.0" == amounts["subtotalPriceSet"]["shopMoney"]["amount"]
    assert "10.0" == amounts["totalShippingPriceSet"]["shopMoney"]["amount"]


@pytest.mark.parametrize(
    "wish",
    [
        {"colour": "red"},
        {"total": "much"},
        {"total": "-1"},
        {"risk": "ENORMOUS"},
        {"payment": "later"},
        {"locations": 0},
        {"currency": "euro"},
        {"lines": ["x"]},
        {"lines": [{"title": "x", "price": "y"}]},
        {"total": "1.00", "lines": [{"title": "x", "price": "2.00"}]},
        {"customer": {"shoe_size": 44}},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_reason(store: Store, wish: dict[str, object]) -> None:
    assert store.control("POST", "/orders", wish, status=400)["error"]
    assert [] == store.control("GET", "/orders")["orders"]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [("authorized", "AUTHORIZED"), ("paid", "PAID"), ("pending", "PENDING"), ("failed", "PENDING")],
)
def test_payment_decides_the_financial_status(store: Store, payment: str, expected: str) -> None:
    assert expected == store.place(payment=payment)["financial_status"]


@pytest.mark.parametrize(("total", "expected"), [("150.00", "150.00"), ("80.00", "80.00"), ("100.00", "100.00")])
def test_an_edit_makes_the_order_worth_what_is_wished(store: Store, total: str, expected: str) -> None:
    order = store.place(total="100.00")

    store.merchant(order, "edit", total=total)

    after = store.ask("order_core", id=order["id"])
    assert total == store.show(order)["total"]
    assert "100.0" == after["totalPriceSet"]["shopMoney"]["amount"]
    assert after["edited"]


def test_a_merchants_deeds_are_no_effects_of_the_app(store: Store) -> None:
    order = store.place()

    store.merchant(order, "hold")
    store.merchant(order, "cancel", reason="CUSTOMER")

    assert [] == store.world.effects.all()


def test_shipping_what_is_gone_or_cancelled_is_refused(store: Store) -> None:
    order = store.place()
    store.merchant(order, "fulfill")

    store.merchant(order, "fulfill", status=409)
    store.merchant(order, "cancel", status=409)
    assert "FULFILLED" == store.show(order)["fulfillment_status"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/orders/4711", None, 404),
        ("/orders/1001/dance", {}, 404),
        ("/orders/1001/risk", {"level": "ENORMOUS"}, 400),
        ("/orders/1001/address", {"planet": "Mars"}, 400),
        ("/orders/1001/edit", {"lines": [1]}, 400),
        ("/orders/1001/edit", {}, 400),
        ("/orders/1001/cancel", {"reason": "BOREDOM"}, 400),
        ("/orders/1001/hold", {"reason": "BOREDOM"}, 400),
        ("/shopify/settings", {"colour": "red"}, 400),
        ("/shopify/settings", {"drop_percent": 101}, 400),
        ("/webhooks/flush", {"order": "random"}, 400),
    ],
)
def test_a_control_that_makes_no_sense_says_why(store: Store, path: str, body: object, status: int) -> None:
    store.place()

    found = store.control("GET" if body is None else "POST", path, body, status=status)

    assert found["error"]


def test_a_fault_finds_a_call_by_its_root_field() -> None:
    path = f"/shopify/{STORE}/admin/api/2026-07/graphql.json"
    body = json.dumps({"query": document("order_cancel")}).encode()

    assert "orderCancel" == operation_of("POST", path, body)
    assert "POST access_token" == operation_of("POST", f"/shopify/{STORE}/admin/oauth/access_token", b"")
    assert "" == operation_of("POST", path, b"no JSON")
