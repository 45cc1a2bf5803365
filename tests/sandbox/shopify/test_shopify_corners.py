"""What an app should not do but can: the emulated store refuses it, or stays as it was."""

from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples.catalogue import ABROAD, AT_HOME, product
from tests.sandbox.shopify.examples.refunds import KEY, lines_of, refund_of

IN_MUNICH = "gid://shopify/Location/70000000002"


def levels(store: Store) -> dict[str, dict[str, Any]]:
    (item,) = store.world.db.find("shopify.inventory_item", "sku", "KW-OEL")
    found: dict[str, dict[str, Any]] = item["levels"]
    return found


def oilskins(store: Store, **wish: Any) -> dict[str, Any]:
    product(store)
    return store.place(lines=[{"title": "Ölzeug", "sku": "KW-OEL", "quantity": 3, "price": "20.00"}], **wish)


def test_two_levels_of_one_item_are_set_at_once(store: Store) -> None:
    item = product(store)["inventory_item"]
    places = [
        {"inventoryItemId": item, "locationId": place, "quantity": 5, "changeFromQuantity": 7}
        for place in (AT_HOME, IN_MUNICH)
    ]
    wanted = {"name": "available", "reason": "correction", "quantities": places}

    store.ask("inventory_set_quantities", input=wanted, idempotencyKey=KEY)

    assert [5, 5] == [levels(store)[place]["available"] for place in ("1", "2")]


def test_an_order_that_claims_nothing_takes_nothing_off_the_shelf(store: Store) -> None:
    variant = product(store)["variant"]
    made = store.ask("order_create", order={"lineItems": [{"variantId": variant, "quantity": 3}]})["order"]

    store.merchant({"number": made["legacyResourceId"]}, "fulfill")

    assert (7, 0) == (levels(store)["1"]["available"], levels(store)["1"]["committed"])


def test_an_order_without_restocking_gives_its_claim_up(store: Store) -> None:
    store.set(job_seconds=0)
    order = oilskins(store)

    store.ask("order_cancel", orderId=order["id"], reason="OTHER", restock=False)
    store.show(order)

    assert (4, 0) == (levels(store)["1"]["available"], levels(store)["1"]["committed"])


def test_a_move_moves_the_claim(store: Store) -> None:
    order = oilskins(store)
    part = order["fulfillment_orders"][0]["id"]

    store.ask("fulfillment_order_move", id=part, newLocationId=IN_MUNICH)
    there = [(level["available"], level["committed"]) for level in levels(store).values()]
    store.ask("fulfillment_order_move", id=part, newLocationId=ABROAD)

    assert [(7, 0), (4, 3)] == there
    assert [(7, 0), (7, 0)] == [(level["available"], level["committed"]) for level in levels(store).values()]


def test_returned_goods_are_on_sale_once(store: Store) -> None:
    order = oilskins(store, payment="paid")
    store.merchant(order, "fulfill")
    store.happen("return-begin", order=order["id"], quantity=2)

    store.happen("return-receive", order=order["id"])
    store.happen("return-process", order=order["id"], refund="40.00")

    assert (6, 0) == (levels(store)["1"]["available"], levels(store)["1"]["committed"])


@pytest.mark.parametrize(("restock", "available"), [("CANCEL", 5), ("NO_RESTOCK", 4), ("RETURN", 4)])
def test_only_what_is_cancelled_goes_back_on_sale_before_it_left(store: Store, restock: str, available: int) -> None:
    order = oilskins(store, payment="paid")

    lines = lines_of(order, 1, restockType=restock)
    store.ask("refund_create", input={"orderId": order["id"], "refundLineItems": lines}, idempotencyKey=KEY)

    assert available == levels(store)["1"]["available"]


def test_a_refused_order_leaves_no_trace_of_its_buyer(store: Store) -> None:
    variant = product(store)["variant"]
    buyer = {"toUpsert": {"email": "neu@example.com", "firstName": "Neu"}}
    wanted = {"lineItems": [{"variantId": variant, "quantity": 99}], "customer": buyer}
    obeying = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}

    assert "INVENTORY_CLAIM_FAILED" == store.code("order_create", order=wanted, options=obeying)

    assert [] == store.world.db.all("shopify.customer")


def test_an_edit_begun_before_the_cancellation_cannot_be_committed(store: Store) -> None:
    order = oilskins(store)
    begun = store.ask("order_edit_begin", id=order["id"])["calculatedOrder"]
    line = begun["lineItems"]["nodes"][0]["id"]
    store.ask("order_edit_set_quantity", id=begun["id"], lineItemId=line, quantity=9)
    store.merchant(order, "cancel")

    assert "The order cannot be edited." == store.code("order_edit_commit", id=begun["id"])
    assert 0 == store.show(order)["lines"][0]["current_quantity"]


def test_what_left_after_it_was_staged_cannot_be_taken_off(store: Store) -> None:
    order = oilskins(store)
    begun = store.ask("order_edit_begin", id=order["id"])["calculatedOrder"]
    line = begun["lineItems"]["nodes"][0]["id"]
    store.ask("order_edit_set_quantity", id=begun["id"], lineItemId=line, quantity=1)
    store.merchant(order, "fulfill")

    assert "must be greater than or equal to 3" == store.code("order_edit_commit", id=begun["id"])


def test_a_cancellation_gives_back_only_what_is_not_under_way(store: Store) -> None:
    store.set(refund_seconds=3600)
    order = store.place(payment="paid", total="240.00")
    store.ask("refund_create", input=refund_of(order, "100.00"), idempotencyKey=KEY)

    store.merchant(order, "cancel")

    refunds = [each for each in store.show(order)["transactions"] if each["kind"] == "REFUND"]
    assert [("100.00", "PENDING"), ("140.00", "SUCCESS")] == [(each["amount"], each["status"]) for each in refunds]


def test_no_payment_gives_back_more_than_it_took(store: Store) -> None:
    order = store.place(payment="authorized", total="240.00")
    parent = f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"
    for amount in ("40.00", "200.00"):
        store.ask("order_capture", input={"id": order["id"], "parentTransactionId": parent, "amount": amount})
    wanted = refund_of({**order, "transactions": store.show(order)["transactions"][1:]}, "41.00")

    message = store.code("refund_create", input=wanted, idempotencyKey=KEY)

    assert "Refund amount €41.00 is greater than the €40.00 left of a payment" == message


def test_an_item_ships_once_however_often_it_is_named(store: Store) -> None:
    order = oilskins(store)
    part = order["fulfillment_orders"][0]
    line = {"id": f"gid://shopify/FulfillmentOrderLineItem/{part['lines'][0]['id']}", "quantity": 2}
    twice = {"fulfillmentOrderId": part["id"], "fulfillmentOrderLineItems": [line, line]}
    whole = {"fulfillmentOrderId": part["id"]}

    for groups in ([twice], [whole, whole]):
        assert store.code("fulfillment_create", fulfillment={"lineItemsByFulfillmentOrder": groups})

    assert [3] == [entry["remaining"] for entry in store.show(order)["fulfillment_orders"][0]["lines"]]


def test_a_shipment_of_which_something_came_back_stays(store: Store) -> None:
    order = oilskins(store, payment="paid")
    store.merchant(order, "fulfill")
    store.happen("return-begin", order=order["id"])
    store.happen("return-receive", order=order["id"])

    store.happen("fulfillment-cancel", order=order["id"], status=400)

    assert "FULFILLED" == store.show(order)["fulfillment_status"]


def test_a_fulfillment_order_is_not_split_twice_at_once(store: Store) -> None:
    order = oilskins(store)
    part = order["fulfillment_orders"][0]
    line = {"id": f"gid://shopify/FulfillmentOrderLineItem/{part['lines'][0]['id']}", "quantity": 2}
    wanted = {"fulfillmentOrderId": part["id"], "fulfillmentOrderLineItems": [line]}

    code = store.code("fulfillment_order_split", fulfillmentOrderSplits=[wanted, wanted])

    assert "INVALID_LINE_ITEM_QUANTITY" == code
    assert 1 == len(store.show(order)["fulfillment_orders"])
    assert [] == store.effects("fulfillment_order_split")
