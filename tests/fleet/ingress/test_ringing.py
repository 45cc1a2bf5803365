"""Intake is told of deliveries: at once when the stream was empty, else now and then, for it looks again by itself."""

import asyncio
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from integrator.ingress.delivery import Delivery
from integrator.ingress.journal import Journal
from integrator.ingress.shipper import Shipper, Shipping
from tests.fleet.ingress.processes import RedisServer, wait_until

pytestmark = pytest.mark.fleet


def delivery(webhook_id: str) -> Delivery:
    return Delivery(1, "acme.myshopify.com", "orders/create", webhook_id, "", "", "", "", b"sealed", "")


@pytest.fixture
def rings() -> list[float]:
    return []


@pytest.fixture
def shipping(redis_server: RedisServer, rings: list[float]) -> Shipping:
    return Shipping(
        connect=lambda: Redis.from_url(redis_server.url, socket_timeout=1.0),
        key_prefix="fleet:",
        ring=lambda: rings.append(time.monotonic()),
        repeat=timedelta(hours=24),
        keep=timedelta(hours=48),
    )


def test_a_delivery_into_an_empty_stream_rings_at_once(
    tmp_path: Path, shipping: Shipping, redis_server: RedisServer, rings: list[float]
) -> None:
    with closing(Journal.open(tmp_path)) as journal, closing(Shipper(journal, shipping)):
        for number in range(1, 5):
            asyncio.run(journal.append(delivery(f"w{number}")))
            wait_until(lambda number=number: len(rings) == number)  # type: ignore[misc]
            with Redis.from_url(redis_server.url) as intake:
                intake.xtrim("fleet:deliveries", maxlen=0, approximate=False)


def test_a_stream_that_is_worked_off_is_rung_now_and_then(
    tmp_path: Path, shipping: Shipping, redis_server: RedisServer, rings: list[float]
) -> None:
    async def pour(journal: Journal) -> None:
        for number in range(150):
            await journal.append(delivery(f"w{number}"))
            await asyncio.sleep(0.004)

    begun = time.monotonic()
    with closing(Journal.open(tmp_path)) as journal, closing(Shipper(journal, shipping)):
        asyncio.run(pour(journal))
        wait_until(lambda: len(redis_server.stream_ids()) == 150)
        took = time.monotonic() - begun

    assert 1 <= len(rings) <= 2 + took / 0.1
