"""The finder of statements that read a large table from end to end."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select, select

from integrator.ledger import events, upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.relay import free_successors, overdue
from integrator.ledger.tables import audit, steps
from integrator.settings import Settings
from tests.bench.scale.filling import fill
from tests.bench.scale.history import play
from tests.bench.scale.pattern import Pattern
from tests.bench.scale.scans import scans
from tests.bench.scale.watch import Listening
from tests.support.databases import scratch_database

SERVER = os.environ.get("DATABASE_URL", "")
LARGE = 500

of_postgresql = pytest.mark.skipif(not SERVER, reason="only PostgreSQL has two plans; DATABASE_URL names none")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder: Path = tmp_path_factory.mktemp("plans")
    with (
        scratch_database(SERVER) as scratch,
        closing(Ledger(Settings(data_dir=folder, database_url=scratch).ledger_url)) as found,
    ):
        upgrade.upgrade(found)
        fill(scratch or found.engine.url.render_as_string(), Pattern(play(folder)), 90)
        yield found


def listened(ledger: Ledger, query: Select[tuple[object, ...]]) -> Listening:
    """Send a query while a watch listens."""
    watch = Listening(ledger=ledger)
    with ledger.read() as connection, watch.once():
        connection.execute(query).all()
    return watch


def test_a_condition_without_an_index_is_found(ledger: Ledger) -> None:
    watch = listened(ledger, select(steps.c.run_id).where(steps.c.worker == "nobody"))

    found = scans(ledger, watch.sent, large=LARGE)

    assert {"steps"} == {scan.table for scan in found}
    assert all(scan.rows > LARGE and "steps.worker" in scan.statement for scan in found)


@of_postgresql
def test_both_plans_of_a_statement_with_parameters_are_looked_at(ledger: Ledger) -> None:
    watch = listened(ledger, select(steps.c.run_id).where(steps.c.worker == "nobody"))

    assert {True, False} == {scan.is_generic for scan in scans(ledger, watch.sent, large=LARGE)}


@of_postgresql
def test_a_plan_for_any_parameters_that_is_dearer_is_not_taken(ledger: Ledger) -> None:
    # For all it knows, most entries have another action; for the one that is asked, the partial index is better.
    query = select(audit.c.id).where(audit.c.action == "run.requeued")

    watch = listened(ledger, query)

    assert [] == scans(ledger, watch.sent, large=LARGE)


def test_a_key_is_no_finding(ledger: Ledger) -> None:
    watch = listened(ledger, select(audit.c.action).where(audit.c.id == 7))

    assert 1 == len(watch.sent)
    assert [] == scans(ledger, watch.sent, large=LARGE)


def test_the_newest_entries_are_no_finding(ledger: Ledger) -> None:
    watch = listened(ledger, select(audit.c.action).order_by(audit.c.id.desc()).limit(5))

    assert [] == scans(ledger, watch.sent, large=LARGE)


def test_a_small_table_may_be_read_from_end_to_end(ledger: Ledger) -> None:
    watch = listened(ledger, select(steps.c.run_id).where(steps.c.worker == "nobody"))

    assert [] == scans(ledger, watch.sent, large=1_000_000)


@pytest.mark.skipif(bool(SERVER), reason="PostgreSQL rightly reads a table of a few pages from end to end")
def test_the_relay_reads_no_large_table(ledger: Ledger) -> None:
    watch = Listening(ledger=ledger)
    with watch.once():
        free_successors(ledger)
        overdue(ledger, after=timedelta(seconds=10), room={"protect": 64})
        events.overdue(ledger, after=timedelta(seconds=10))

    assert 3 <= len(watch.sent)
    assert [] == scans(ledger, watch.sent, large=50)


def test_what_is_sent_between_two_calls_is_not_noted(ledger: Ledger) -> None:
    watch = listened(ledger, select(audit.c.id).limit(1))

    with ledger.read() as connection:
        connection.execute(select(steps.c.step).limit(1)).all()

    assert ["audit"] == [sent.statement.partition("FROM ")[2].split()[0] for sent in watch.sent.values()]
