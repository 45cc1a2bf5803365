"""Journals that nobody owns any more are shipped by whoever is left."""

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Never

import pytest
from redis import Redis

from integrator.ingress.adoption import Adoption
from integrator.ingress.delivery import Delivery
from integrator.ingress.journal import Journal
from integrator.ingress.shipper import Shipper, Shipping
from tests.fleet.ingress.processes import RedisServer, wait_until

pytestmark = pytest.mark.fleet


def delivery(webhook_id: str) -> Delivery:
    return Delivery(1, "acme.myshopify.com", "orders/create", webhook_id, "", "", "", "", b"sealed", "")


@pytest.fixture
def shipping(redis_server: RedisServer) -> Shipping:
    return Shipping(
        connect=lambda: Redis.from_url(redis_server.url, socket_timeout=1.0),
        key_prefix="fleet:",
        ring=lambda: None,
        repeat=timedelta(hours=24),
        keep=timedelta(hours=48),
    )


def test_an_abandoned_journal_is_shipped_and_a_living_one_left_alone(
    tmp_path: Path, shipping: Shipping, redis_server: RedisServer
) -> None:
    living, dead = Journal.open(tmp_path), Journal.open(tmp_path)
    asyncio.run(living.append(delivery("of the living")))
    asyncio.run(dead.append(delivery("of the dead")))
    dead.close()

    with closing(living), closing(Adoption(tmp_path, shipping, every=0.05)):
        wait_until(lambda: ["of the dead"] == redis_server.stream_ids())

        with closing(Journal.open(tmp_path)) as newcomer:
            assert "ingress-3" == newcomer.name


def test_an_adopted_journal_is_free_again_after_the_end(
    tmp_path: Path, shipping: Shipping, redis_server: RedisServer
) -> None:
    dead = Journal.open(tmp_path)
    asyncio.run(dead.append(delivery("of the dead")))
    dead.close()

    with closing(Adoption(tmp_path, shipping, every=0.05)):
        wait_until(lambda: ["of the dead"] == redis_server.stream_ids())

    with closing(Journal.open(tmp_path)) as journal:
        assert "ingress-1" == journal.name
        assert 0 == journal.backlog.rows


def test_a_bell_that_fails_stops_no_delivery(tmp_path: Path, shipping: Shipping, redis_server: RedisServer) -> None:
    def fail() -> Never:
        raise RuntimeError("no bell")

    with closing(Journal.open(tmp_path)) as journal, closing(Shipper(journal, replace(shipping, ring=fail))):
        for number in range(3):
            asyncio.run(journal.append(delivery(f"id-{number}")))
        wait_until(lambda: 3 == len(redis_server.stream_ids()))
        wait_until(lambda: 0 == journal.backlog.rows)


def test_the_bell_rings_after_the_delivery_is_in_the_stream(
    tmp_path: Path, shipping: Shipping, redis_server: RedisServer
) -> None:
    seen = []
    ringing = replace(shipping, ring=lambda: seen.append(redis_server.stream_ids()))
    with closing(Journal.open(tmp_path)) as journal, closing(Shipper(journal, ringing)):
        asyncio.run(journal.append(delivery("one")))
        wait_until(lambda: [["one"]] == seen)
