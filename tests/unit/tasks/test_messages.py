"""Our messages and events are Celery's own, key by key; only names of their sender and of themselves may differ."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from celery import Celery
from redis import Redis

from integrator.dispatch import Dispatcher
from integrator.ledger.runs import Wakeup

WAKEUP = Wakeup("run-1", "workflow.order_review", "hold_order", "protect", 2, "#1042 'é\"")
OWN = {"delivery_tag", "origin", "reply_to", "hostname", "pid", "clock", "timestamp", "utcoffset"}


@pytest.fixture
def heard(redis: Redis) -> Iterator[Any]:
    with redis.pubsub() as pubsub:
        pubsub.psubscribe("*")
        pubsub.get_message(timeout=5)
        yield pubsub


def written(text: str) -> dict[str, Any]:
    message = json.loads(text)
    return {**message, "body": json.loads(base64.b64decode(message["body"]))}


def common(value: Any) -> Any:
    """Leave out what each sender fills with its own."""
    if isinstance(value, dict):
        return {key: "own" if key in OWN else common(one) for key, one in value.items()}
    return [common(one) for one in value] if isinstance(value, list) else value


def next_event(heard: Any) -> tuple[str, dict[str, Any]]:
    message = heard.get_message(timeout=5)
    return message["channel"], common(written(message["data"]))


def test_a_message_is_what_celery_would_send(app: Celery, dispatcher: Dispatcher, redis: Redis, heard: Any) -> None:
    dispatcher.wake([WAKEUP])
    app.send_task(WAKEUP.task, kwargs=WAKEUP.keywords, queue=WAKEUP.queue, task_id=WAKEUP.task_id)

    found: list[Any] = redis.lrange("ours:protect", 0, -1)
    theirs, ours = (common(written(text)) for text in found)
    assert theirs == ours
    assert next_event(heard) == next_event(heard)


def test_a_message_that_ends_is_what_celery_would_send(app: Celery, dispatcher: Dispatcher, redis: Redis) -> None:
    dispatcher.ring()
    app.send_task("intake.drain", queue="intake", expires=60.0)

    found: list[Any] = redis.lrange("ours:intake", 0, -1)
    theirs, ours = (common(written(text)) for text in found)
    assert theirs["headers"].keys() == ours["headers"].keys()
    moments = [datetime.fromisoformat(one["headers"]["expires"]) for one in (theirs, ours)]
    assert all(moment.tzinfo is not None and moment > datetime.now(UTC) for moment in moments)
    # kombu tells brokers that can let messages end by themselves; on Redis the worker looks at the header alone.
    assert {"expiration"} == theirs["properties"].keys() - ours["properties"].keys()


def test_flower_is_told_when_and_by_whom(dispatcher: Dispatcher, heard: Any) -> None:
    before = time.time()
    dispatcher.wake([WAKEUP, WAKEUP])

    first, second = (written(heard.get_message(timeout=5)["data"])["body"] for _ in range(2))
    assert "task-sent" == first["type"]
    assert before <= first["timestamp"] <= time.time()
    assert first["clock"] < second["clock"]
