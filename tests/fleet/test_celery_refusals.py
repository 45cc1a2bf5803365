"""Worker and beat end at once, and say why, where they would break a promise later."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from integrator.embedded import start_broker
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger
from integrator.settings import Settings

pytestmark = pytest.mark.fleet

WORKER = ("worker", "--pool", "threads", "--concurrency", "1", "-Q", "upkeep", "--without-gossip", "--without-mingle")


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The surroundings of a process with a broker of its own and a current ledger."""
    broker = start_broker(tmp_path, redis_url="")
    ledger = Ledger(Settings(data_dir=tmp_path, database_url="").ledger_url)
    upgrade.upgrade(ledger)
    ledger.close()
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(("INTEGRATOR_", "DATABASE_"))}
    yield foreign | {"INTEGRATOR_DATA_DIR": str(tmp_path), "REDIS_URL": broker.url}
    broker.stop()


def refusal(environment: dict[str, str], *command: str) -> str:
    """Start a process that is expected to end by itself, and return what it said."""
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "tasks.app", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert ended.returncode not in {0, None}, ended.stderr
    return ended.stderr


def let_it_evict(environment: dict[str, str]) -> None:
    with Redis.from_url(environment["REDIS_URL"]) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")


def test_a_worker_refuses_a_redis_that_evicts(environment: dict[str, str]) -> None:
    let_it_evict(environment)

    assert "maxmemory-policy allkeys-lru" in refusal(environment, *WORKER)


def test_beat_refuses_a_redis_that_evicts(environment: dict[str, str], tmp_path: Path) -> None:
    let_it_evict(environment)

    assert "maxmemory-policy allkeys-lru" in refusal(environment, "beat", "-s", str(tmp_path / "beat.db"))


def test_a_worker_refuses_a_ledger_without_tables(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").unlink()

    assert "has no tables yet; run `integrator ledger upgrade`" in refusal(environment, *WORKER)
