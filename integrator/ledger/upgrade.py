"""The ledger's version: bring it up to date, or say plainly that it is of another one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from integrator.ledger.database import Connection, Ledger


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
    with ledger.engine.connect() as connection:
        if not ledger.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_lock(7460)")
        try:
            command.upgrade(_config(connection), revision)
            connection.commit()
        finally:
            if not ledger.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(7460)")
                connection.commit()
    return present_version(ledger)


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


def require_current(ledger: Ledger) -> None:
    """Raise `LedgerOutdated` unless the ledger is of this program's version."""
    present, wanted = present_version(ledger), wanted_version()
    if present == wanted:
        return
    if not present:
        raise LedgerOutdated("the ledger has no tables yet; run `integrator ledger upgrade`")
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if present in known:
        raise LedgerOutdated(
            f"the ledger is of version {present}, this program needs {wanted}; run `integrator ledger upgrade`"
        )
    raise LedgerOutdated(
        f"the ledger is of version {present}, which this program does not know; it needs {wanted}: "
        "start the newer program, or restore a ledger of this version"
    )
