"""A real broker for the stream, a ledger, and deliveries as the ingress ships them."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from integrator.context import Connections
from integrator.embedded import start_broker
from integrator.intake.stream import Stream
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.ledger.builders import forget, migrated_database
from tests.unit.intake.post import Post

ABANDONED = timedelta(milliseconds=100)


@pytest.fixture(scope="session")
def ledger_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("intake")) as url:
        yield url


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own, so that it may be flushed."""
    broker = start_broker(tmp_path_factory.mktemp("broker"), redis_url="")
    yield broker.url
    broker.stop()


@pytest.fixture
def connections(ledger_url: str, broker_url: str, tmp_path: Path) -> Iterator[Connections]:
    settings = Settings(
        data_dir=tmp_path,
        config_dir=Path("config"),
        redis_url=broker_url,
        key_prefix=f"test-{secrets.token_hex(4)}:",
    )
    connections = Connections(settings)
    connections.ledger = Ledger(ledger_url)
    yield connections
    forget(connections.ledger)
    connections.close()


@pytest.fixture
def redis(connections: Connections) -> Redis:
    return connections.redis


def consumer(connections: Connections, name: str) -> Stream:
    return Stream(connections.redis, key_prefix=connections.settings.key_prefix, consumer=name, abandoned=ABANDONED)


@pytest.fixture
def stream(connections: Connections) -> Stream:
    return consumer(connections, "w1")


@pytest.fixture
def second_stream(connections: Connections) -> Stream:
    """Another worker's end of the same stream."""
    return consumer(connections, "w2")


@pytest.fixture
def post(connections: Connections) -> Post:
    return Post(connections)
