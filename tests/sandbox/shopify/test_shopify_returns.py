from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples.fulfillments import HERE, shipped
from tests.sandbox.shopify.examples.refunds import KEY, lines_of, refund_of
from tests.sandbox.shopify.examples.returns import DEFECTIVE, asked, opened, reverse_line_of


def status(store: Store, answer: dict[str, Any]) -> tuple[str, str]:
    """Return what a return is, and what its order says about its returns."""
    detail = store.ask("return_detail", id=answer["return"])
    order = store.ask("order_refunds_returns", id=answer["order"])
    return detail["status"], order["returnStatus"]


def returnable(store: Store, order: str) -> list[int]:
    nodes = store.ask("returnable_fulfillments", orderId=order)["nodes"]
    return [line["quantity"] for node in nodes for line in node["returnableFulfillmentLineItems"]["nodes"]]


def begin(store: Store, root: str, order: str, **line: Any) -> Any:
    document = {"input": "return_request", "returnInput": "return_create"}[root]
    return store.ask(document, **{root: {"orderId": order, "returnLineItems": [line]}})


def error(payload: dict[str, Any]) -> tuple[list[str], str]:
    (found,) = payload["userErrors"]
    return found["field"], found["code"]


def test_a_return_goes_through_both_gates(store: Store) -> None:
    answer = asked(store)
    order = answer["order"]
    seen = [status(store, answer)]
    for word in ("return-approve", "return-receive", "return-process", "return-close", "return-reopen"):
        store.happen(word, order=order)
        seen.append(status(store, answer))

    assert [
        ("REQUESTED", "RETURN_REQUESTED"),
        ("OPEN", "IN_PROGRESS"),
        ("OPEN", "IN_PROGRESS"),
        ("OPEN", "IN_PROGRESS"),
        ("CLOSED", "RETURNED"),
        ("OPEN", "IN_PROGRESS"),
    ] == seen


def test_the_most_urgent_return_decides_what_the_order_says(store: Store) -> None:
    first = opened(store)
    store.happen("return-close", order=first["order"])
    second = store.happen("return-request", order=first["order"], sku="KW-TB-20")
    both = status(store, second)[1]

    store.happen("return-decline", order=first["order"], reason="FINAL_SALE", note="Restposten")

    assert "RETURN_REQUESTED" == both
    assert ("DECLINED", "RETURNED") == status(store, second)
    assert [f"{store.control('GET', '/orders')['orders'][0]['name']}-R2"] == [second["name"]]


def test_what_was_asked_back_cannot_be_asked_back_again(store: Store) -> None:
    made = shipped(store)
    before = returnable(store, made["order"])
    store.happen("return-request", order=made["order"], sku="KW-TB-20", quantity=2)
    line = {"fulfillmentLineItemId": made["lines"][1], "quantity": 1, "returnReasonDefinitionId": DEFECTIVE}

    payload = begin(store, "input", made["order"], **line)

    assert [1, 2] == before
    assert [1] == returnable(store, made["order"])
    assert (["input", "returnLineItems", "0", "quantity"], "INVALID") == error(payload)


def test_a_declined_or_cancelled_return_frees_its_items(store: Store) -> None:
    answer = asked(store)
    store.happen("return-decline", order=answer["order"])
    store.happen("return-request", order=answer["order"])
    store.happen("return-cancel", order=answer["order"])

    assert [1, 2] == returnable(store, answer["order"])


def test_what_never_left_cannot_come_back(store: Store) -> None:
    order = store.place()
    line = {"fulfillmentLineItemId": "gid://shopify/FulfillmentLineItem/1", "quantity": 1}

    assert (["input", "returnLineItems", "0", "fulfillmentLineItemId"], "NOT_FOUND") == error(
        begin(store, "input", order["id"], **line)
    )
    assert [] == returnable(store, order["id"])


@pytest.mark.parametrize(
    ("root", "given", "field", "code"),
    [
        ("input", {}, ["input", "returnLineItems", "0", "returnReason"], "BLANK"),
        ("returnInput", {}, ["returnInput", "returnLineItems", "0"], "NOT_FOUND"),
        (
            "returnInput",
            {"returnReasonDefinitionId": "gid://shopify/ReturnReasonDefinition/5"},
            ["returnInput", "returnLineItems", "0", "returnReasonNote"],
            "BLANK",
        ),
        (
            "input",
            {"returnReasonDefinitionId": "gid://shopify/ReturnReasonDefinition/99"},
            ["input", "returnLineItems", "0", "returnReasonDefinitionId"],
            "NOT_FOUND",
        ),
    ],
)
def test_a_return_needs_a_reason(store: Store, root: str, given: dict[str, str], field: list[str], code: str) -> None:
    made = shipped(store)

    payload = begin(store, root, made["order"], fulfillmentLineItemId=made["lines"][0], quantity=1, **given)

    assert (field, code) == error(payload)


def test_an_end_can_be_said_twice_but_nothing_happens_twice(store: Store) -> None:
    answer = opened(store)

    first = store.ask("return_close", id=answer["return"])["return"]
    second = store.ask("return_close", id=answer["return"])["return"]

    assert first == second
    assert 1 == len(store.effects("return_closed"))


@pytest.mark.parametrize("name", ["return_close", "return_reopen"])
def test_what_was_never_approved_cannot_end(store: Store, name: str) -> None:
    assert "INVALID_STATE" == store.code(name, id=asked(store)["return"])


def test_a_return_with_work_in_it_cannot_be_cancelled(store: Store) -> None:
    answer = opened(store)
    store.happen("return-receive", order=answer["order"], disposition="NOT_RESTOCKED")

    assert "INVALID_STATE" == store.code("return_cancel", id=answer["return"])


def test_no_more_is_disposed_of_than_came_back(store: Store) -> None:
    line = reverse_line_of(store, opened(store))
    wanted = {"reverseFulfillmentOrderLineItemId": line, "quantity": 1, "dispositionType": "MISSING"}
    store.ask("reverse_fulfillment_order_dispose", dispositionInputs=[wanted])

    assert "INVALID" == store.code("reverse_fulfillment_order_dispose", dispositionInputs=[wanted])
    assert 1 == len(store.effects("goods_disposed"))


def test_a_return_is_processed_with_its_refund(store: Store) -> None:
    answer = opened(store, total="240.00")
    order = store.show({"number": answer["order"].rsplit("/", 1)[-1]})
    payment = f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"
    share = {"parentId": payment, "transactionAmount": {"amount": "59.00", "currencyCode": "EUR"}}
    disposition = {
        "reverseFulfillmentOrderLineItemId": reverse_line_of(store, answer),
        "quantity": 1,
        "dispositionType": "RESTOCKED",
        "locationId": HERE,
    }
    given = {
        "returnId": answer["return"],
        "returnLineItems": [{"id": answer["lines"][0], "quantity": 1, "dispositions": [disposition]}],
        "financialTransfer": {"issueRefund": {"orderTransactions": [share]}},
        "note": "Naht offen",
    }

    store.ask("return_process", input=given)

    detail = store.ask("return_detail", id=answer["return"])
    (line,) = detail["returnLineItems"]["nodes"]
    assert ("OPEN", 1, 1, 0) == (
        detail["status"],
        line["processedQuantity"],
        line["refundedQuantity"],
        line["unprocessedQuantity"],
    )
    (refund,) = store.ask("order_refunds_returns", id=answer["order"])["refunds"]
    assert (answer["return"], "Naht offen", "59.0") == (
        refund["return"]["id"],
        refund["note"],
        refund["totalRefundedSet"]["shopMoney"]["amount"],
    )
    assert [("RETURN", True)] == [(e["restockType"], e["restocked"]) for e in refund["refundLineItems"]["nodes"]]
    assert "INVALID" == store.code("return_process", input=given)
    assert 1 == len(store.effects("refund_created"))


def test_a_return_does_not_refund_more_than_was_paid(store: Store) -> None:
    answer = opened(store, total="240.00")
    order = store.show({"number": answer["order"].rsplit("/", 1)[-1]})
    payment = f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"
    share = {"parentId": payment, "transactionAmount": {"amount": "240.01", "currencyCode": "EUR"}}
    given = {
        "returnId": answer["return"],
        "returnLineItems": [{"id": answer["lines"][0], "quantity": 1}],
        "financialTransfer": {"issueRefund": {"orderTransactions": [share]}},
    }

    assert "INVALID" == store.code("return_process", input=given)
    assert 0 == store.ask("return_detail", id=answer["return"])["returnLineItems"]["nodes"][0]["processedQuantity"]


def test_goods_refunded_as_returned_cannot_be_asked_back(store: Store) -> None:
    made = shipped(store)
    order = store.show({"number": made["order"].rsplit("/", 1)[-1]})
    given = refund_of(order, "10.00", refundLineItems=lines_of(order, 1, restockType="RETURN"))

    store.ask("refund_create", input=given, idempotencyKey=KEY)

    assert [2] == returnable(store, made["order"])


def test_an_order_with_a_return_cannot_be_cancelled(store: Store) -> None:
    answer = asked(store)
    store.happen("fulfillment-cancel", order=answer["order"])

    payload = store.ask("order_cancel", orderId=answer["order"], reason="OTHER", restock=True)

    assert ["Cannot cancel an order that has returns"] == [e["message"] for e in payload["orderCancelUserErrors"]]


def test_a_return_without_any_items_left_is_closed(store: Store) -> None:
    answer = opened(store)

    store.happen("return-remove", order=answer["order"])

    detail = store.ask("return_detail", id=answer["return"])
    assert ("CLOSED", 0) == (detail["status"], detail["totalQuantity"])


def test_orders_are_found_by_their_returns(store: Store) -> None:
    store.place()
    answer = asked(store)

    found = store.ask("orders_poll", query="return_status:return_requested", first=10)["nodes"]

    assert [answer["order"]] == [order["id"] for order in found]
