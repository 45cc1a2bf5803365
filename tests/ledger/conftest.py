"""One migrated database for all tests of the ledger, emptied after each, and a clock that is moved by hand."""

from collections.abc import Iterator

import pytest

from integrator.clock import FixedClock
from integrator.ledger.database import Ledger
from tests.ledger.builders import NOON, forget, migrated_database


@pytest.fixture(scope="session")
def ledger_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("ledger")) as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def ledger(ledger_url: str, clock: FixedClock) -> Iterator[Ledger]:
    ledger = Ledger(ledger_url, now=clock.now)
    yield ledger
    forget(ledger)
    ledger.close()
