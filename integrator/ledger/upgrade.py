"""
The ledger's version: bring it up to date, or say plainly that it is of another one.

Releases overlap while they are rolled out: the ledger is upgraded first, and workers of the release before go on. So a
migration expands only: new tables, new columns that are nullable or have a default of the server, new indexes. Its
number follows the one before, within the same series, which is the first digit: `0004` after `0003`. What takes
something away or changes its meaning contracts; it comes a release after the last program that needed it, begins the
next series, such as `1000`, and stops every program of an earlier one. So a program accepts a ledger of its own
version, and a later one of its own series.
"""

import time
from datetime import timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from integrator.ledger.database import Connection, Ledger, LedgerFailure

_PATIENCE = timedelta(minutes=10)
_PAUSE = 0.2


class LedgerOutdated(Exception):
    """The ledger is of another version than this program; the text says what to do."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(ledger: Ledger, revision: str = "head") -> str:
    """Run the migrations that are missing and return the version reached."""
    if revision == "head" and is_expanded(present_version(ledger)):
        return present_version(ledger)
    with ledger.engine.connect() as connection:
        if not ledger.is_sqlite:
            # A long table takes the time it takes.
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
            _lock(connection)
        try:
            command.upgrade(_config(connection), revision)
            connection.commit()
        finally:
            if not ledger.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(7460)")
                connection.exec_driver_sql("RESET statement_timeout")
                connection.exec_driver_sql("RESET lock_timeout")
                connection.commit()
    return present_version(ledger)


def _lock(connection: Connection) -> None:
    """
    Wait until no other upgrade is under way; raises `LedgerFailure` after ten minutes.

    Whoever waits has no transaction open meanwhile: an index that is built concurrently would wait for its end.
    """
    give_up = time.monotonic() + _PATIENCE.total_seconds()
    while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(7460)").scalar():
        connection.commit()
        if time.monotonic() > give_up:
            raise LedgerFailure("another upgrade of the ledger has not ended in ten minutes; see what it waits for")
        time.sleep(_PAUSE)
    connection.commit()


def downgrade(ledger: Ledger, revision: str) -> None:
    """Take migrations back; for tests and for a rollback of a release."""
    with ledger.engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def present_version(ledger: Ledger) -> str:
    """Return the version the ledger is of; empty when it has no tables yet."""
    with ledger.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def wanted_version() -> str:
    """Return the version this program works with."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_expanded(present: str) -> bool:
    """Whether a ledger of version `present` was expanded by a later release that this program can work beside."""
    wanted = wanted_version()
    return present[:1] == wanted[:1] and present > wanted and present not in _known()


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def require_current(ledger: Ledger) -> None:
    """Raise `LedgerOutdated` unless this program can work with the ledger."""
    present, wanted = present_version(ledger), wanted_version()
    if present == wanted or is_expanded(present):
        return
    if not present:
        raise LedgerOutdated("the ledger has no tables yet; run `integrator ledger upgrade`")
    if present in _known():
        raise LedgerOutdated(
            f"the ledger is of version {present}, this program needs {wanted}; run `integrator ledger upgrade`"
        )
    raise LedgerOutdated(
        f"the ledger is of version {present}, which this program does not know; it needs {wanted}: "
        "start the newer program, or restore a ledger of this version"
    )
