"""An older ledger is restored: nobody works on it until it is reconciled, and then nothing happens twice."""

import fakeredis
import pytest

from integrator import restoration
from integrator.ledger import alarms, audit, runs, steps
from integrator.ledger.audit import Entry
from integrator.restoration import LedgerRestored
from tests.flows.story import Sandbox, Shop, Workshop


@pytest.fixture
def redis(fleet: Workshop, monkeypatch: pytest.MonkeyPatch) -> fakeredis.FakeRedis:
    """A Redis that outlives the ledger."""
    server = fakeredis.FakeRedis()
    monkeypatch.setattr(fleet.connections, "redis", server)
    return server


@pytest.fixture
def restored(fleet: Workshop, redis: fakeredis.FakeRedis) -> None:
    """Redis remembers more than the ledger has."""
    restoration.remember(fleet.connections)
    redis.set(f"{fleet.connections.settings.key_prefix}ledger:newest", 10_000)


def test_a_ledger_that_goes_on_is_worked_on(fleet: Workshop, redis: fakeredis.FakeRedis) -> None:
    restoration.remember(fleet.connections)
    with fleet.connections.ledger.write() as connection:
        audit.append(fleet.connections.ledger, connection, Entry(actor="olga", action="something"))

    restoration.require_present(fleet.connections)
    restoration.remember(fleet.connections)

    assert [] == alarms.open_alarms(fleet.connections.ledger)


def test_a_redis_that_knows_nothing_stops_nobody(fleet: Workshop, redis: fakeredis.FakeRedis) -> None:
    restoration.require_present(fleet.connections)


@pytest.mark.usefixtures("restored")
def test_nobody_works_on_a_restored_ledger(fleet: Workshop) -> None:
    with pytest.raises(LedgerRestored, match=r"Redis remembers entry 10000.*integrator ledger reconcile"):
        restoration.require_present(fleet.connections)

    restoration.remember(fleet.connections)

    (alarm,) = alarms.open_alarms(fleet.connections.ledger)
    assert ("ledger_restored", "critical") == (alarm["code"], alarm["severity"])


def test_what_was_done_after_the_backup_is_looked_up(
    store: Shop, fleet: Workshop, sandbox: Sandbox, redis: fakeredis.FakeRedis, restored: None
) -> None:
    del restored
    order = store.place_order(total="12400.00", risk="HIGH")
    fleet.hear(order, "orders/create")
    redis.set(f"{fleet.connections.settings.key_prefix}generation", "before")
    restoration.remember(fleet.connections)

    found = restoration.reconcile(fleet.connections, actor="olga", reason="restored")

    here = fleet.connections
    with here.ledger.read() as connection:
        doubtful = runs.open_runs(connection)
    assert found.runs == len(doubtful) > 0
    assert all([None] == [one["outcome"] for one in steps.history(here.ledger, run.id)] for run in doubtful)
    assert redis.get(f"{here.settings.key_prefix}generation") is None
    assert [] == alarms.open_alarms(here.ledger)
    restoration.require_present(here)
    restoration.reconcile(here, actor="olga", reason="once more")
    fleet.work()
    assert 1 == len(sandbox.effects("hold_placed"))
    assert 2 == len(audit.find(here.ledger, action="ledger.reconciled"))
