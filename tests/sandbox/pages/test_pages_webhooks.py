"""Which order a webhook belongs to, and how its delivery stands with the order."""

from collections.abc import Iterator

import pytest

from integrator.sandbox.config import SandboxConfig
from tests.sandbox.conftest import run_server
from tests.sandbox.pages.visitor import STORE, Visitor, path_of


@pytest.fixture
def subscribed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A sandbox whose stores tell somebody who never answers."""
    config = SandboxConfig(data_dir=tmp_path_factory.mktemp("subscribed"), webhook_url="http://127.0.0.1:1/")
    for url in run_server(config):
        yield Visitor(url)


def test_an_order_shows_the_webhooks_that_it_caused(subscribed: Visitor) -> None:
    other, order = subscribed.place("low-value"), subscribed.place("high-risk")
    subscribed.post(f"{path_of(order)}/hold", {"reason": "OTHER"})
    subscribed.post(f"{path_of(order)}/edit", {"total": "960"})

    shown, quiet = subscribed.get(path_of(order)), subscribed.get(path_of(other))

    topics = ("orders/create", "order_transactions/create", "orders/risk_assessment_changed", "fulfillment_holds/added")
    for topic in (*topics, "fulfillment_orders/placed_on_hold", "orders/edited"):
        assert shown.has(topic), topic
    assert quiet.has("orders/create")
    assert not quiet.has("fulfillment_holds/added")
    assert shown.has("http://127.0.0.1:1/")


def test_an_order_shows_the_webhooks_of_its_returns_and_disputes(subscribed: Visitor) -> None:
    order = subscribed.place("paid")
    subscribed.post(f"{path_of(order)}/fulfill")
    for word, more in (("return-begin", {"quantity": "1"}), ("return-process", {}), ("dispute", {"due_seconds": "60"})):
        done = subscribed.post(f"/store/{STORE}/happenings/{word}", {"order": str(order["number"]), **more})
        assert 303 == done.status, (word, done.problem)

    shown = subscribed.get(path_of(order))

    for topic in ("fulfillments/create", "returns/approve", "returns/process", "disputes/create"):
        assert shown.has(topic), topic
    assert shown.has("Returns")
