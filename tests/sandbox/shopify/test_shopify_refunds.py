from typing import Any

import pytest

from tests.sandbox.shopify.callers import Receiver, Store, eventually
from tests.sandbox.shopify.examples.refunds import KEY, lines_of, refund_of


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    return store.place(payment="paid", total="240.00")


def refund(store: Store, given: dict[str, Any], key: str = KEY) -> Any:
    return store.ask("refund_create", input=given, idempotencyKey=key)


def message(payload: dict[str, Any]) -> tuple[list[str] | None, str]:
    (error,) = payload["userErrors"]
    return error["field"], error["message"]


def money(bag: dict[str, Any]) -> str:
    amount: str = bag["shopMoney"]["amount"]
    return amount


def test_money_goes_back_in_parts_until_none_is_left(store: Store, order: dict[str, Any]) -> None:
    first = refund(store, refund_of(order, "40.00"), "a")
    second = refund(store, refund_of(order, "200.00"), "b")
    third = refund(store, refund_of(order, "0.01"), "c")

    assert ["PARTIALLY_REFUNDED", "REFUNDED"] == [each["order"]["displayFinancialStatus"] for each in (first, second)]
    assert "Refund amount €0.01 is greater than net payment received €0.00" == message(third)[1]
    assert "240.0" == money(store.ask("order_refunds_returns", id=order["id"])["totalRefundedSet"])
    assert ["40.00", "200.00"] == [effect["detail"]["amount"] for effect in store.effects("refund_created")]


def test_the_same_key_refunds_once(store: Store, order: dict[str, Any]) -> None:
    first, second = (refund(store, refund_of(order, "40.00")) for _ in range(2))

    assert first["refund"]["id"] == second["refund"]["id"]
    assert 1 == len(store.effects("refund_created"))


def test_the_same_key_with_another_amount_is_refused(store: Store, order: dict[str, Any]) -> None:
    refund(store, refund_of(order, "40.00"))

    payload = refund(store, refund_of(order, "41.00"))

    assert payload["refund"] is None
    assert 1 == len(store.effects("refund_created"))


def test_goods_that_go_back_are_worth_nothing_more(store: Store, order: dict[str, Any]) -> None:
    lines = lines_of(order, 0, 1, restockType="NO_RESTOCK")
    refund(store, refund_of(order, "34.50", refundLineItems=lines, shipping={"amount": "2.00"}))

    shown = store.show(order)
    assert ("203.50", "205.50", "0.00") == (
        shown["total"],
        f"{float(shown['received']) - float(shown['refunded']):.2f}",
        shown["outstanding"],
    )
    (made,) = store.ask("order_refunds_returns", id=order["id"])["refunds"]
    assert ["34.5"] == [money(line["subtotalSet"]) for line in made["refundLineItems"]["nodes"]]


def test_goodwill_is_not_owed_again(store: Store, order: dict[str, Any]) -> None:
    refund(store, refund_of(order, "20.00"))

    shown = store.show(order)
    assert ("240.00", "0.00") == (shown["total"], shown["outstanding"])


@pytest.mark.parametrize(("restock", "left"), [("CANCEL", [1, 1]), ("NO_RESTOCK", [1, 2]), ("RETURN", [1, 2])])
def test_only_cancelled_goods_are_not_shipped(
    store: Store, order: dict[str, Any], restock: str, left: list[int]
) -> None:
    refund(store, refund_of(order, "34.50", refundLineItems=lines_of(order, 0, 1, restockType=restock)))

    (part,) = store.show(order)["fulfillment_orders"]
    assert left == [entry["remaining"] for entry in part["lines"]]


def test_the_suggestion_can_be_refunded(store: Store, order: dict[str, Any]) -> None:
    given = {"refundLineItems": lines_of(order, 0, 2), "refundShipping": True}

    suggestion = store.ask("order_suggested_refund", id=order["id"], **given)["suggestedRefund"]

    (share,) = suggestion["suggestedTransactions"]
    assert ("81.0", "240.0", "81.0") == (
        money(suggestion["amountSet"]),
        money(suggestion["maximumRefundableSet"]),
        money(share["amountSet"]),
    )
    assert f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}" == share["parentTransaction"]["id"]
    made = refund(store, refund_of(order, "81.00", refundLineItems=given["refundLineItems"]))
    assert [] == made["userErrors"]


def test_nothing_is_suggested_for_an_order_that_is_not_paid(store: Store) -> None:
    order = store.place(payment="authorized")

    suggestion = store.ask("order_suggested_refund", id=order["id"], refundLineItems=lines_of(order, 1))

    assert "0.0" == money(suggestion["suggestedRefund"]["amountSet"])
    assert [] == suggestion["suggestedRefund"]["suggestedTransactions"]


@pytest.mark.parametrize(
    ("more", "share", "refusal"),
    [
        ({"orderId": "gid://shopify/Order/1"}, {}, (["orderId"], "Order does not exist")),
        ({}, {"kind": "AUTHORIZATION"}, (None, "Kind authorization is not a valid transaction")),
        ({}, {"parentId": None}, (["transactions"], "Transactions require a parent_id associated with the order")),
        (
            {"shipping": {"amount": "12.01"}},
            {},
            (["shipping", "amount"], "Shipping amount cannot be greater than the refundable shipping"),
        ),
    ],
)
def test_impossible_refunds_are_refused(
    store: Store,
    order: dict[str, Any],
    more: dict[str, Any],
    share: dict[str, Any],
    refusal: tuple[list[str] | None, str],
) -> None:
    given = refund_of(order, "10.00", **more)
    given["transactions"] = [{**given["transactions"][0], **share}]

    assert refusal == message(refund(store, given))
    assert [] == store.effects("refund_created")


def test_no_more_goods_go_back_than_were_sold(store: Store, order: dict[str, Any]) -> None:
    given = refund_of(order, "10.00", refundLineItems=lines_of(order, 9))

    field = ["refundLineItems", "0", "quantity"]
    assert (field, "Quantity cannot refund more items than were purchased") == message(refund(store, given))


def test_more_than_was_paid_needs_a_word(store: Store, order: dict[str, Any]) -> None:
    payload = refund(store, refund_of(order, "250.00", allowOverRefunding=True))

    assert [] == payload["userErrors"]


def test_the_money_may_move_later(store: Store, receiver: Receiver, order: dict[str, Any]) -> None:
    store.set(refund_seconds=3600)
    store.subscribe("REFUNDS_CREATE", receiver.url)
    store.subscribe("ORDER_TRANSACTIONS_CREATE", receiver.url)

    made = refund(store, refund_of(order, "200.00"))
    too_much = refund(store, refund_of(order, "41.00"), "other")
    eventually(lambda: receiver.of("refunds/create"))
    early = receiver.of("order_transactions/create")
    store.world.clock.advance(3601)

    assert ["PENDING"] == [each["status"] for each in made["refund"]["transactions"]["nodes"]]
    assert "greater than net payment received €40.00" in message(too_much)[1]
    assert [] == early
    (moved,) = eventually(lambda: receiver.of("order_transactions/create"))
    assert ("refund", "success", "200.00") == (moved.json["kind"], moved.json["status"], moved.json["amount"])


def test_a_cancellation_that_gives_money_back_leaves_a_refund(
    store: Store, receiver: Receiver, order: dict[str, Any]
) -> None:
    store.subscribe("REFUNDS_CREATE", receiver.url)

    store.merchant(order, "cancel")

    (delivery,) = eventually(lambda: receiver.of("refunds/create"))
    (made,) = store.ask("order_refunds_returns", id=order["id"])["refunds"]
    assert ("240.0", delivery.json["id"]) == (money(made["totalRefundedSet"]), int(made["legacyResourceId"]))
    assert [("CANCEL", 1), ("CANCEL", 2)] == [
        (line["restockType"], line["quantity"]) for line in made["refundLineItems"]["nodes"]
    ]
    assert "0.00" == store.show(order)["outstanding"]


def test_a_cancellation_that_only_voids_leaves_none(store: Store) -> None:
    order = store.place(payment="authorized")

    store.merchant(order, "cancel")

    assert [] == store.ask("order_refunds_returns", id=order["id"])["refunds"]
