"""Returns, from the asking to the end."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples, Variables
from tests.sandbox.shopify.examples.fulfillments import HERE, shipped

UNKNOWN = "gid://shopify/Return/1"
DEFECTIVE = "gid://shopify/ReturnReasonDefinition/6"


def asked(store: Store, **wish: Any) -> dict[str, Any]:
    """Let a buyer ask to return one of the items of a shipped order; returns the answer to that."""
    order = shipped(store, **wish)["order"]
    answer: dict[str, Any] = store.happen("return-request", order=order, note="Naht offen")
    return answer


def opened(store: Store, **wish: Any) -> dict[str, Any]:
    """Ask for a return and approve it."""
    answer = asked(store, **wish)
    approved: dict[str, Any] = store.happen("return-approve", order=answer["order"])
    return approved


def reverse_line_of(store: Store, answer: dict[str, Any]) -> str:
    """Return the id of what the warehouse expects for a return."""
    (reverse,) = store.ask("return_detail", id=answer["return"])["reverseFulfillmentOrders"]["nodes"]
    line: str = reverse["lineItems"]["nodes"][0]["id"]
    return line


def _begin(root: str, quantity: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        made = shipped(store)
        line = {"fulfillmentLineItemId": made["lines"][0], "quantity": quantity, "returnReasonDefinitionId": DEFECTIVE}
        return {root: {"orderId": made["order"], "returnLineItems": [line]}}

    return variables


def _closed(store: Store) -> dict[str, Any]:
    answer = opened(store)
    store.happen("return-close", order=answer["order"])
    return {"id": answer["return"]}


def _processed(store: Store) -> dict[str, Any]:
    answer = opened(store)
    store.happen("return-process", order=answer["order"])
    return {"id": answer["return"]}


def _process(quantity: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        answer = opened(store)
        lines = [{"id": answer["lines"][0], "quantity": quantity}]
        return {"input": {"returnId": answer["return"], "returnLineItems": lines, "notifyCustomer": False}}

    return variables


def _dispose(store: Store) -> dict[str, Any]:
    line = reverse_line_of(store, opened(store))
    wanted = {"reverseFulfillmentOrderLineItemId": line, "quantity": 1, "dispositionType": "RESTOCKED"}
    return {"dispositionInputs": [{**wanted, "locationId": HERE}]}


EXAMPLES: Examples = {
    "return_request": Example(_begin("input", 1), _begin("input", 9), "INVALID"),
    "return_create": Example(_begin("returnInput", 1), _begin("returnInput", 9), "INVALID"),
    "return_approve_request": Example(
        lambda store: {"input": {"id": asked(store)["return"]}},
        lambda store: {"input": {"id": opened(store)["return"]}},
        "INVALID_STATE",
    ),
    "return_decline_request": Example(
        lambda store: {"input": {"id": asked(store)["return"], "declineReason": "FINAL_SALE"}},
        lambda store: {"input": {"id": opened(store)["return"], "declineReason": "FINAL_SALE"}},
        "INVALID_STATE",
    ),
    "return_cancel": Example(lambda store: {"id": opened(store)["return"]}, _processed, "INVALID_STATE"),
    "return_close": Example(
        lambda store: {"id": opened(store)["return"]},
        lambda store: {"id": asked(store)["return"]},
        "INVALID_STATE",
    ),
    "return_reopen": Example(_closed, lambda _: {"id": UNKNOWN}, "NOT_FOUND"),
    "return_process": Example(_process(1), _process(9), "INVALID"),
    "return_detail": Example(lambda store: {"id": opened(store)["return"]}),
    "return_reason_definitions": Example(lambda _: {"first": 20}),
    "returnable_fulfillments": Example(lambda store: {"orderId": shipped(store)["order"]}),
    "reverse_fulfillment_order_dispose": Example(_dispose, lambda _: {"dispositionInputs": []}, "BLANK"),
}
