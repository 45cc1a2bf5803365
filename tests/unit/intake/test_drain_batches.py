"""Draining batch after batch: what nobody wants or nobody can read holds up nothing that lies behind it."""

from types import SimpleNamespace
from typing import Any

import pytest
from redis import Redis
from structlog.testing import capture_logs

import tasks.intake
from integrator.context import Connections
from integrator.intake import drain
from integrator.intake.stream import Stream
from integrator.ledger.events import Look
from tests.ledger.builders import ORDER, STORE
from tests.unit.intake.post import WANTED, Post

BATCH = 100


@pytest.fixture
def looked(connections: Connections, stream: Stream, monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """The subjects that the task `intake.drain` asks for a look at."""
    found: list[Look] = []
    here = SimpleNamespace(
        connections=connections, stream=stream, wanted=WANTED, dispatcher=SimpleNamespace(look=found.extend)
    )
    monkeypatch.setattr(tasks.intake, "fleet", lambda: here)
    return found


def test_an_order_behind_a_batch_that_nobody_wants_is_looked_at_in_the_same_task(
    post: Post, looked: list[Look]
) -> None:
    for number in range(BATCH):
        post.ship(f"webhook-{number}", topic="orders/paid")
    post.ship("webhook-wanted")

    tasks.intake.drain()

    assert [Look(STORE, ORDER)] == looked
    assert 0 == post.lying


def test_an_order_behind_a_batch_that_nobody_can_read_is_looked_at_in_the_same_task(
    post: Post, looked: list[Look], redis: Redis, stream: Stream
) -> None:
    for _ in range(BATCH):
        redis.xadd(stream._key, {"store": STORE})
    post.ship("webhook-wanted")

    tasks.intake.drain()

    assert [Look(STORE, ORDER)] == looked
    assert 0 == post.lying


@pytest.mark.parametrize("fields", [{"store": STORE, "received_at": 0}, {"store": STORE, "body": b"raw"}])
def test_an_entry_without_its_fields_leaves_the_stream_and_is_told(
    fields: dict[Any, Any], connections: Connections, stream: Stream, post: Post, redis: Redis
) -> None:
    entry_id = redis.xadd(stream._key, fields)
    post.ship("webhook-2")

    with capture_logs() as logs:
        taken, looks = drain(connections, stream, wanted=WANTED)

    told = [line["remote_id"].encode() for line in logs if line["event"] == "stream entry unreadable"]
    assert (2, [Look(STORE, ORDER)]) == (taken, looks)
    assert [entry_id] == told
    assert (0, ["webhook-2"]) == (post.lying, list(post.ends()))
    assert [] == redis.xpending_range(stream._key, "intake", min="-", max="+", count=10)
