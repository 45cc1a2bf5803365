"""The Celery application on a broker of our own."""

from collections.abc import Iterator

import pytest
from celery import Celery
from redis import Redis

from integrator.celery_app import make_app
from integrator.dispatch import Dispatcher
from integrator.embedded import start_broker
from integrator.settings import Settings


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    broker = start_broker(tmp_path_factory.mktemp("broker"), redis_url="")
    yield broker.url
    broker.stop()


@pytest.fixture
def settings(broker_url: str) -> Settings:
    return Settings(redis_url=broker_url, key_prefix="ours:")


@pytest.fixture
def redis(broker_url: str) -> Iterator[Redis]:
    with Redis.from_url(broker_url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def app(settings: Settings) -> Iterator[Celery]:
    app = make_app(settings)
    yield app
    app.close()


@pytest.fixture
def dispatcher(settings: Settings) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(settings)
    yield dispatcher
    dispatcher.close()
