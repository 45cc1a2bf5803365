from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store, document, eventually


def cancel(store: Store, order: dict[str, Any], **more: Any) -> Any:
    return store.ask("order_cancel", orderId=order["id"], reason="FRAUD", restock=True, **more)


def cancelled(store: Store, order: dict[str, Any]) -> dict[str, Any]:
    eventually(lambda: store.show(order)["cancelled_at"])
    return store.show(order)


def authorization(order: dict[str, Any]) -> str:
    return f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"


def test_a_cancellation_is_a_job_that_is_done_a_moment_later(store: Store) -> None:
    store.set(job_seconds=60)
    order = store.place(total="12400.00")

    job = cancel(store, order)["job"]
    before = store.ask("job_status", id=job["id"])["done"]
    store.world.clock.advance(61)
    eventually(lambda: store.ask("job_status", id=job["id"])["done"])

    assert not job["done"]
    assert not before
    assert "FRAUD" == store.ask("order_core", id=order["id"])["cancelReason"]


def test_cancelling_voids_the_authorization_closes_everything_and_is_one_effect(store: Store) -> None:
    order = store.place(total="12400.00")
    store.hold(order["fulfillment_orders"][0]["id"], "ot-1")

    cancel(store, order)
    after = cancelled(store, order)

    assert ("VOIDED", "0.00") == (after["financial_status"], after["total"])
    assert ["AUTHORIZATION", "VOID"] == [entry["kind"] for entry in after["transactions"]]
    assert [("CLOSED", [])] == [(part["status"], part["holds"]) for part in after["fulfillment_orders"]]
    assert [0] == [line["remaining"] for part in after["fulfillment_orders"] for line in part["lines"]][:1]
    (effect,) = store.effects("order_cancelled")
    assert order["id"] == effect["key"] == effect["subject"]
    assert {"name": "#1001", "reason": "FRAUD", "restock": True, "refund": False} == effect["detail"]


@pytest.mark.parametrize(("method", "expected"), [({"originalPaymentMethodsRefund": True}, "REFUNDED"), (None, "PAID")])
def test_money_comes_back_only_when_asked_for(store: Store, method: Any, expected: str) -> None:
    order = store.place(payment="paid")

    cancel(store, order, refundMethod=method)

    assert expected == cancelled(store, order)["financial_status"]


def test_a_cancelled_order_cannot_be_cancelled_again(store: Store) -> None:
    order = store.place()
    cancel(store, order)

    while_under_way = store.code("order_cancel", orderId=order["id"], reason="FRAUD", restock=True)
    cancelled(store, order)
    afterwards = store.code("order_cancel", orderId=order["id"], reason="FRAUD", restock=True)

    assert "INVALID" == while_under_way == afterwards
    assert 1 == len(store.effects("order_cancelled"))


@pytest.mark.parametrize(
    ("wish", "more", "expected"),
    [
        ({}, {"staffNote": "x" * 256}, "INVALID"),
        ({"fulfilled": True}, {}, "INVALID"),
    ],
)
def test_a_cancellation_is_refused(store: Store, wish: Any, more: Any, expected: str) -> None:
    order = store.place()
    if wish.get("fulfilled"):
        store.merchant(order, "fulfill")

    assert expected == store.code("order_cancel", orderId=order["id"], reason="FRAUD", restock=True, **more)


def test_an_unknown_order_cannot_be_cancelled(store: Store) -> None:
    found = store.code("order_cancel", orderId="gid://shopify/Order/1", reason="FRAUD", restock=True)

    assert "NOT_FOUND" == found


def test_both_refund_arguments_together_are_refused(store: Store) -> None:
    order = store.place()

    answer = store.answer(
        "mutation ($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: false, refund: true,"
        " refundMethod: {originalPaymentMethodsRefund: true}) { orderCancelUserErrors { code } } }",
        id=order["id"],
    )

    assert [{"code": "INVALID"}] == answer["data"]["orderCancel"]["orderCancelUserErrors"]


def test_an_order_that_leaves_meanwhile_is_not_cancelled(store: Store) -> None:
    store.set(job_seconds=60)
    order = store.place()
    job = cancel(store, order)["job"]
    store.merchant(order, "fulfill")

    store.world.clock.advance(61)

    eventually(lambda: store.ask("job_status", id=job["id"])["done"])
    assert store.show(order)["cancelled_at"] is None
    assert [] == store.effects("order_cancelled")


def test_a_capture_takes_the_authorized_money_once(store: Store) -> None:
    order = store.place(total="100.00")
    wanted = {"id": order["id"], "parentTransactionId": authorization(order), "amount": "100.00"}

    transaction = store.ask("order_capture", input=wanted)["transaction"]

    assert ("CAPTURE", "SUCCESS") == (transaction["kind"], transaction["status"])
    assert "PAID" == store.show(order)["financial_status"]
    assert [authorization(order)] == [effect["key"] for effect in store.effects("order_captured")]
    assert "Cannot capture more than the authorized amount" == store.code("order_capture", input=wanted)


@pytest.mark.parametrize("changed", [{"amount": "100.01"}, {"currency": "USD"}, {"amount": "0"}])
def test_a_capture_is_refused(store: Store, changed: dict[str, str]) -> None:
    order = store.place(total="100.00")
    wanted = {"id": order["id"], "parentTransactionId": authorization(order), "amount": "1.00", **changed}

    assert store.code("order_capture", input=wanted)
    assert [] == store.effects("order_captured")


def test_a_final_capture_ends_the_authorization(store: Store) -> None:
    order = store.place(total="100.00")
    wanted = {"id": order["id"], "parentTransactionId": authorization(order), "amount": "40.00"}

    store.ask("order_capture", input={**wanted, "finalCapture": True})

    assert "PARTIALLY_PAID" == store.show(order)["financial_status"]
    assert store.code("order_capture", input=wanted)


def test_an_order_is_marked_as_paid_once(store: Store) -> None:
    order = store.place(payment="pending")

    paid = store.ask("order_mark_as_paid", input={"id": order["id"]})["order"]

    assert "PAID" == paid["displayFinancialStatus"]
    assert "Order cannot be marked as paid." == store.code("order_mark_as_paid", input={"id": order["id"]})


def test_only_new_tags_are_an_effect(store: Store) -> None:
    order = store.place(tags=["vip"])

    store.ask("tags_add", id=order["id"], tags=["VIP", "ot-review"])
    store.ask("tags_add", id=order["id"], tags=["ot-review"])
    store.ask("tags_remove", id=order["id"], tags=["never-there"])

    assert ["ot-review", "vip"] == store.show(order)["tags"]
    assert ["ot-review"] == [effect["key"] for effect in store.effects("tags_added")]
    assert [] == store.effects("tags_removed")


def test_a_tag_of_more_than_forty_characters_is_refused(store: Store) -> None:
    order = store.place()

    assert store.code("tags_add", id=order["id"], tags=["x" * 41])
    assert [] == store.show(order)["tags"]


def field(order: dict[str, Any], value: str = "{}", **more: Any) -> dict[str, Any]:
    return {
        "ownerId": order["id"],
        "namespace": "$app",
        "key": "case",
        "type": "json",
        "value": value,
        **more,
    }


def test_a_metafield_lives_in_the_namespace_of_the_app(store: Store) -> None:
    order = store.place()

    (written,) = store.ask("metafields_set", metafields=[field(order)])["metafields"]

    (read,) = store.ask("order_core", id=order["id"])["metafields"]["nodes"]
    assert written["namespace"].startswith("app--")
    assert written["compareDigest"] == read["compareDigest"]


def test_a_stale_digest_is_refused_and_an_equal_value_is_no_effect(store: Store) -> None:
    order = store.place()
    (old,) = store.ask("metafields_set", metafields=[field(order, compareDigest=None)])["metafields"]
    store.ask("metafields_set", metafields=[field(order, '{"a":1}', compareDigest=old["compareDigest"])])

    stale = store.code("metafields_set", metafields=[field(order, '{"a":2}', compareDigest=old["compareDigest"])])
    only_if_absent = store.code("metafields_set", metafields=[field(order, '{"a":2}', compareDigest=None)])
    store.ask("metafields_set", metafields=[field(order, '{"a":1}')])

    assert "STALE_OBJECT" == stale == only_if_absent
    assert 2 == len(store.effects("metafields_set"))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"value": "no json"}, "INVALID_VALUE"),
        ({"value": f'"{"x" * 16_384}"'}, "TOO_LONG"),
        ({"type": "colour"}, "INCLUSION"),
        ({"type": None}, "BLANK"),
        ({"key": "x"}, "TOO_SHORT"),
        ({"namespace": "app--1"}, "APP_NOT_AUTHORIZED"),
        ({"ownerId": "gid://shopify/Order/1"}, "INVALID"),
    ],
)
def test_a_bad_metafield_throws_the_whole_call_away(store: Store, changed: Any, expected: str) -> None:
    order = store.place()
    good, bad = field(order, key="good"), field(order, **changed)

    payload = store.ask("metafields_set", metafields=[good, bad])

    (error,) = payload["userErrors"]
    assert (expected, 1) == (error["code"], error["elementIndex"])
    assert {} == store.show(order)["metafields"]
    assert [] == store.effects("metafields_set")


@pytest.mark.parametrize(("count", "expected"), [(26, "LESS_THAN_OR_EQUAL_TO"), (251, "MAX_INPUT_SIZE_EXCEEDED")])
def test_too_many_metafields_are_refused(store: Store, count: int, expected: str) -> None:
    order = store.place()
    wanted = [field(order, key=f"case_{number}") for number in range(count)]

    answer = store.answer(document("metafields_set"), metafields=wanted)

    assert expected in str(answer)
    assert {} == store.show(order)["metafields"]


def test_an_update_corrects_the_address_and_says_so_once(store: Store) -> None:
    order = store.place()
    wanted = {
        "id": order["id"],
        "note": "Adresse geprüft",
        "shippingAddress": {"address1": "Kai 1", "zip": "20457"},
    }

    store.ask("order_update", input=wanted)
    store.ask("order_update", input=wanted)

    after = store.show(order)
    assert ("Kai 1", "Hamburg") == (after["shipping_address"]["address1"], after["shipping_address"]["city"])
    (effect,) = store.effects("order_updated")
    assert ["note", "shipping_address"] == effect["detail"]["fields"]


def test_an_unknown_order_cannot_be_updated(store: Store) -> None:
    assert "Order does not exist" == store.code("order_update", input={"id": "gid://shopify/Order/1", "note": "x"})


def test_our_risk_assessment_stands_beside_shopifys(store: Store) -> None:
    order = store.place(risk="HIGH")
    facts = [{"description": "Kunde bekannt", "sentiment": "POSITIVE"}]

    store.ask("order_risk_assessment_create", input={"orderId": order["id"], "riskLevel": "LOW", "facts": facts})

    risk = store.ask("order_risk", id=order["id"])["risk"]
    assert [("HIGH", None), ("LOW", "Connector")] == [
        (entry["riskLevel"], (entry["provider"] or {}).get("title")) for entry in risk["assessments"]
    ]
    assert "CANCEL" == risk["recommendation"]


def test_a_fulfilled_order_cannot_be_assessed(store: Store) -> None:
    order = store.place()
    store.merchant(order, "fulfill")
    wanted = {"orderId": order["id"], "riskLevel": "LOW", "facts": []}

    assert "ORDER_ALREADY_FULFILLED" == store.code("order_risk_assessment_create", input=wanted)
