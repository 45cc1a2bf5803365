"""Killed at any moment, an ingress has on disk what it answered with 200, and the next one ships it."""

import random
import threading
import time
from http.client import HTTPException

import pytest

from tests.fleet.ingress.processes import IngressProcess, RedisServer, StartIngress, wait_until

pytestmark = pytest.mark.fleet


def test_every_answered_delivery_survives_kills_and_is_shipped(
    start_ingress: StartIngress, redis_server: RedisServer
) -> None:
    chance = random.Random(20260330)
    answered: set[str] = set()

    for round_number in range(6):
        ingress = start_ingress()
        ending = threading.Event()

        def post_on(
            client: int,
            ingress: IngressProcess = ingress,
            round_number: int = round_number,
            ending: threading.Event = ending,
        ) -> None:
            for number in range(10_000):
                webhook_id = f"{round_number}-{client}-{number}"
                try:
                    if ending.is_set() or ingress.post(webhook_id) != 200:
                        return
                except (OSError, HTTPException):
                    return
                answered.add(webhook_id)

        clients = [threading.Thread(target=post_on, args=[client]) for client in range(4)]
        for client in clients:
            client.start()
        time.sleep(chance.uniform(0.05, 0.4))
        ingress.kill()
        ending.set()
        for client in clients:
            client.join()
        assert answered <= ingress.journal_ids()

    last = start_ingress()
    assert len(answered) > 50
    assert ["ingress-1.sqlite3"] == [path.name for path in (last.data_dir / "journal").glob("*.sqlite3")]
    wait_until(lambda: answered <= set(redis_server.stream_ids()))


def test_an_orderly_end_answers_ships_and_exits_with_0(ingress: IngressProcess, redis_server: RedisServer) -> None:
    for number in range(30):
        ingress.post(f"id-{number}")

    code = ingress.end()

    assert 0 == code
    assert [f"id-{number}" for number in range(30)] == redis_server.stream_ids()


def test_an_orderly_end_with_a_frozen_redis_is_quick_and_loses_nothing(
    ingress: IngressProcess, redis_server: RedisServer, start_ingress: StartIngress
) -> None:
    redis_server.freeze()
    ingress.post("kept")
    started = time.monotonic()

    code = ingress.end()

    took = time.monotonic() - started
    redis_server.thaw()
    start_ingress()
    assert 0 == code
    assert took < 8
    wait_until(lambda: ["kept"] == redis_server.stream_ids())
