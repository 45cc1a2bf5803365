"""The ledger's version: migrations lead to the tables of the program, back and forth, and other versions are told."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from integrator.ledger import upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.tables import metadata
from integrator.ledger.upgrade import LedgerOutdated
from tests.ledger.builders import empty_database
from tests.ledger.shapes import shape_of, tables_of

Build = Callable[[], Ledger]


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


def test_the_migrations_lead_up_and_down_and_up_again(empty_ledger: Build) -> None:
    ledger = empty_ledger()

    first = upgrade.upgrade(ledger)
    full = tables_of(ledger)
    upgrade.downgrade(ledger, "base")
    emptied = tables_of(ledger)
    second = upgrade.upgrade(ledger)

    assert set(metadata.tables) | {"alembic_version"} == full
    assert {"alembic_version"} == emptied
    assert upgrade.wanted_version() == first == second
    assert full == tables_of(ledger)


def test_an_upgrade_of_a_current_ledger_changes_nothing(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)
    before = shape_of(ledger)

    assert upgrade.wanted_version() == upgrade.upgrade(ledger)
    assert before == shape_of(ledger)


def test_alembic_finds_nothing_left_to_migrate(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)

    with ledger.engine.connect() as connection:
        missing = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    assert [] == missing


def test_the_migrated_tables_are_those_the_program_declares(empty_ledger: Build) -> None:
    migrated = empty_ledger()
    declared = empty_ledger()

    upgrade.upgrade(migrated)
    metadata.create_all(declared.engine)

    assert shape_of(declared) == shape_of(migrated)


def test_a_current_ledger_is_accepted(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)

    upgrade.require_current(ledger)


def test_a_ledger_without_tables_is_refused_with_the_command_that_makes_them(empty_ledger: Build) -> None:
    with pytest.raises(LedgerOutdated, match="has no tables yet; run `integrator ledger upgrade`"):
        upgrade.require_current(empty_ledger())


def test_an_older_ledger_is_refused_with_both_versions(empty_ledger: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = empty_ledger()
    present = upgrade.upgrade(ledger)
    monkeypatch.setattr(upgrade, "wanted_version", lambda: "9999")

    with pytest.raises(LedgerOutdated, match=f"of version {present}, this program needs 9999; run `integrator ledger"):
        upgrade.require_current(ledger)


def test_a_newer_ledger_is_refused_without_the_advice_to_upgrade(empty_ledger: Build) -> None:
    ledger = empty_ledger()
    upgrade.upgrade(ledger)
    with ledger.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(LedgerOutdated, match="of version 9999, which this program does not know") as refused:
        upgrade.require_current(ledger)

    assert "start the newer program" in str(refused.value)
    assert "ledger upgrade" not in str(refused.value)
