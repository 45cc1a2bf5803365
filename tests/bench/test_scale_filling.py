"""The filler: what it leaves is a ledger like any other, whole, ended, and fit to go on with."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from integrator.flow import find_flow, load_flows
from integrator.ledger import audit, runs, upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.ids import case_id
from integrator.ledger.relay import overdue
from integrator.ledger.tables import cases, metadata
from integrator.queues import QUEUES
from integrator.settings import Settings
from tests.bench.beginning import begin_run
from tests.bench.scale.filling import fill
from tests.bench.scale.history import Rows, play
from tests.bench.scale.pattern import Pattern
from tests.chaos.evidence import Evidence, read_tables
from tests.chaos.invariants import judge
from tests.ledger.shapes import shape_of
from tests.support.databases import scratch_database

RUNS = 90
BY_HAND = (
    ("cases", "decision_id", "decisions", "id"),
    ("holds", "run_id", "runs", "id"),
    ("audit", "run_id", "runs", "id"),
)
"""What points somewhere without a foreign key."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return play(tmp_path_factory.mktemp("history"))


@pytest.fixture
def pattern(history: Rows) -> Pattern:
    return Pattern(history)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with scratch_database(os.environ.get("DATABASE_URL", "")) as found:
        yield found or f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(Settings(data_dir=tmp_path, database_url=url).ledger_url)) as found:
        upgrade.upgrade(found)
        yield found


def test_the_audit_is_whole_and_tells_of_every_step(ledger: Ledger, url: str, pattern: Pattern) -> None:
    fill(url, pattern, RUNS)

    assert (pattern.audited, "") == audit.verify(ledger)
    assert 0 == audit.count_unsealed(ledger)
    assert [] == judge(Evidence(effects=(), deliveries=(), tables=read_tables(ledger)), only={"I7"})


def test_every_row_points_to_one_that_is_there(ledger: Ledger, url: str, pattern: Pattern) -> None:
    fill(url, pattern, RUNS)

    tables = read_tables(ledger)
    pointers = [
        (table.name, key.parent.name, key.column.table.name, key.column.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
    ]
    for table, column, target, name in (*pointers, *BY_HAND):
        known = {row[name] for row in tables[target]}
        assert set() == {row[column] for row in tables[table] if row[column]} - known, f"{table}.{column}"


def test_every_table_that_orders_write_has_rows(ledger: Ledger, url: str, pattern: Pattern) -> None:
    filled = fill(url, pattern, RUNS)

    tables = read_tables(ledger)
    assert RUNS <= filled == len(tables["runs"]) == len({row["id"] for row in tables["runs"]})
    assert {"alarms", "balances", "cursors", "ticks"} == {name for name, found in tables.items() if not found}


def test_all_runs_have_ended_and_nothing_is_due(ledger: Ledger, url: str, pattern: Pattern) -> None:
    filled = fill(url, pattern, RUNS)

    assert {"done": filled} == runs.count_by_state(ledger)
    assert [] == overdue(ledger, after=timedelta(0), room=dict.fromkeys(QUEUES, 64))


def test_cases_have_the_ids_under_which_intake_looks_for_them(ledger: Ledger, url: str, pattern: Pattern) -> None:
    fill(url, pattern, RUNS)

    with ledger.read() as connection:
        found = connection.execute(select(cases)).all()
    assert [case_id(row.store, row.concern, row.subject) for row in found] == [row.id for row in found]


def test_the_runs_of_an_order_are_found_by_its_name(ledger: Ledger, url: str, pattern: Pattern) -> None:
    fill(url, pattern, RUNS)

    names = [pattern.order_name(number) for number in (0, RUNS // 2, RUNS - 1)]
    assert len(names) == len(set(names))
    assert all(runs.search(ledger, text=name) for name in names)


def test_keys_and_indexes_are_those_of_before(ledger: Ledger, url: str, pattern: Pattern) -> None:
    before = shape_of(ledger)

    fill(url, pattern, RUNS)

    assert before == shape_of(ledger)


def test_a_filled_ledger_takes_new_runs_and_its_audit_goes_on(ledger: Ledger, url: str, pattern: Pattern) -> None:
    load_flows("tests.bench.chain.flows")
    flow = find_flow("bench.four_steps")
    assert flow is not None
    fill(url, pattern, RUNS)

    begun = begin_run(ledger, flow.plan, 1)
    with ledger.write() as connection:
        audit.append(ledger, connection, audit.Entry(actor="bench", action="bench.noted"))

    assert begun is not None
    assert 1 == audit.seal(ledger)
    assert (pattern.audited + 1, "") == audit.verify(ledger)


def test_a_ledger_of_no_runs_stays_empty(ledger: Ledger, url: str, pattern: Pattern) -> None:
    assert 0 == fill(url, pattern, 0)
    assert set() == {name for name, found in read_tables(ledger).items() if found}
