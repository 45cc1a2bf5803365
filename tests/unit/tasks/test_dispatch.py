"""Wake-ups: what a message carries, where it goes, and that a lost one is nobody's drama."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.exceptions import QueueNotFound
from redis import Redis
from structlog.testing import capture_logs

from integrator.dispatch import SKEW, Dispatcher, room
from integrator.embedded import free_port, start_broker
from integrator.ledger.events import Look
from integrator.ledger.runs import Wakeup
from integrator.queues import QUEUES
from integrator.settings import Settings

WAKEUP = Wakeup("run-1", "workflow.order_review", "hold_order", "protect", 2, "#1042")


def messages(redis: Redis, queue: str) -> list[dict[str, Any]]:
    found: list[Any] = redis.lrange(f"ours:{queue}", 0, -1)
    return [json.loads(text) for text in reversed(found)]


def keywords_of(message: dict[str, Any]) -> dict[str, Any]:
    _, keywords, _ = json.loads(base64.b64decode(message["body"]))
    return dict(keywords)


def test_a_wake_up_is_named_after_its_step_and_carries_ids_only(dispatcher: Dispatcher, redis: Redis) -> None:
    dispatcher.wake([WAKEUP])

    (message,) = messages(redis, "protect")
    assert "workflow.order_review.hold_order" == message["headers"]["task"]
    assert "run-1.hold_order.2" == message["headers"]["id"]
    assert {"order": "#1042", "step": "hold_order", "run": "run-1", "attempt": 2} == keywords_of(message)
    assert "application/json" == message["content-type"]


def test_the_order_comes_first_because_flower_cuts_long_keywords(dispatcher: Dispatcher, redis: Redis) -> None:
    dispatcher.wake([WAKEUP])

    (message,) = messages(redis, "protect")
    assert ["order", "step", "run", "attempt"] == list(keywords_of(message))
    assert message["headers"]["kwargsrepr"].startswith("{'order': '#1042'")


def test_each_wake_up_goes_to_the_queue_of_its_step(dispatcher: Dispatcher, redis: Redis) -> None:
    for queue in QUEUES:
        dispatcher.wake([Wakeup("run-1", "test.flow", "step", queue, 1, "#1042")])

    assert dict.fromkeys(QUEUES, 1) == {queue: redis.llen(f"ours:{queue}") for queue in QUEUES}


def test_a_wake_up_never_waits_in_the_broker(dispatcher: Dispatcher, redis: Redis) -> None:
    dispatcher.wake([WAKEUP])

    (message,) = messages(redis, "protect")
    assert (None, None) == (message["headers"]["eta"], message["headers"]["expires"])


def test_a_look_names_store_and_subject(dispatcher: Dispatcher, redis: Redis) -> None:
    dispatcher.look([Look("acme.myshopify.com", "gid://shopify/Order/5678")])

    (message,) = messages(redis, "intake")
    assert "intake.judge" == message["headers"]["task"]
    assert {"store": "acme.myshopify.com", "subject": "gid://shopify/Order/5678"} == keywords_of(message)


def test_a_bell_is_dropped_a_minute_later_by_the_clock_that_is_most_behind(
    dispatcher: Dispatcher, redis: Redis
) -> None:
    dispatcher.ring()

    (message,) = messages(redis, "intake")
    left = datetime.fromisoformat(message["headers"]["expires"]) - datetime.now(UTC)
    assert ("intake.drain", {}) == (message["headers"]["task"], keywords_of(message))
    assert SKEW + timedelta(seconds=30) < left <= SKEW + timedelta(seconds=60)


def test_a_failed_sending_is_logged_and_never_raised(tmp_path: Path) -> None:
    dispatcher = Dispatcher(Settings(data_dir=tmp_path, redis_url=f"redis://:secret@127.0.0.1:{free_port()}/0"))

    with capture_logs() as logs:
        dispatcher.wake([WAKEUP, WAKEUP])
        dispatcher.ring()

    assert ["wake-up not sent"] * 3 == [line["event"] for line in logs]
    assert "secret" not in str(logs)
    dispatcher.close()


def test_a_broker_that_takes_no_more_is_a_failed_sending(tmp_path: Path) -> None:
    broker = start_broker(tmp_path, redis_url="")
    dispatcher = Dispatcher(Settings(data_dir=tmp_path, redis_url=broker.url))
    try:
        with Redis.from_url(broker.url) as client:
            client.config_set("maxmemory", "1")

        with capture_logs() as logs:
            dispatcher.wake([WAKEUP])
    finally:
        dispatcher.close()
        broker.stop()

    assert ["wake-up not sent"] == [line["event"] for line in logs]


def test_a_queue_nobody_declared_is_refused(app: Celery) -> None:
    with pytest.raises(QueueNotFound, match="ecmm"):
        app.send_task("test.task", queue="ecmm")


def test_a_wake_up_for_a_queue_of_another_release_stays_in_the_ledger(dispatcher: Dispatcher, redis: Redis) -> None:
    with capture_logs() as logs:
        dispatcher.wake([replace(WAKEUP, queue="ecmm"), WAKEUP])

    assert [("wake-up not sent", "ecmm")] == [(line["event"], line["queue"]) for line in logs]
    assert (0, 1) == (redis.llen("ours:ecmm"), redis.llen("ours:protect"))


def test_a_queue_has_room_for_few_messages(dispatcher: Dispatcher, redis: Redis, settings: Settings) -> None:
    empty = room(redis, settings)
    dispatcher.wake([WAKEUP] * 3)
    fewer = room(redis, settings)
    dispatcher.wake([WAKEUP] * 100)
    none = room(redis, settings)

    assert set(QUEUES) == set(empty)
    assert 1 == len(set(empty.values()))
    assert (empty["protect"] - 3, empty["ecm"]) == (fewer["protect"], fewer["ecm"])
    assert (0, empty["ecm"]) == (none["protect"], none["ecm"])
