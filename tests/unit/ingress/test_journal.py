"""The journal: what is kept, when that is said, and what happens when it cannot be."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from integrator.ingress.database import open_for_writing
from integrator.ingress.errors import JournalDown, JournalFull, JournalStalled, JournalUnknown
from integrator.ingress.journal import Journal
from integrator.ingress.slot import take_free_slot
from tests.unit.ingress.builders import Append, Rows, delivery, next_batch


class WatchedConnection(sqlite3.Connection):
    """Counts commits; can fail them or hold them back."""

    commits = 0
    is_failing = False
    gate = threading.Event()

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT":
            WatchedConnection.gate.wait()
            if WatchedConnection.is_failing:
                raise sqlite3.OperationalError("disk I/O error")
            WatchedConnection.commits += 1
        return super().execute(sql, *values)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> type[WatchedConnection]:
    monkeypatch.setattr(WatchedConnection, "commits", 0)
    monkeypatch.setattr(WatchedConnection, "is_failing", False)
    monkeypatch.setattr(WatchedConnection, "gate", threading.Event())
    WatchedConnection.gate.set()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: connect(*given, factory=WatchedConnection, **more))
    return WatchedConnection


def test_a_commit_reaches_the_disk_before_it_returns(folder: Path) -> None:
    slot = take_free_slot(folder)

    with closing(open_for_writing(slot.path)) as connection:
        assert "wal" == connection.execute("PRAGMA journal_mode").fetchone()[0]
        assert 2 == connection.execute("PRAGMA synchronous").fetchone()[0]
    slot.release()


def test_what_was_appended_is_there_as_it_was(journal: Journal, append: Append, rows: Rows) -> None:
    append(7)

    kept = dict(rows()[0])
    expected = delivery(7)
    assert 1 == kept.pop("seq")
    assert {name: getattr(expected, name) for name in kept} == kept


def test_append_returns_only_after_the_commit_returned(watched: type[WatchedConnection], folder: Path) -> None:
    async def scenario() -> tuple[bool, int, int]:
        with closing(Journal.open(folder, patience=5)) as journal:
            watched.gate.clear()
            appending = asyncio.create_task(journal.append(delivery()))
            await asyncio.sleep(0.05)
            was_done_early = appending.done()
            commits_before = watched.commits
            watched.gate.set()
            await appending
            return was_done_early, commits_before, watched.commits

    assert (False, 0, 1) == asyncio.run(scenario())


def test_deliveries_that_come_together_share_commits(
    watched: type[WatchedConnection], folder: Path, rows: Rows
) -> None:
    async def scenario() -> None:
        with closing(Journal.open(folder)) as journal:
            await asyncio.gather(*(journal.append(delivery(number)) for number in range(500)))

    asyncio.run(scenario())

    assert 500 == len(rows())
    assert watched.commits <= 50


def test_a_journal_that_is_full_by_rows_refuses_at_once(folder: Path, rows: Rows) -> None:
    async def scenario() -> None:
        with closing(Journal.open(folder, max_rows=2)) as journal:
            await journal.append(delivery(1))
            await journal.append(delivery(2))
            with pytest.raises(JournalFull):
                await journal.append(delivery(3))

    asyncio.run(scenario())

    assert 2 == len(rows())


def test_a_journal_that_is_full_by_bytes_refuses_until_something_was_shipped(folder: Path) -> None:
    async def scenario() -> None:
        with closing(Journal.open(folder, max_bytes=100)) as journal, closing(journal.outbox()) as outbox:
            await journal.append(delivery(1, body=bytes(60)))
            with pytest.raises(JournalFull):
                await journal.append(delivery(2, body=bytes(60)))
            await asyncio.to_thread(outbox.mark_shipped, next_batch(outbox))
            await journal.append(delivery(2, body=bytes(60)))

    asyncio.run(scenario())


def test_what_lies_unshipped_counts_after_a_restart(folder: Path) -> None:
    async def fill() -> None:
        with closing(Journal.open(folder)) as journal:
            await journal.append(delivery(1, body=bytes(60)))

    asyncio.run(fill())

    with closing(Journal.open(folder)) as journal:
        assert (1, 60) == (journal.backlog.rows, journal.backlog.size_bytes)


def test_a_failing_disk_refuses_everybody_waiting_and_recovers(
    watched: type[WatchedConnection], folder: Path, rows: Rows
) -> None:
    async def scenario() -> tuple[list[BaseException | None], float, bool, int]:
        with closing(Journal.open(folder)) as journal:
            watched.is_failing = True
            started = time.monotonic()
            together = [journal.append(delivery(number)) for number in range(20)]
            refused = await asyncio.gather(*together, return_exceptions=True)
            with pytest.raises(JournalDown):
                await journal.append(delivery(21))
            took = time.monotonic() - started
            was_accepting = journal.is_accepting
            watched.is_failing = False
            while not journal.is_accepting:  # noqa: ASYNC110 - polls what another thread brings about.
                await asyncio.sleep(0.01)
            await journal.append(delivery(22))
            return refused, took, was_accepting, journal.backlog.rows

    refused, took, was_accepting, unshipped = asyncio.run(scenario())

    assert {JournalDown} == {type(error) for error in refused}
    assert took < 1
    assert not was_accepting
    assert ["id-22"] == [row["webhook_id"] for row in rows()]
    assert 1 == unshipped


def test_a_hanging_disk_refuses_in_time_and_may_keep_the_row_later(
    watched: type[WatchedConnection], folder: Path, rows: Rows
) -> None:
    async def scenario() -> tuple[float, float]:
        with closing(Journal.open(folder, patience=0.6)) as journal:
            watched.gate.clear()
            started = time.monotonic()
            with pytest.raises(JournalStalled):
                await journal.append(delivery(1))
            first = time.monotonic() - started
            with pytest.raises(JournalStalled):
                await journal.append(delivery(2))
            second = time.monotonic() - started - first
            watched.gate.set()
            return first, second

    first, second = asyncio.run(scenario())

    assert 0.6 <= first < 3
    # The second one does not wait once more.
    assert second < 0.5
    assert ["id-1"] == [row["webhook_id"] for row in rows()]


def test_two_processes_never_share_a_file(folder: Path) -> None:
    with closing(Journal.open(folder)) as first, closing(Journal.open(folder)) as second:
        assert ("ingress-1", "ingress-2") == (first.name, second.name)


def test_a_freed_slot_is_taken_again(folder: Path) -> None:
    Journal.open(folder).close()

    with closing(Journal.open(folder)) as journal:
        assert "ingress-1" == journal.name


def test_a_file_of_another_version_is_refused_and_its_slot_let_go(folder: Path) -> None:
    Journal.open(folder).close()
    with closing(sqlite3.connect(folder / "ingress-1.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")

    for _ in range(2):
        with pytest.raises(JournalUnknown):
            Journal.open(folder)


def test_a_closed_journal_refuses(folder: Path) -> None:
    async def scenario() -> None:
        journal = Journal.open(folder)
        journal.close()
        with pytest.raises(JournalDown):
            await journal.append(delivery())

    asyncio.run(scenario())


def test_closing_writes_what_still_waits(watched: type[WatchedConnection], folder: Path, rows: Rows) -> None:
    async def scenario() -> None:
        journal = Journal.open(folder, patience=5)
        watched.gate.clear()
        appending = [asyncio.create_task(journal.append(delivery(number))) for number in range(10)]
        await asyncio.sleep(0.05)
        closing_thread = asyncio.create_task(asyncio.to_thread(journal.close))
        await asyncio.sleep(0.05)
        watched.gate.set()
        await asyncio.gather(*appending, closing_thread)

    asyncio.run(scenario())

    assert 10 == len(rows())
