"""Refunds, suggested and made."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples, Variables

KEY = "7b0d4c1e-6a0f-4f3e-9a51-2d6f0b6f4a11"


def refund_of(order: dict[str, Any], amount: str, **more: Any) -> dict[str, Any]:
    """Build the input of a refund of `amount` from the order's first payment."""
    payment = order["transactions"][0]["id"]
    share = {
        "orderId": order["id"],
        "parentId": f"gid://shopify/OrderTransaction/{payment}",
        "kind": "REFUND",
        "gateway": order["transactions"][0]["gateway"],
        "amount": amount,
    }
    return {"orderId": order["id"], "transactions": [share], "notify": False, **more}


def lines_of(order: dict[str, Any], *quantities: int, **more: Any) -> list[dict[str, Any]]:
    """Build refund lines of the order's lines, in turn."""
    return [
        {"lineItemId": f"gid://shopify/LineItem/{line['id']}", "quantity": quantity, **more}
        for line, quantity in zip(order["lines"], quantities, strict=False)
        if quantity
    ]


def _create(amount: str) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        order = store.place(payment="paid", total="240.00")
        return {"input": refund_of(order, amount), "idempotencyKey": KEY}

    return variables


def _refunded(store: Store) -> dict[str, Any]:
    order = store.place(payment="paid")
    store.happen("refund", order=order["name"], amount="10.00")
    return {"id": order["id"]}


def _suggest(store: Store) -> dict[str, Any]:
    order = store.place(payment="paid")
    return {"id": order["id"], "refundLineItems": lines_of(order, 1), "refundShipping": True}


EXAMPLES: Examples = {
    "refund_create": Example(
        _create("12.00"), _create("240.01"), "Refund amount €240.01 is greater than net payment received €240.00"
    ),
    "order_refunds_returns": Example(_refunded),
    "order_suggested_refund": Example(_suggest),
}
