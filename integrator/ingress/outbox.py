"""
The journal as the shipper sees it: what has to go to Redis next, and what went.

Deliveries go in order of their number, so "shipped" is one number. Deliveries that a Redis lost are a second
range, sent when nothing new waits: today's orders go before the repetition of yesterday's.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from redis.typing import EncodableT, FieldT

from integrator.ingress.backlog import Backlog
from integrator.ingress.database import LAST_SHIPPED
from integrator.ingress.delivery import COLUMNS
from integrator.ingress.errors import JournalDown

T = TypeVar("T")

SAVE_SECONDS = 0.05
_BATCH_ROWS = 500
_BATCH_BYTES = 4 * 1024 * 1024
_PRUNED_AT_ONCE = 200
_NAMES = ", ".join(COLUMNS)
_SELECT = f"SELECT seq, {_NAMES} FROM deliveries WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT {_BATCH_ROWS}"  # noqa: S608 - our own names.
_LAST_SHIPPED_BEFORE = f"{LAST_SHIPPED} WHERE minute < ?"
_SET_MARK = "INSERT OR REPLACE INTO marks VALUES (?, ?)"
# Never an earlier minute than the last: a clock set back must not make deliveries look long shipped.
_SET_SHIPPED = """
INSERT INTO shipments VALUES (max(?, coalesce((SELECT max(minute) FROM shipments), 0)), ?)
ON CONFLICT (minute) DO UPDATE SET last_seq = excluded.last_seq
"""
_END = 2**62


class Write(Protocol):
    """Run a job in the writer's next transaction; the result comes after the commit."""

    def __call__(self, run: Callable[[sqlite3.Connection], T], /) -> T: ...


Entry = dict[FieldT, EncodableT]
"""One entry of the stream: `journal`, as `<name>:<number>`, and the columns of a delivery."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some deliveries in order, with the number of the last."""

    entries: list[Entry]
    last_seq: int
    size_bytes: int
    is_repetition: bool


class Outbox:
    """Used by one thread. Changes go through the journal's writer, which raises `JournalDown`."""

    def __init__(self, name: str, connection: sqlite3.Connection, *, write: Write, backlog: Backlog) -> None:
        self._name = name
        self._connection = connection
        self._write = write
        self._backlog = backlog
        self._unsaved: int | None = None
        """Number of the last delivery that was shipped, while the journal does not say so yet."""
        self._saved_at = 0.0

    def close(self) -> None:
        with suppress(JournalDown, sqlite3.Error):  # Then some go twice.
            self.save()
        self._connection.close()

    @property
    def generation(self) -> str | None:
        """The Redis that the shipped deliveries went to, None before the first."""
        value = self._mark("generation")
        return None if value is None else str(value)

    def next_batch(self) -> Batch | None:
        """Read what has to go next, up to 500 deliveries or about 4 MiB; None when there is nothing."""
        if batch := self._read(after=self._shipped(), until=_END, is_repetition=False):
            return batch
        return self._read(
            after=self._mark("again_after") or 0, until=self._mark("again_until") or 0, is_repetition=True
        )

    def mark_shipped(self, batch: Batch) -> None:
        """Remember that Redis has `batch`; a process that is killed before the next `save` ships it once more."""
        if batch.is_repetition:
            self._write(lambda connection: connection.execute(_SET_MARK, ("again_after", batch.last_seq)))
            return
        self._unsaved = batch.last_seq
        self._backlog.release(rows=len(batch.entries), size_bytes=batch.size_bytes)

    @property
    def is_unsaved(self) -> bool:
        """Whether the journal does not say yet what was shipped."""
        return self._unsaved is not None

    @property
    def has_to_save(self) -> bool:
        """Whether that is so for a moment already."""
        return self.is_unsaved and time.monotonic() - self._saved_at >= SAVE_SECONDS

    def save(self) -> None:
        """
        Write down what was shipped: a synced transaction, which not every batch can have.

        A journal that refuses it counts anew what lies unshipped when it is mended, so that goes once more.
        """
        if self._unsaved is None:
            return
        try:
            self._write(self._save)
        except JournalDown:
            self._unsaved = None
            raise

    def _save(self, connection: sqlite3.Connection) -> None:
        if self._unsaved is not None:
            connection.execute(_SET_SHIPPED, (_minutes_ago(timedelta()), self._unsaved))
            self._unsaved, self._saved_at = None, time.monotonic()

    def start_generation(self, generation: str, *, repeat: timedelta) -> int:
        """
        Remember `generation` and ship again what was shipped within the last `repeat`.

        Returns:
            How many deliveries will be shipped again.
        """

        def remember(connection: sqlite3.Connection) -> int:
            self._save(connection)
            after = _number(connection, _LAST_SHIPPED_BEFORE, _minutes_ago(repeat))
            until = _number(connection, LAST_SHIPPED)
            connection.executemany(
                _SET_MARK, [("generation", generation), ("again_after", after), ("again_until", until)]
            )
            return _number(connection, "SELECT count(*) FROM deliveries WHERE seq > ? AND seq <= ?", after, until)

        return self._write(remember)

    def prune(self, *, keep: timedelta) -> int:
        """Delete some deliveries that were shipped longer than `keep` ago; returns how many."""

        def delete(connection: sqlite3.Connection) -> int:
            self._save(connection)
            until = _number(connection, _LAST_SHIPPED_BEFORE, _minutes_ago(keep))
            waiting = _number(
                connection,
                "SELECT coalesce(min(value), ?) FROM marks WHERE name = 'again_after'"
                " AND value < (SELECT value FROM marks WHERE name = 'again_until')",
                until,
            )
            deleted = connection.execute(
                "DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries WHERE seq <= ? ORDER BY seq LIMIT ?)",
                (min(until, waiting), _PRUNED_AT_ONCE),
            ).rowcount
            # The shipment that told how far to go stays, for the rest of the deliveries and as the mark of
            # what is shipped.
            connection.execute("DELETE FROM shipments WHERE last_seq < ?", (until,))
            return deleted

        return self._write(delete)

    def _read(self, *, after: int, until: int, is_repetition: bool) -> Batch | None:
        entries: list[Entry] = []
        size_bytes = 0
        # Closed at once, because an open reader keeps the WAL from starting over.
        with closing(self._connection.execute(_SELECT, (after, until))) as rows:
            for row in rows:
                after = row["seq"]
                entries.append({"journal": f"{self._name}:{after}"} | {name: row[name] for name in COLUMNS})
                size_bytes += len(row["body"])
                if size_bytes >= _BATCH_BYTES:
                    break
        return Batch(entries, after, size_bytes, is_repetition) if entries else None

    def _shipped(self) -> int:
        return _number(self._connection, LAST_SHIPPED) if self._unsaved is None else self._unsaved

    def _mark(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return row and row[0]


def _minutes_ago(age: timedelta) -> int:
    return int((time.time() - age.total_seconds()) // 60)


def _number(connection: sqlite3.Connection, query: str, *values: object) -> int:
    return int(connection.execute(query, values).fetchone()[0])
