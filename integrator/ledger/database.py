"""
Connections to the ledger.

SQLite runs in WAL mode with full synchronization, and every writing transaction begins IMMEDIATE, so that two workers
wait for each other instead of failing half-way. PostgreSQL runs READ COMMITTED with lock and statement timeouts.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, Result, create_engine, event
from sqlalchemy.exc import DisconnectionError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from integrator.ledger.grouping import Group

_SQLITE_BUSY_MS = 15_000
_IDLE_SECONDS = 0.5
_CLOCK = "SELECT clock_timestamp()"

_POSTGRES_OPTIONS = (
    "-c lock_timeout=5000 -c statement_timeout=30000 -c timezone=UTC "
    # A connection that is cut half-open leaves its transaction behind, and with it its locks; none of ours ever waits
    # for anything but the database, so one that is idle for longer belongs to nobody any more.
    "-c idle_in_transaction_session_timeout=10000"
)

_GIVE_UP = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's own settings: a server that vanished without a word is noticed within half a minute, not after hours."""


__all__ = ["Connection", "Ledger", "LedgerFailure", "persist", "rows"]


class LedgerFailure(Exception):
    """The database is away, or refused a transaction that may succeed when it is repeated; nothing was written."""


T = TypeVar("T")


def persist(write: Callable[[], T], *, patience: timedelta) -> T:
    """Do `write`, a whole transaction, again while the database refuses it; raises `LedgerFailure` after `patience`."""
    give_up = time.monotonic() + patience.total_seconds()
    pause = 0.02
    while True:
        try:
            return write()
        except LedgerFailure:
            if time.monotonic() + pause > give_up:
                raise
            time.sleep(pause)
            pause = min(1.0, pause * 2)


class Ledger:
    """One process's way to the ledger; safe to share between threads."""

    def __init__(self, url: str, *, now: Callable[[], datetime] | None = None, pool_size: int = 20) -> None:
        """
        Prepare connections; nothing is opened before the first use.

        Args:
            url: SQLAlchemy URL, `postgresql+psycopg://...` or `sqlite:///path`.
            now: clock for tests; by default the database's own clock.
            pool_size: connections kept for PostgreSQL.
        """
        self._now = now
        self._cut_at = -math.inf
        """When a connection was last found cut: those that lie in the pool since then are tried before use."""
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(url, pool_size=pool_size, connect_args={"timeout": _SQLITE_BUSY_MS / 1000})
            _prepare_sqlite(self.engine)
        else:
            self.engine = create_engine(
                url,
                pool_size=pool_size,
                # The connection that was used last has its plans at hand, and so has its server process.
                pool_use_lifo=True,
                connect_args={"options": _POSTGRES_OPTIONS, **_GIVE_UP},
            )
            self._ping_idle_connections()
        self.group = Group(self.direct)
        """Sends the hot statements of PostgreSQL that wait for no lock."""
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a writing transaction; commits at the end, rolls back on any exception."""
        with _told_apart(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads; on SQLite it never waits for a writer."""
        with (
            _told_apart(),
            self.engine.connect().execution_options(reads_only=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """Open a writing transaction that is rolled back at its end."""
        with _told_apart(), self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def single(self) -> Iterator[Connection]:
        """Open a connection on which each statement is a transaction of its own."""
        with _told_apart(), self._single.connect() as connection:
            yield connection

    @contextmanager
    def direct(self) -> Iterator[psycopg.Connection]:
        """Lend PostgreSQL's driver itself, for `ledger.direct`; each statement is a transaction of its own."""
        with _told_apart():
            lent = self.engine.raw_connection()
            driver: Any = lent.driver_connection
            try:
                driver.autocommit = True
                yield driver
            finally:
                if driver.closed:
                    self._cut_at = time.monotonic()
                    lent.invalidate()
                else:
                    driver.autocommit = False
                    lent.close()

    def set_clock(self) -> datetime | None:
        """Return what a test has set the clock to, for statements that ask the database's clock themselves."""
        return self._now() if self._now is not None else None

    def now(self, connection: Connection) -> datetime:
        """Return the moment by the database's clock, which all workers share; one transaction asks it once."""
        if self._now is not None:
            return self._now()
        if self.is_sqlite:
            return datetime.now(UTC)
        transaction = connection.get_transaction()
        known, moment = connection.info.get("moment", (None, None))
        if known is None or known is not transaction:
            driver: Any = connection.connection.driver_connection
            moment = driver.execute(_CLOCK, prepare=True).fetchone()[0].astimezone(UTC)
            connection.info["moment"] = (transaction, moment)
        found: datetime = moment
        return found

    def close(self) -> None:
        self.engine.dispose()

    def _ping_idle_connections(self) -> None:
        """Try a connection that lay idle before it is used; a busy one that was cut fails, and its work is repeated."""

        @event.listens_for(self.engine, "checkin")
        def _lies_idle(_connection: Any, record: Any) -> None:
            record.info["idle_since"] = time.monotonic()

        @event.listens_for(self.engine, "checkout")
        def _is_used(connection: Any, record: Any, _proxy: Any) -> None:
            idle_since = record.info.get("idle_since", math.inf)
            if idle_since > self._cut_at and time.monotonic() - idle_since < _IDLE_SECONDS:
                return
            try:
                self.engine.dialect.do_ping(connection)
            except psycopg.Error as error:
                raise DisconnectionError from error


_REFUSALS = (OperationalError, InternalError, PoolTimeout, psycopg.OperationalError, psycopg.InternalError)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Tell a database that is away or busy from a mistake of ours; texts of the database stay inside."""
    try:
        yield
    except _REFUSALS as error:
        kind = type(error).__name__
        raise LedgerFailure(f"The ledger does not answer ({kind}); see: integrator ledger check") from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # Python's sqlite3 must not begin transactions of its own accord; the listener below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={_SQLITE_BUSY_MS}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def rows(result: Result[Any]) -> list[dict[str, Any]]:
    """Return each row as a dictionary by column name."""
    return [{str(name): value for name, value in row.items()} for row in result.mappings()]
