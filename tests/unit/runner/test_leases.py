"""One thread keeps the leases of all steps at work, and of no others."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from integrator.clock import SystemClock
from integrator.context import Connections
from integrator.ledger import runs
from integrator.ledger.database import Ledger
from integrator.runner import Leases
from tests.ledger.builders import begin, claim, ensure, run_of

SHORT = timedelta(milliseconds=200)


@pytest.fixture
def ledger(connections: Connections, ledger_url: str) -> Ledger:
    """A ledger whose time passes by itself."""
    connections.clock = SystemClock()
    connections.settings = connections.settings.model_copy(update={"lease": SHORT})
    connections.ledger.close()
    connections.ledger = Ledger(ledger_url)
    return connections.ledger


@pytest.fixture
def run(ledger: Ledger) -> str:
    case, _ = ensure(ledger)
    return begin(ledger, case)


def becomes(what: Callable[[], bool]) -> bool:
    """Whether `what` comes true within five seconds."""
    deadline = time.monotonic() + 5
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_a_lease_is_renewed_while_the_step_works(connections: Connections, ledger: Ledger, run: str) -> None:
    found = claim(ledger, run)
    assert found is not None
    before = found[0].lease_until
    leases = Leases(connections)

    with leases.kept(run, found[0].fence):
        first = becomes(lambda: run_of(ledger, run).lease_until != before)
        between = run_of(ledger, run).lease_until
        second = becomes(lambda: run_of(ledger, run).lease_until > between)

    assert first
    assert second


def test_a_lease_is_left_alone_when_the_step_is_over(connections: Connections, ledger: Ledger, run: str) -> None:
    found = claim(ledger, run)
    assert found is not None
    leases = Leases(connections)
    with leases.kept(run, found[0].fence):
        pass
    other, _ = ensure(ledger, subject="gid://shopify/Order/9")
    witness = claim(ledger, begin(ledger, other))
    assert witness is not None

    with leases.kept(witness[0].id, witness[0].fence):
        renewed = becomes(lambda: run_of(ledger, witness[0].id).lease_until != witness[0].lease_until)

    assert renewed
    assert found[0].lease_until == run_of(ledger, run).lease_until


def test_the_keeping_goes_on_when_the_ledger_was_away(
    connections: Connections, ledger: Ledger, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = claim(ledger, run)
    assert found is not None
    real = runs.renew
    failures: list[str] = []

    def away_once(*args: Any, **more: Any) -> None:
        if not failures:
            failures.append("away")
            raise OSError
        real(*args, **more)

    monkeypatch.setattr(runs, "renew", away_once)

    with Leases(connections).kept(run, found[0].fence):
        renewed = becomes(lambda: run_of(ledger, run).lease_until != found[0].lease_until)

    assert ["away"] == failures
    assert renewed


def test_a_step_that_hangs_loses_its_run_to_another_worker(
    connections: Connections, ledger: Ledger, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrator.runner.leases._LONGEST", 0.3)
    found = claim(ledger, run)
    assert found is not None

    with Leases(connections).kept(run, found[0].fence):
        taken = becomes(lambda: claim(ledger, run, worker="w2") is not None)

    assert taken
