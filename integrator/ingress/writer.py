"""
Write the journal from one thread, in groups.

All that waits while the disk is busy goes into the next transaction, so one fsync serves many requests.
Nobody is told that a row is kept before COMMIT has returned.
"""

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import structlog

from integrator.ingress.backlog import Backlog
from integrator.ingress.database import unshipped_size
from integrator.ingress.delivery import COLUMNS, Delivery
from integrator.ingress.errors import JournalDown, JournalFull

T = TypeVar("T")

_INSERT = f"INSERT INTO deliveries ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own names.
_as_row = attrgetter(*COLUMNS)
_PROBE_SECONDS = 0.2

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    delivery: Delivery
    kept: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Job:
    run: Callable[[sqlite3.Connection], Any]
    answer: Future[Any]


class Writer:
    """The only one who changes a journal. Rows come from one event loop, jobs from any thread."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], *, backlog: Backlog, arrived: threading.Event
    ) -> None:
        """
        Start the thread.

        Args:
            connect: opens the journal for writing; asked again after a failure.
            backlog: gets the room of rows back that could not be written.
            arrived: is set whenever new rows are on disk.
        """
        self._connect = connect
        self._connection = connect()
        self._backlog = backlog
        self._arrived = arrived
        self._wake = threading.Condition()
        self._turn: list[_Waiting] = []
        """Rows of the event loop's present turn; only the loop touches them."""
        self._rows: list[_Waiting] = []
        self._jobs: list[_Job] = []
        self._closing = threading.Event()
        self._broken = False
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._work, name="journal-writer", daemon=True)
        self._thread.start()

    @property
    def is_broken(self) -> bool:
        """Whether the last write failed and no probe has succeeded since."""
        return self._broken

    def busy_seconds(self) -> float:
        """How long the group under way has been taking; zero when there is none."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def write(self, delivery: Delivery, kept: asyncio.Future[None]) -> None:
        """
        Put a row into the next group; `kept` gets its result on its own loop, after the fsync.

        The rows of one turn of the loop go over together: waking the thread for each costs more than writing it.

        Raises:
            JournalDown, JournalFull: refused, nothing will be written.
        """
        self._refuse_when_down()
        if not self._backlog.reserve(len(delivery.body)):
            raise JournalFull
        self._turn.append(_Waiting(delivery, kept))
        if len(self._turn) == 1:
            kept.get_loop().call_soon(self._hand_over)

    def _hand_over(self) -> None:
        rows, self._turn = self._turn, []
        with self._wake:
            if not self._broken and not self._closing.is_set():
                self._rows += rows
                self._wake.notify()
                return
        _resolve(rows, JournalDown())

    def ask(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """
        Run `run` inside the next group's transaction and wait for the commit.

        Raises:
            JournalDown: not written, try again later.
        """
        answer: Future[T] = Future()
        with self._wake:
            self._refuse_when_down()
            self._jobs.append(_Job(run, answer))
            self._wake.notify()
        return answer.result()

    def close(self) -> None:
        """Write what still waits, then end the thread."""
        with self._wake:
            self._closing.set()
            self._wake.notify()
        # A disk that hangs must not keep the process from ending.
        self._thread.join(timeout=5)

    def _refuse_when_down(self) -> None:
        if self._broken or self._closing.is_set():
            raise JournalDown

    def _work(self) -> None:
        while group := self._next_group():
            rows, jobs = group
            self._busy_since = time.monotonic()
            try:
                answers = self._commit(rows, jobs)
            except Exception as error:  # noqa: BLE001 - this thread must outlive every kind of failure.
                log.error("journal_write_failed", error=str(error), rows=len(rows))
                self._break_off(rows, jobs)
                self._mend()
            else:
                self._settle(rows, jobs, answers)
            finally:
                self._busy_since = None
        self._disconnect()

    def _next_group(self) -> tuple[list[_Waiting], list[_Job]] | None:
        """Take all that waits; None when nothing does and the journal is closing."""
        with self._wake:
            while not (self._rows or self._jobs):
                if self._closing.is_set():
                    return None
                self._wake.wait()
            group = self._rows, self._jobs
            self._rows, self._jobs = [], []
            return group

    def _commit(self, rows: Sequence[_Waiting], jobs: Sequence[_Job]) -> list[Any]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_INSERT, [_as_row(row.delivery) for row in rows])
            answers = [job.run(self._connection) for job in jobs]
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):  # The first error is the one that tells.
                    self._connection.execute("ROLLBACK")
            raise
        return answers

    def _settle(self, rows: list[_Waiting], jobs: Sequence[_Job], answers: Sequence[Any]) -> None:
        if rows:
            self._arrived.set()
            _resolve_on_loop(rows, None)
        for job, answer in zip(jobs, answers, strict=True):
            job.answer.set_result(answer)

    def _break_off(self, rows: list[_Waiting], jobs: list[_Job]) -> None:
        """Refuse the failed group and all that came in behind it."""
        with self._wake:
            self._broken = True
            rows, jobs = rows + self._rows, jobs + self._jobs
            self._rows, self._jobs = [], []
        if rows:
            _resolve_on_loop(rows, JournalDown())
        for job in jobs:
            job.answer.set_exception(JournalDown())

    def _mend(self) -> None:
        """Reopen the journal until a write reaches the disk. What failed is never assumed to be there."""
        while not self._closing.wait(_PROBE_SECONDS):
            try:
                self._disconnect()
                self._connection = self._connect()
                self._commit([], [_Job(_probe, Future())])
                rows, size_bytes = unshipped_size(self._connection)
            except (sqlite3.Error, OSError):
                continue  # Reported once when it broke, and once when it is over.
            # Counted anew, because a COMMIT that failed may have reached the disk after all.
            self._backlog.restart(rows=rows, size_bytes=size_bytes)
            self._broken = False
            log.info("journal_writable_again")
            return

    def _disconnect(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # The file keeps what was committed, however it is closed.
            self._connection.close()


def _probe(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO marks VALUES ('probe', ?)", (time.time_ns(),))


def _resolve_on_loop(rows: list[_Waiting], error: JournalDown | None) -> None:
    with contextlib.suppress(RuntimeError):  # The loop has ended: nobody waits for the answer any more.
        rows[0].kept.get_loop().call_soon_threadsafe(_resolve, rows, error)


def _resolve(rows: list[_Waiting], error: JournalDown | None) -> None:
    for row in rows:
        if row.kept.done():  # It gave up waiting.
            continue
        if error:
            row.kept.set_exception(error)
        else:
            row.kept.set_result(None)
