from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store

URI = "https://receiver.example/webhooks"


def refused(store: Store, topic: str = "ORDERS_CREATE", **wanted: Any) -> dict[str, Any]:
    payload = store.ask("webhook_subscription_create", topic=topic, webhookSubscription=wanted)
    assert payload["webhookSubscription"] is None
    (error,) = payload["userErrors"]
    return dict(error)


def test_a_subscription_is_listed_changed_and_deleted(store: Store) -> None:
    made = store.subscribe("ORDERS_CREATE", URI, name="intake")["webhookSubscription"]
    store.subscribe("ORDERS_PAID", URI)

    store.ask("webhook_subscription_update", id=made["id"], webhookSubscription={"uri": f"{URI}/new"})
    listed = store.ask("webhook_subscriptions", first=10, topics=["ORDERS_CREATE"])["nodes"]
    store.ask("webhook_subscription_delete", id=made["id"])

    assert [(f"{URI}/new", "intake", "2026-07")] == [
        (each["uri"], each["name"], each["apiVersion"]["handle"]) for each in listed
    ]
    assert ["ORDERS_PAID"] == [each["topic"] for each in store.ask("webhook_subscriptions", first=10)["nodes"]]
    assert ["ORDERS_CREATE"] == [effect["key"] for effect in store.effects("webhook_subscription_deleted")]


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://receiver.example/x",
        "ftp://receiver.example/x",
        "https://acme.myshopify.com/x",
        "receiver.example",
    ],
)
def test_an_address_that_shopify_would_not_call_is_refused(store: Store, uri: str) -> None:
    assert ["webhookSubscription", "callbackUrl"] == refused(store, uri=uri)["field"]
    assert [] == store.effects("webhook_subscription_created")


def test_http_is_allowed_on_this_machine_only(store: Store) -> None:
    made = store.subscribe("ORDERS_CREATE", "http://127.0.0.1:9/webhooks")

    assert [] == made["userErrors"]


def test_the_same_subscription_twice_is_refused(store: Store) -> None:
    store.subscribe("ORDERS_CREATE", URI)

    assert "Address for this topic has already been taken" == refused(store, uri=URI)["message"]


@pytest.mark.parametrize("wanted", [{"name": "not a name"}, {"name": "x" * 51}, {"filter": "total_price:>"}])
def test_a_bad_name_or_filter_is_refused(store: Store, wanted: dict[str, str]) -> None:
    assert refused(store, uri=URI, **wanted)["message"]


def test_a_name_is_unique_in_a_store(store: Store) -> None:
    store.subscribe("ORDERS_CREATE", URI, name="intake")

    assert "Name has already been taken" == refused(store, topic="ORDERS_PAID", uri=URI, name="intake")["message"]


def test_a_topic_needs_its_read_scope(store: Store) -> None:
    store.set(scopes=["read_orders"])

    assert ["topic"] == refused(store, topic="FULFILLMENT_HOLDS_ADDED", uri=URI)["field"]


def test_an_unknown_subscription_cannot_be_deleted(store: Store) -> None:
    found = store.code("webhook_subscription_delete", id="gid://shopify/WebhookSubscription/1")

    assert "Webhook subscription does not exist" == found
