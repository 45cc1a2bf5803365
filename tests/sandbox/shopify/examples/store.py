"""The store itself: subscriptions, jobs, bulk operations."""

from typing import Any

from tests.sandbox.shopify.callers import Store, document
from tests.sandbox.shopify.examples import Example, Examples

_WANTED = {"uri": "https://receiver.example/created", "name": "intake"}


def _subscription(store: Store) -> str:
    made = store.subscribe("ORDERS_PAID", "https://receiver.example/paid")
    number: str = made["webhookSubscription"]["id"]
    return number


def _bulk(store: Store) -> dict[str, Any]:
    query = document("bulk_orders_reconciliation")
    made = store.ask("bulk_operation_run_query", query=query, groupObjects=False)
    return {"id": made["bulkOperation"]["id"]}


EXAMPLES: Examples = {
    "shop_info": Example(lambda _: {}),
    "job_status": Example(lambda _: {"id": "gid://shopify/Job/11111111-2222-3333-4444-555555555555"}),
    "webhook_subscriptions": Example(lambda store: {"first": 50} if _subscription(store) else {}),
    "webhook_subscription_create": Example(
        lambda _: {"topic": "ORDERS_CREATE", "webhookSubscription": _WANTED},
        lambda _: {"topic": "ORDERS_CREATE", "webhookSubscription": {"uri": "ftp://receiver.example"}},
        "Address protocol ftp:// is not supported",
    ),
    "webhook_subscription_update": Example(
        lambda store: {"id": _subscription(store), "webhookSubscription": {"name": "paid"}},
        lambda _: {"id": "gid://shopify/WebhookSubscription/1", "webhookSubscription": {"name": "paid"}},
        "Webhook subscription does not exist",
    ),
    "webhook_subscription_delete": Example(
        lambda store: {"id": _subscription(store)},
        lambda _: {"id": "gid://shopify/WebhookSubscription/1"},
        "Webhook subscription does not exist",
    ),
    "bulk_operation_run_query": Example(
        lambda _: {"query": document("bulk_orders_reconciliation"), "groupObjects": False},
        lambda _: {"query": "{ shop { id } }", "groupObjects": False},
        "INVALID",
    ),
    "bulk_operation_status": Example(_bulk),
}
