"""Processes that end with the test that started them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fleet.ingress.processes import IngressProcess, RedisServer, StartIngress


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def start_ingress(tmp_path: Path, redis_server: RedisServer) -> Iterator[StartIngress]:
    """Start ingress processes that share a data folder; keywords are settings."""
    started: list[IngressProcess] = []

    def start(*, prefix: list[str] | None = None, **settings: str) -> IngressProcess:
        started.append(IngressProcess(tmp_path / "data", redis_server.url, prefix=prefix, **settings))
        return started[-1]

    yield start
    for ingress in started:
        ingress.kill()


@pytest.fixture
def ingress(start_ingress: StartIngress) -> IngressProcess:
    return start_ingress()
