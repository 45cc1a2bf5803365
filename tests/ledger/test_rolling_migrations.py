"""Migrations while a fleet is rolled over: they only add, can be killed and repeated, and spare the release before."""

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from integrator.ledger import migrations, upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.upgrade import LedgerOutdated
from tests.ledger.builders import NOON, empty_database, wait_until_blocked

Build = Callable[[], Ledger]

VERSIONS = sorted((Path(str(migrations.__file__)).parent / "versions").glob("[0-9]*.py"))
EXPANDING = [path for path in VERSIONS if not path.name.startswith("0001")]
ADDS = {"create_table", "add_column", "create_index", "add_index", "set_storage", "f"}

KILLED = """
import os, signal, sys
from alembic import op
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger

def killer(real):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call

left = int(sys.argv[2])
ledger = Ledger(sys.argv[1])
upgrade.upgrade(ledger, "0001")
for name in ("create_table", "add_column", "create_index"):
    setattr(op, name, killer(getattr(op, name)))
upgrade.upgrade(ledger)
"""

UPGRADE = """
import sys
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger

upgrade.upgrade(Ledger(sys.argv[1]))
"""


@pytest.fixture
def empty_ledger(tmp_path: Path) -> Iterator[Build]:
    """Make ledgers without tables, each in a database of its own."""
    with ExitStack() as stack:

        def build() -> Ledger:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            folder.mkdir()
            ledger = Ledger(stack.enter_context(empty_database(folder)))
            stack.callback(ledger.close)
            return ledger

        yield build


def calls_of(path: Path) -> set[str]:
    """Name every operation that the upgrade of a migration calls."""
    (function,) = [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    ]
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {one.id for one in called if isinstance(one, ast.Name)} | {
        one.attr
        for one in called
        if isinstance(one, ast.Attribute)
        and not (isinstance(one.value, ast.Name) and one.value.id in {"sa", "postgresql"})
    }


def columns_of(ledger: Ledger) -> dict[tuple[str, str], Any]:
    inspector = sa.inspect(ledger.engine)
    return {
        (table, column["name"]): column
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }


def unique_of(ledger: Ledger) -> set[tuple[str, str]]:
    inspector = sa.inspect(ledger.engine)
    return {
        (table, str(index["name"]))
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if index["unique"]
    }


def sample(column: sa.Column[Any]) -> Any:
    """Return any value that the column takes."""
    samples: dict[type[Any], Any] = {
        sa.DateTime: NOON,
        sa.Boolean: False,
        sa.Integer: 1,
        sa.JSON: {},
        sa.LargeBinary: b"x",
        sa.Numeric: 1,
    }
    return next((value for kind, value in samples.items() if isinstance(column.type, kind)), "x")


@pytest.mark.parametrize("path", EXPANDING, ids=lambda path: path.stem)
def test_a_migration_only_adds(path: Path) -> None:
    assert set() == calls_of(path) - ADDS


def test_the_versions_follow_each_other_within_one_series() -> None:
    numbers = [path.name[:4] for path in VERSIONS]

    assert [f"{number:04}" for number in range(1, len(VERSIONS) + 1)] == numbers
    assert upgrade.wanted_version() == numbers[-1]


def test_what_was_added_to_a_table_may_be_left_out(empty_ledger: Build) -> None:
    first, newest = empty_ledger(), empty_ledger()
    upgrade.upgrade(first, "0001")
    upgrade.upgrade(newest)
    before, after = columns_of(first), columns_of(newest)
    tables = {table for table, _ in before}

    added = {name: column for name, column in after.items() if name not in before and name[0] in tables}

    assert ("runs", "released_at") in added
    assert set() == set(before) - set(after)
    assert [] == [name for name, column in added.items() if not (column["nullable"] or column["default"])]
    assert set() == {name for name in unique_of(newest) - unique_of(first) if name[0] in tables}
    assert {name: str(before[name]["type"]) for name in before} == {name: str(after[name]["type"]) for name in before}


def test_a_program_of_the_first_version_writes_every_table_of_the_newest(empty_ledger: Build) -> None:
    ledger, old = empty_ledger(), empty_ledger()
    upgrade.upgrade(old, "0001")
    upgrade.upgrade(ledger)
    known = sa.MetaData()
    known.reflect(old.engine)
    written: dict[str, dict[str, Any]] = {}

    with ledger.write() as connection:
        for table in known.sorted_tables:
            if table.name == "alembic_version":
                continue
            values = {
                column.name: next(
                    (written[key.column.table.name][key.column.name] for key in column.foreign_keys), sample(column)
                )
                for column in table.columns
            }
            connection.execute(table.insert().values(values))
            written[table.name] = values
        counts = {
            name: connection.execute(sa.select(sa.func.count()).select_from(known.tables[name])).scalar_one()
            for name in written
        }

    assert {1} == set(counts.values())
    assert {"runs", "cases", "steps", "deliveries"} <= set(counts)


@pytest.mark.parametrize("operations", [0, 1, 3, 5, 7])
def test_a_migration_that_was_killed_is_repeated_from_where_it_stood(empty_ledger: Build, operations: int) -> None:
    ledger = empty_ledger()
    url = ledger.engine.url.render_as_string(hide_password=False)

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(operations)], check=False, capture_output=True, text=True
    )
    stood_at = upgrade.present_version(ledger)
    reached = upgrade.upgrade(ledger)

    assert -signal.SIGKILL == killed.returncode, killed.stderr
    assert upgrade.wanted_version() > stood_at >= "0001"
    assert upgrade.wanted_version() == reached
    upgrade.require_current(ledger)


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="only PostgreSQL builds indexes concurrently")
def test_an_index_whose_building_was_killed_is_built_anew(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger, "0005")
    with ledger.write() as connection:
        connection.exec_driver_sql("CREATE INDEX ix_runs_created ON runs (created_at)")
        # So it is left behind, and nobody reads it.
        connection.exec_driver_sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_runs_created'::regclass"
        )

    upgrade.upgrade(ledger)

    with ledger.read() as connection:
        unusable = connection.exec_driver_sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid").scalar_one()
    assert 0 == unusable
    assert upgrade.wanted_version() == upgrade.present_version(ledger)


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="only PostgreSQL builds indexes concurrently")
def test_the_fleet_writes_while_an_index_waits_to_be_built(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger, "0005")
    url = ledger.engine.url.render_as_string(hide_password=False)

    with ledger.write() as backup:
        backup.exec_driver_sql("LOCK TABLE runs IN ROW EXCLUSIVE MODE")
        upgrading = subprocess.Popen([sys.executable, "-c", UPGRADE, url], stderr=subprocess.PIPE)
        wait_until_blocked(ledger)
        with ledger.write() as connection:
            written = connection.exec_driver_sql("UPDATE runs SET note = note").rowcount
    told = upgrading.communicate(timeout=60)[1]

    assert 0 == written
    assert 0 == upgrading.returncode, told
    upgrade.require_current(ledger)


def test_two_upgrades_at_once_do_no_harm(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    url = ledger.engine.url.render_as_string(hide_password=False)

    rivals = [subprocess.Popen([sys.executable, "-c", UPGRADE, url], stderr=subprocess.PIPE) for _ in range(3)]
    told = [rival.communicate(timeout=60)[1] for rival in rivals]

    assert [0, 0, 0] == [rival.returncode for rival in rivals], told
    assert upgrade.wanted_version() == upgrade.present_version(ledger)


def written_by(ledger: Ledger, version: str) -> None:
    """Let a later release have upgraded the ledger."""
    with ledger.write() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def test_a_program_goes_on_with_a_ledger_that_a_later_release_expanded(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)
    written_by(ledger, "0999")

    upgrade.require_current(ledger)

    assert "0999" == upgrade.upgrade(ledger)


def test_a_program_refuses_a_ledger_that_a_later_release_contracted(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)
    written_by(ledger, "1000")

    with pytest.raises(LedgerOutdated, match="start the newer program"):
        upgrade.require_current(ledger)


def test_a_program_refuses_a_ledger_that_was_not_upgraded_yet(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger, "0001")

    with pytest.raises(LedgerOutdated, match="run `integrator ledger upgrade`"):
        upgrade.require_current(ledger)
