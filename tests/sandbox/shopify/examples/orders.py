"""Orders, their fulfillment orders and holds, as placed by a buyer."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples, Variables

_UNKNOWN = "gid://shopify/Order/1"
_UNKNOWN_PART = "gid://shopify/FulfillmentOrder/1"


def _order(**wish: Any) -> Variables:
    return lambda store: {"id": store.place(**wish)["id"]}


def _part(store: Store) -> str:
    part: str = store.place()["fulfillment_orders"][0]["id"]
    return part


def _release(store: Store) -> dict[str, Any]:
    part = _part(store)
    return {"id": part, "holdIds": [store.hold(part, "ot-1")["fulfillmentHold"]["id"]]}


def _capture(amount: str) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        order = store.place(total="240.00", payment="authorized")
        parent = f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"
        return {"input": {"id": order["id"], "parentTransactionId": parent, "amount": amount}}

    return variables


def _assess(facts: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        listed = [{"description": "Adresse weicht ab", "sentiment": "NEGATIVE"}] * facts
        return {"input": {"orderId": store.place()["id"], "riskLevel": "HIGH", "facts": listed}}

    return variables


def _cancel(store: Store) -> dict[str, Any]:
    return {"orderId": store.place()["id"], "reason": "FRAUD", "restock": True}


def _cancelled(store: Store) -> dict[str, Any]:
    order = store.place()
    store.merchant(order, "cancel")
    return {"orderId": order["id"], "reason": "FRAUD", "restock": True}


def _metafields(value: str) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        field = {"ownerId": store.place()["id"], "namespace": "$app", "key": "case", "type": "json", "value": value}
        return {"metafields": [field]}

    return variables


def _delete_metafields(store: Store) -> dict[str, Any]:
    (field,) = _metafields("{}")(store)["metafields"]
    store.ask("metafields_set", metafields=[field])
    return {"metafields": [{name: field[name] for name in ("ownerId", "namespace", "key")}]}


EXAMPLES: Examples = {
    "order_core": Example(_order(risk="HIGH", wholesale=True, locations=2)),
    "order_risk": Example(_order(risk="HIGH")),
    "order_fulfillment_orders": Example(_order(locations=2)),
    "order_transactions": Example(_order(payment="paid")),
    "orders_poll": Example(lambda store: {"query": f"name:{store.place()['name']}", "first": 50}),
    "fulfillment_order_hold": Example(
        lambda store: {"id": _part(store), "fulfillmentHold": {"reason": "OTHER", "handle": "ot-1"}},
        lambda _: {"id": _UNKNOWN_PART, "fulfillmentHold": {"reason": "OTHER"}},
        "FULFILLMENT_ORDER_NOT_FOUND",
    ),
    "fulfillment_order_release_hold": Example(_release, lambda _: {"id": _UNKNOWN_PART}, "FULFILLMENT_ORDER_NOT_FOUND"),
    "order_cancel": Example(_cancel, _cancelled, "INVALID"),
    "order_capture": Example(_capture("240.00"), _capture("999.00"), "Cannot capture more than the authorized amount"),
    "order_mark_as_paid": Example(
        lambda store: {"input": {"id": store.place(payment="pending")["id"]}},
        lambda store: {"input": {"id": store.place(payment="paid")["id"]}},
        "Order cannot be marked as paid.",
    ),
    "order_update": Example(
        lambda store: {"input": {"id": store.place()["id"], "note": "Größe prüfen"}},
        lambda _: {"input": {"id": _UNKNOWN, "note": "x"}},
        "Order does not exist",
    ),
    "order_risk_assessment_create": Example(_assess(1), _assess(21), "TOO_MANY_FACTS"),
    "tags_add": Example(
        lambda store: {"id": store.place()["id"], "tags": ["ot-fraud-open"]},
        lambda store: {"id": store.place()["id"], "tags": ["x" * 41]},
        "Tag exceeds the maximum length of 40 characters",
    ),
    "tags_remove": Example(
        lambda store: {"id": store.place(tags=["there"])["id"], "tags": ["there"]},
        lambda _: {"id": _UNKNOWN, "tags": ["there"]},
        "Owner does not exist",
    ),
    "metafields_set": Example(_metafields("{}"), _metafields("{"), "INVALID_VALUE"),
    "metafields_delete": Example(
        _delete_metafields,
        lambda _: {"metafields": [{"ownerId": _UNKNOWN, "namespace": "$app", "key": "case"}]},
        "Owner does not exist",
    ),
}
