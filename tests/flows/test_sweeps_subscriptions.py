"""Webhook subscriptions that Shopify deleted are back within one look, and people hear of it."""

from typing import Any

import pytest

from integrator.clients.shopify import Shopify
from integrator.ledger.alarms import open_alarms
from integrator.ledger.audit import find
from integrator.sweeps import watch_subscriptions
from tests.flows.story import STORE, Sandbox, Workshop

URL = "https://hooks.acme.example/webhooks/shopify"


def watch(fleet: Workshop) -> str:
    return watch_subscriptions(fleet.connections, fleet.connections.stores[STORE], sorted(fleet.wanted), URL)


def subscribed(sandbox: Sandbox) -> set[str]:
    found = sandbox.call("GET", "/subscriptions")["subscriptions"]
    return {one["topic"] for one in found if one["uri"] == URL}


def delete(sandbox: Sandbox, topic: str) -> None:
    """Let Shopify delete a subscription on its own account."""
    found = sandbox.call("GET", "/subscriptions")["subscriptions"]
    (number,) = [one["id"] for one in found if one["topic"] == topic]
    sandbox.call("DELETE", f"/subscriptions/{number}")


def alarms(fleet: Workshop) -> list[tuple[str, str]]:
    return [(alarm["code"], alarm["about"]) for alarm in open_alarms(fleet.connections.ledger)]


def audited(fleet: Workshop) -> list[tuple[str, str, str]]:
    """Return what the audit says about subscriptions: action, topic and reason."""
    found = [
        *find(fleet.connections.ledger, action="subscription.made"),
        *find(fleet.connections.ledger, action="subscription.failed"),
    ]
    return sorted((one["action"], one["detail"]["topic"], one["reason"]) for one in found)


@pytest.fixture
def watched(fleet: Workshop) -> Workshop:
    """A fleet whose subscriptions are all there."""
    shopify = fleet.connections.shopify(fleet.connections.stores[STORE])
    for topic in fleet.wanted:
        shopify.subscribe(topic, URL)
    return fleet


def test_complete_subscriptions_are_left_alone(watched: Workshop, sandbox: Sandbox) -> None:
    told = watch(watched)

    assert f"{len(watched.wanted)} subscriptions are there" == told
    assert [] == alarms(watched)
    assert len(watched.wanted) == len(sandbox.effects("webhook_subscription_created"))


def test_a_deleted_subscription_is_back_after_one_look_and_the_next_look_clears_the_alarm(
    watched: Workshop, sandbox: Sandbox
) -> None:
    before = subscribed(sandbox)
    delete(sandbox, "ORDERS_CREATE")

    told = watch(watched)
    raised = alarms(watched)
    watch(watched)

    assert "1 were missing, 1 made again" == told
    assert before == subscribed(sandbox)
    assert [("subscription_missing", STORE)] == raised
    assert [] == alarms(watched)
    assert [("subscription.made", "orders/create", "missing in Shopify")] == audited(watched)


def test_a_subscription_that_points_elsewhere_is_made_again_for_us(watched: Workshop, sandbox: Sandbox) -> None:
    delete(sandbox, "ORDERS_CREATE")
    shopify = watched.connections.shopify(watched.connections.stores[STORE])
    shopify.subscribe("orders/create", "https://old.acme.example/webhooks/shopify")

    watch(watched)

    assert "ORDERS_CREATE" in subscribed(sandbox)
    assert [("subscription.made", "orders/create", "pointed elsewhere")] == audited(watched)


def test_a_subscription_that_cannot_be_made_keeps_the_alarm(watched: Workshop, sandbox: Sandbox) -> None:
    for topic in subscribed(sandbox):
        delete(sandbox, topic)
    sandbox.call("POST", "/shopify/settings", {"scopes": ["read_products"]})

    first, second = watch(watched), watch(watched)
    without = alarms(watched)
    sandbox.call("POST", "/shopify/settings", {"scopes": ["write_orders", "read_customers"]})
    watch(watched)
    watch(watched)

    wanted = len(watched.wanted)
    assert 2 * [f"{wanted} were missing, 0 made again"] == [first, second]
    assert [("subscription_missing", STORE)] == without
    assert [] == alarms(watched)


def test_a_look_that_dies_half_way_leaves_the_rest_to_the_next(
    watched: Workshop, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = subscribed(sandbox)
    for topic in ("ORDERS_CREATE", "ORDERS_UPDATED"):
        delete(sandbox, topic)
    subscribing = Shopify.subscribe

    def subscribe_and_die(self: Shopify, topic: str, uri: str) -> Any:
        subscribing(self, topic, uri)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Shopify, "subscribe", subscribe_and_die)
        with pytest.raises(KeyboardInterrupt):
            watch(watched)

    watch(watched)

    assert before == subscribed(sandbox)
    assert len(watched.wanted) + 2 == len(sandbox.effects("webhook_subscription_created"))
