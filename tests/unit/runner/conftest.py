"""A runner on a ledger of its own, without sandbox, Redis or Celery; flows and steps are forgotten after each test."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from integrator.clock import FixedClock
from integrator.context import Connections
from integrator.flow import language, load_flows, steps
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.ledger.builders import LEASE, NOON, forget, migrated_database
from tests.unit.runner.bench import Bench, Deed


@pytest.fixture(scope="session")
def ledger_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("runner")) as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def connections(ledger_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Connections]:
    settings = Settings(data_dir=tmp_path, config_dir=Path("config"), installation="bench", lease=LEASE)
    connections = Connections(settings, clock=clock)
    connections.ledger = Ledger(ledger_url, now=clock.now)
    yield connections
    forget(connections.ledger)
    connections.close()


@pytest.fixture
def deed() -> Deed:
    return Deed()


@pytest.fixture
def bench(connections: Connections, clock: FixedClock, deed: Deed) -> Iterator[Bench]:
    # What the product declares at import must stay declared afterwards.
    load_flows(Settings().flows_package)
    with ExitStack() as stack:
        for registry in (language.FLOWS, language._origin, steps.STEPS):
            stack.enter_context(patch.dict(registry))
        # Steps fail here on purpose, and nobody wants to read the tracebacks.
        stack.enter_context(capture_logs())
        yield Bench(connections, clock, deed)
