"""What the client tests talk to: a server of raw bytes, a sandbox, and a real Redis."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from integrator import embedded
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import Shopify
from integrator.sandbox.config import SandboxConfig
from tests.clients.shopify_sandbox import Shop, opened_shop
from tests.clients.wire import Wire
from tests.sandbox.shopify.callers import Store
from tests.support.sandboxes import run_server


@pytest.fixture
def wire() -> Iterator[Wire]:
    server = Wire()
    yield server
    server.close()


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http("test", gate=Gate.local())
    yield client
    client.close()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox; whoever uses it resets it first."""
    yield from run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox")))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis or Valkey of this test run."""
    folder = tmp_path_factory.mktemp("redis")
    with subprocess.Popen(
        [
            embedded.find_server(),
            "--port",
            "0",
            "--unixsocket",
            "redis.sock",
            "--save",
            "",
            "--appendonly",
            "no",
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        url = f"unix://{folder / 'redis.sock'}"
        _wait_for(folder / "redis.sock")
        yield url
        process.terminate()


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def running_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One emulated store for all tests of the client, and the client that is logged into it."""
    with opened_shop(tmp_path_factory.mktemp("shopify")) as shop:
        yield shop


@pytest.fixture
def shop(running_shop: Shop) -> Shop:
    """An emulated store in its first moment with our client in front of it."""
    running_shop.store.world.reset()
    return running_shop


@pytest.fixture
def store(shop: Shop) -> Store:
    """What the store's people do."""
    return shop.store


@pytest.fixture
def client(shop: Shop) -> Shopify:
    """Our client of the emulated store."""
    return shop.client


def _wait_for(path: Path) -> None:
    give_up_at = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < give_up_at, "the Redis server did not start"
        time.sleep(0.01)
