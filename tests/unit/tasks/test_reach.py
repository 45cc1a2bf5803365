"""How far a worker goes on by itself: never past more urgent work."""

from types import SimpleNamespace
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisIsAway

from integrator.queues import QUEUES
from integrator.settings import Settings
from tasks import reach


class Worker:
    """A worker process of two threads that consumes every queue but one."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self.connections = SimpleNamespace(redis=redis)
        self.settings = settings
        queues = SimpleNamespace(consume_from=dict.fromkeys(name for name in QUEUES if name != "trading_grid"))
        app = SimpleNamespace(amqp=SimpleNamespace(queues=queues))
        self.consumer: Any = SimpleNamespace(app=app, pool=SimpleNamespace(limit=2))


@pytest.fixture
def worker(redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Worker:
    found = Worker(redis, settings)
    monkeypatch.setattr(reach, "fleet", lambda: found)
    monkeypatch.setattr(reach, "_seen", (-1.0, frozenset()))
    monkeypatch.setattr(reach.state, "active_requests", ["one", "two"])
    return found


def test_outside_a_worker_nothing_is_in_reach(worker: Worker) -> None:
    worker.consumer = None

    assert frozenset() == reach.within_reach()


def test_while_a_thread_is_free_everything_the_worker_consumes_is(
    worker: Worker, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis.lpush("ours:protect", "a hold")
    monkeypatch.setattr(reach.state, "active_requests", ["one"])

    assert {*QUEUES} - {"trading_grid"} == reach.within_reach()


def test_while_all_are_busy_it_ends_at_the_first_queue_with_messages(worker: Worker, redis: Redis) -> None:
    redis.lpush("ours:shopify", "a step")

    found = reach.within_reach()

    assert {"protect", "upkeep", "poll", "intake", "shopify"} == found


def test_nothing_waits_so_everything_is(worker: Worker) -> None:
    assert {*QUEUES} - {"trading_grid"} == reach.within_reach()


def test_one_look_serves_for_a_moment(worker: Worker, redis: Redis) -> None:
    before = reach.within_reach()
    redis.lpush("ours:protect", "a hold")

    assert before == reach.within_reach()


def test_without_redis_nobody_can_be_kept_waiting(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RedisIsAway

    monkeypatch.setattr(reach, "waiting", away)

    assert {*QUEUES} - {"trading_grid"} == reach.within_reach()


@pytest.mark.parametrize("mark", ["should_stop", "should_terminate"])
def test_a_worker_that_ends_goes_on_with_nothing(worker: Worker, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    monkeypatch.setattr(reach.state, mark, 0)

    assert frozenset() == reach.within_reach()
