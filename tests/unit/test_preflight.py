"""Preflight refuses a Redis and a database that would break a promise later, and says how to mend it."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from integrator.embedded import Broker, start_broker
from integrator.preflight import PreflightError, check_broker, check_database_url, require_broker

GOOD = {
    "redis_version": "7.2.4",
    "redis_mode": "standalone",
    "maxmemory_policy": "noeviction",
    "aof_enabled": 1,
}
AT_ONCE = timedelta(0)


class FakeServer:
    def __init__(self, **differences: object) -> None:
        self._info: dict[str, Any] = GOOD | differences

    def info(self) -> dict[str, Any]:
        return self._info


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = start_broker(tmp_path, redis_url="")
    yield broker
    broker.stop()


def test_a_good_server_has_no_problems() -> None:
    assert [] == check_broker(FakeServer())


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ({"maxmemory_policy": "allkeys-lru"}, "maxmemory-policy allkeys-lru"),
        ({"maxmemory_policy": "volatile-ttl"}, "maxmemory-policy volatile-ttl"),
        ({"redis_version": "6.0.16"}, "6.0.16 is too old"),
        ({"redis_version": "5.0"}, "5.0 is too old"),
        ({"redis_mode": "cluster"}, "Cluster"),
        ({"cluster_enabled": 1}, "Cluster"),
    ],
)
def test_a_server_that_would_lose_work_is_refused(differences: dict[str, object], words: str) -> None:
    [problem] = check_broker(FakeServer(**differences))

    assert "refuse" == problem.severity
    assert words in problem.what
    assert problem.how_to_mend


@pytest.mark.parametrize("version", ["6.2.0", "7.0.15", "8.4.0", "10.0.1"])
def test_every_version_from_6_2_on_is_accepted(version: str) -> None:
    assert [] == check_broker(FakeServer(redis_version=version))


def test_a_server_without_an_append_only_file_is_only_warned_about() -> None:
    [problem] = check_broker(FakeServer(aof_enabled=0))

    assert "warn" == problem.severity


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "REDIS_URL is not set"),
        ("redis://cache.example.com:6379/0", "without TLS"),
        ("redis://:secret@10.0.0.7/0", "without TLS"),
        ("redis+cluster://127.0.0.1:6379", "Cluster"),
        ("rediss+cluster://cache.example.com", "Cluster"),
        ("redis://127.0.0.1:7000,127.0.0.1:7001/0", "one node"),
        ("redis://127.0.0.1:7000;redis://127.0.0.1:7001", "one node"),
        ("amqp://127.0.0.1", "one node"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_without_a_call(url: str, words: str) -> None:
    [problem] = check_broker(url)

    assert "refuse" == problem.severity
    assert words in problem.what
    assert "secret" not in str(problem)


def test_require_broker_accepts_the_embedded_server(broker: Broker) -> None:
    assert [] == require_broker(broker.url)


def test_require_broker_refuses_a_running_server_that_evicts(broker: Broker) -> None:
    with redis.Redis.from_url(broker.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")

    with pytest.raises(PreflightError, match="maxmemory-policy noeviction"):
        require_broker(broker.url)


def test_require_broker_refuses_a_wrong_password_at_once_and_does_not_repeat_it(broker: Broker) -> None:
    wrong = "redis://:not-the-password@" + broker.url.partition("@")[2]
    began = time.monotonic()

    with pytest.raises(PreflightError, match="refuses the login") as refused:
        require_broker(wrong)

    assert time.monotonic() - began < 5
    assert "not-the-password" not in str(refused.value)


def test_require_broker_gives_up_on_a_server_that_stays_silent() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"redis://:secret@127.0.0.1:{reserved.getsockname()[1]}/0"

        with pytest.raises(PreflightError, match="does not answer") as refused:
            require_broker(url, patience=AT_ONCE)

    assert "secret" not in str(refused.value)


def test_require_broker_names_every_refusal_in_one_error() -> None:
    with pytest.raises(PreflightError) as refused:
        require_broker("redis://cache.example.com:6379/0")

    assert 1 == len(refused.value.problems)
    assert "rediss://" in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////srv/ledger.sqlite3",
        "postgresql://fleet@127.0.0.1/ledger",
        "postgresql://fleet@localhost:5432/ledger",
        "postgresql://fleet@[::1]:5432/ledger",
        "postgresql:///ledger",
        "postgresql:///ledger?host=/var/run/postgresql",
        "postgresql+psycopg://db.example.com/ledger?sslmode=verify-full",
        "postgresql://fleet:p%40ss@db.example.com/ledger?sslmode=verify-ca",
    ],
)
def test_a_database_on_this_machine_or_behind_tls_is_accepted(url: str) -> None:
    assert [] == check_database_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://fleet@db.example.com/ledger",
        "postgres://fleet@10.0.0.7:5432/ledger?sslmode=prefer",
        "postgresql+psycopg://fleet@db.example.com/ledger?sslmode=disable",
        "postgresql:///ledger?host=db.example.com",
        "postgresql://127.0.0.1,db.example.com/ledger",
    ],
)
def test_a_database_across_the_network_without_tls_is_refused(url: str) -> None:
    [problem] = check_database_url(url)

    assert "refuse" == problem.severity
    assert "sslmode=verify-full" in problem.how_to_mend


def test_a_database_whose_certificate_is_not_checked_is_warned_about() -> None:
    [problem] = check_database_url("postgresql://db.example.com/ledger?sslmode=require")

    assert "warn" == problem.severity
