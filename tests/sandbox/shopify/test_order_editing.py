"""Order editing: staged, committed once, only over what has not left; the difference is a balance."""

from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store

ORDER = "gid://shopify/Order/1"
EDIT = "gid://shopify/CalculatedOrder/1"


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    """Paid: a suit for 355.08 and two bags for 34.50 each, shipped from one place."""
    return store.place(total="436.08", payment="paid")


def begin(store: Store, order: dict[str, Any]) -> Any:
    return store.ask("order_edit_begin", id=order["id"])["calculatedOrder"]


def set_quantity(store: Store, edit: Any, line: int, quantity: int) -> Any:
    number = edit["lineItems"]["nodes"][line]["id"]
    return store.ask("order_edit_set_quantity", id=edit["id"], lineItemId=number, quantity=quantity)


def amount(thing: Any, field: str) -> str:
    found: str = thing[field]["shopMoney"]["amount"]
    return found


def test_nothing_changes_before_the_commit(store: Store, order: dict[str, Any]) -> None:
    staged = set_quantity(store, begin(store, order), 1, 1)

    assert (1, "401.58") == (
        staged["calculatedLineItem"]["quantity"],
        amount(staged["calculatedOrder"], "totalPriceSet"),
    )
    assert 2 == store.show(order)["lines"][1]["current_quantity"]


def test_a_commit_leaves_a_balance_in_favour_of_the_buyer(store: Store, order: dict[str, Any]) -> None:
    edit = begin(store, order)
    set_quantity(store, edit, 1, 0)

    done = store.ask("order_edit_commit", id=edit["id"], staffNote="ausverkauft")

    assert (["Order updated"], "367.08") == (done["successMessages"], amount(done["order"], "currentTotalPriceSet"))
    seen = store.ask("order_core", id=order["id"])
    assert "-69.0" == amount(seen, "totalOutstandingSet")
    assert [1, 0] == [line["currentQuantity"] for line in seen["lineItems"]["nodes"]]
    parts = store.ask("order_fulfillment_orders", id=order["id"])["fulfillmentOrders"]["nodes"]
    assert [1, 0] == [line["remainingQuantity"] for line in parts[0]["lineItems"]["nodes"]]


def test_an_added_variant_is_to_be_paid_and_shipped(store: Store, order: dict[str, Any]) -> None:
    edit = begin(store, order)
    other = edit["lineItems"]["nodes"][1]["variant"]["id"]
    added = store.ask("order_edit_add_variant", id=edit["id"], variantId=other, quantity=3, allowDuplicates=True)
    assert "539.58" == amount(added["calculatedOrder"], "totalPriceSet")

    store.ask("order_edit_commit", id=edit["id"])

    assert "103.5" == amount(store.ask("order_core", id=order["id"]), "totalOutstandingSet")
    assert [1, 2, 3] == [line["remaining"] for line in store.show(order)["fulfillment_orders"][0]["lines"]]


def test_what_has_left_cannot_be_taken_back_but_more_can_be_added(store: Store, order: dict[str, Any]) -> None:
    store.merchant(order, "fulfill")
    edit = begin(store, order)
    number = edit["lineItems"]["nodes"][1]["id"]

    assert 0 == edit["lineItems"]["nodes"][1]["editableQuantity"]
    message = store.code("order_edit_set_quantity", id=edit["id"], lineItemId=number, quantity=1)
    assert "must be greater than or equal to 2" == message
    set_quantity(store, edit, 1, 5)
    store.ask("order_edit_commit", id=edit["id"])
    parts = store.show(order)["fulfillment_orders"]
    assert [("CLOSED", [0, 0]), ("OPEN", [3])] == [
        (part["status"], [line["remaining"] for line in part["lines"]]) for part in parts
    ]


def test_an_edit_is_committed_once_and_only_with_a_change(store: Store, order: dict[str, Any]) -> None:
    edit = begin(store, order)

    assert "There must be at least one change to be made." == store.code("order_edit_commit", id=edit["id"])
    set_quantity(store, edit, 1, 1)
    store.ask("order_edit_commit", id=edit["id"])
    assert "The calculated order does not exist." == store.code("order_edit_commit", id=edit["id"])
    assert 1 == len(store.effects("order_edited"))


@pytest.mark.parametrize(
    ("name", "wanted", "message"),
    [
        ("order_edit_begin", {"id": ORDER}, "The order does not exist."),
        ("order_edit_commit", {"id": EDIT}, "The calculated order does not exist."),
        (
            "order_edit_set_quantity",
            {"id": EDIT, "lineItemId": "gid://shopify/CalculatedLineItem/1", "quantity": 1},
            "The calculated order does not exist.",
        ),
    ],
)
def test_what_is_not_there_cannot_be_edited(store: Store, name: str, wanted: dict[str, Any], message: str) -> None:
    assert message == store.code(name, **wanted)


def test_an_unknown_line_or_variant_is_refused(store: Store, order: dict[str, Any]) -> None:
    edit = begin(store, order)["id"]
    line, variant = "gid://shopify/CalculatedLineItem/1", "gid://shopify/ProductVariant/1"

    refused = store.code("order_edit_set_quantity", id=edit, lineItemId=line, quantity=1)
    assert "The line item does not exist on the order." == refused
    refused = store.code("order_edit_add_variant", id=edit, variantId=variant, quantity=1)
    assert "The variant does not exist in the shop." == refused
