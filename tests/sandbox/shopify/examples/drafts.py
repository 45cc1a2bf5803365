"""Drafts, orders that the app makes, order editing, checkouts and marketing events."""

from typing import Any

from tests.sandbox.shopify.callers import Store, document
from tests.sandbox.shopify.examples import Example, Examples, Variables

_UNKNOWN = "gid://shopify/Order/1"
_LINE = {"title": "Gravur", "quantity": 2, "originalUnitPriceWithCurrency": {"amount": "40.00", "currencyCode": "EUR"}}
_PRICED = {"title": "Gravur", "quantity": 1, "priceSet": {"shopMoney": {"amount": "40.00", "currencyCode": "EUR"}}}


def _draft(store: Store, **wanted: Any) -> str:
    made = store.ask("draft_order_create", input={"lineItems": [_LINE], **wanted})
    number: str = made["draftOrder"]["id"]
    return number


def _completed(store: Store) -> dict[str, Any]:
    number = _draft(store)
    store.ask("draft_order_complete", id=number)
    return {"id": number}


def _order(**wanted: Any) -> Variables:
    return lambda _: {"order": {"lineItems": [_PRICED], **wanted}}


def _edit(store: Store) -> dict[str, Any]:
    begun = store.ask("order_edit_begin", id=store.place()["id"])
    line = begun["calculatedOrder"]["lineItems"]["nodes"][1]
    return {"id": begun["calculatedOrder"]["id"], "line": line["id"], "variant": line["variant"]["id"]}


def _set_quantity(quantity: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        edit = _edit(store)
        return {"id": edit["id"], "lineItemId": edit["line"], "quantity": quantity}

    return variables


def _add_variant(*, twice: bool) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        edit = _edit(store)
        return {"id": edit["id"], "variantId": edit["variant"], "quantity": 1, "allowDuplicates": twice}

    return variables


def _commit(store: Store) -> dict[str, Any]:
    wanted = _set_quantity(1)(store)
    store.ask("order_edit_set_quantity", **wanted)
    return {"id": wanted["id"], "notifyCustomer": False}


def _cancelled(store: Store) -> dict[str, Any]:
    order = store.place()
    store.merchant(order, "cancel")
    return {"id": order["id"]}


def _anonymous(store: Store) -> dict[str, Any]:
    return {"id": store.ask("order_create", order={"lineItems": [_PRICED]})["order"]["id"]}


def _bulk(store: Store) -> dict[str, Any]:
    store.set(bulk_seconds=60)
    query = document("bulk_orders_reconciliation")
    made = store.ask("bulk_operation_run_query", query=query, groupObjects=False)
    return {"id": made["bulkOperation"]["id"]}


EXAMPLES: Examples = {
    "draft_order_create": Example(
        lambda _: {"input": {"lineItems": [_LINE], "tags": ["ot-intake-7"]}},
        lambda _: {"input": {"lineItems": []}},
        "Add at least 1 product",
    ),
    "draft_order_detail": Example(lambda store: {"id": _draft(store)}),
    "draft_orders_search": Example(lambda store: {"query": "tag:ot-intake-7", "first": 5}),
    "draft_order_complete": Example(lambda store: {"id": _draft(store)}, _completed, "This order has been paid"),
    "draft_order_invoice_send": Example(
        lambda store: {"id": _draft(store, email="maren@example.com")},
        lambda store: {"id": _draft(store)},
        "To can't be blank",
    ),
    "order_create": Example(_order(sourceIdentifier="intake-7"), lambda _: {"order": {"lineItems": []}}, "INVALID"),
    "order_close": Example(
        lambda store: {"input": {"id": store.place()["id"]}},
        lambda _: {"input": {"id": _UNKNOWN}},
        "Order does not exist",
    ),
    "order_open": Example(
        lambda store: {"input": {"id": store.place()["id"]}},
        lambda _: {"input": {"id": _UNKNOWN}},
        "Order does not exist",
    ),
    "order_invoice_send": Example(
        lambda store: {"id": store.place()["id"]}, _anonymous, "ORDER_INVOICE_SEND_UNSUCCESSFUL"
    ),
    "order_edit_begin": Example(lambda store: {"id": store.place()["id"]}, _cancelled, "The order cannot be edited."),
    "order_edit_add_variant": Example(
        _add_variant(twice=True),
        _add_variant(twice=False),
        "The Trockenbeutel 20 l was not added because it's already on the order.",
    ),
    "order_edit_set_quantity": Example(_set_quantity(1), _set_quantity(-1), "must be greater than or equal to 0"),
    "order_edit_commit": Example(
        _commit, lambda store: {"id": _edit(store)["id"]}, "There must be at least one change to be made."
    ),
    "abandoned_checkouts_poll": Example(
        lambda store: {"first": 5} if store.happen("checkout", email="a@b.example") else {}
    ),
    "marketing_events_poll": Example(lambda store: {"first": 5} if store.happen("marketing-event") else {}),
    "bulk_operations_running": Example(lambda store: {"first": 5} if _bulk(store) else {}),
    "bulk_operation_cancel": Example(
        _bulk, lambda _: {"id": "gid://shopify/BulkOperation/1"}, "Bulk operation does not exist"
    ),
}
