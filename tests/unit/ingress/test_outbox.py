"""What the shipper is given, in which order, and what is forgotten."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from integrator.ingress.delivery import COLUMNS
from integrator.ingress.errors import JournalDown
from integrator.ingress.journal import Journal
from integrator.ingress.outbox import Outbox
from tests.unit.ingress.builders import Append, Rows, Ship, delivery, next_batch

START = 1_780_000_000.0
HOUR = 3600.0


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def outbox(journal: Journal, clock: time_machine.Traveller) -> Iterator[Outbox]:
    with closing(journal.outbox()) as outbox:
        yield outbox


@pytest.fixture
def ship(outbox: Outbox) -> Ship:
    """Ship everything that waits and name it in order."""

    def ship() -> list[str]:
        shipped = []
        while batch := outbox.next_batch():
            shipped += [str(entry["webhook_id"]) for entry in batch.entries]
            outbox.mark_shipped(batch)
        outbox.save()
        return shipped

    return ship


def test_deliveries_are_given_in_order_and_once(append: Append, ship: Ship) -> None:
    append(1, 2, 3)

    assert ["id-1", "id-2", "id-3"] == ship()
    assert [] == ship()


def test_an_entry_names_its_place_in_the_journal_and_holds_all_columns(append: Append, outbox: Outbox) -> None:
    append(1)

    entry = next_batch(outbox).entries[0]

    assert "ingress-1:1" == entry.pop("journal")
    assert {name: getattr(delivery(1), name) for name in COLUMNS} == entry


def test_what_was_read_but_not_marked_is_given_again(append: Append, outbox: Outbox) -> None:
    append(1)
    next_batch(outbox)

    assert ["id-1"] == [entry["webhook_id"] for entry in next_batch(outbox).entries]


def test_what_the_journal_refused_to_write_down_is_given_again(
    append: Append, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise JournalDown

    append(1)
    outbox.mark_shipped(next_batch(outbox))
    monkeypatch.setattr(outbox, "_write", refuse)

    with pytest.raises(JournalDown):
        outbox.save()

    assert ["id-1"] == [entry["webhook_id"] for entry in next_batch(outbox).entries]


def test_a_batch_ends_after_500_rows_or_4_mib(append: Append, outbox: Outbox) -> None:
    append(*range(501))
    assert 500 == len(next_batch(outbox).entries)

    outbox.mark_shipped(next_batch(outbox))
    append(1, 2, 3, 4, body=bytes(2 * 1024 * 1024))
    assert 3 == len(next_batch(outbox).entries)


def test_the_first_generation_ships_nothing_twice(append: Append, outbox: Outbox, ship: Ship) -> None:
    append(1)

    assert 0 == outbox.start_generation("one", repeat=timedelta(hours=24))
    assert ["id-1"] == ship()
    assert "one" == outbox.generation


def test_a_new_generation_repeats_what_was_shipped_within_the_window(
    append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller
) -> None:
    append(1)
    ship()
    clock.shift(25 * HOUR)
    append(2, 3)
    ship()

    assert 2 == outbox.start_generation("two", repeat=timedelta(hours=24))
    assert ["id-2", "id-3"] == ship()
    assert [] == ship()


def test_the_window_counts_from_shipping_not_from_receiving(
    append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller
) -> None:
    append(1)
    clock.shift(40 * HOUR)  # Redis was away for long.
    ship()
    clock.shift(HOUR)

    assert 1 == outbox.start_generation("two", repeat=timedelta(hours=24))


def test_new_deliveries_go_before_repeated_ones(append: Append, outbox: Outbox, ship: Ship) -> None:
    append(1)
    ship()
    outbox.start_generation("two", repeat=timedelta(hours=24))
    append(2)

    assert ["id-2", "id-1"] == ship()


def test_repeating_does_not_count_as_unshipped(journal: Journal, append: Append, outbox: Outbox, ship: Ship) -> None:
    append(1)
    ship()
    outbox.start_generation("two", repeat=timedelta(hours=24))

    assert 0 == journal.backlog.rows
    ship()
    assert 0 == journal.backlog.rows


def test_a_repetition_goes_on_after_a_restart(
    folder: Path, journal: Journal, append: Append, outbox: Outbox, ship: Ship
) -> None:
    append(1)
    ship()
    outbox.start_generation("two", repeat=timedelta(hours=24))
    journal.close()

    with closing(Journal.open(folder)) as restarted, closing(restarted.outbox()) as again:
        assert ["id-1"] == [entry["webhook_id"] for entry in next_batch(again).entries]


def test_what_was_shipped_long_ago_is_deleted_and_the_rest_stays(
    append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller, rows: Rows
) -> None:
    append(*range(450))
    ship()
    clock.shift(49 * HOUR)
    append(1000)
    ship()
    append(1001)

    deleted = []
    while count := outbox.prune(keep=timedelta(hours=48)):
        deleted.append(count)

    assert [200, 200, 50] == deleted
    assert ["id-1000", "id-1001"] == [row["webhook_id"] for row in rows()]
    assert ["id-1001"] == ship()


def test_what_was_never_shipped_is_kept_for_ever(
    append: Append, outbox: Outbox, clock: time_machine.Traveller, rows: Rows
) -> None:
    append(1)
    clock.shift(1000 * HOUR)

    assert 0 == outbox.prune(keep=timedelta(hours=48))
    assert 1 == len(rows())


def test_what_must_be_repeated_is_not_deleted_before(
    append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller, rows: Rows
) -> None:
    append(1)
    ship()
    outbox.start_generation("two", repeat=timedelta(hours=24))
    clock.shift(49 * HOUR)

    assert 0 == outbox.prune(keep=timedelta(hours=48))
    assert ["id-1"] == ship()
    assert 1 == outbox.prune(keep=timedelta(hours=48))


def test_numbers_do_not_come_back_after_everything_was_deleted(
    folder: Path, journal: Journal, append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller
) -> None:
    append(1, 2)
    ship()
    clock.shift(49 * HOUR)
    outbox.prune(keep=timedelta(hours=48))
    journal.close()

    with closing(Journal.open(folder)) as restarted, closing(restarted.outbox()) as again:
        asyncio.run(restarted.append(delivery(3)))
        assert ["ingress-1:3"] == [entry["journal"] for entry in next_batch(again).entries]


def test_a_clock_that_is_set_back_does_not_make_deliveries_look_long_shipped(
    append: Append, outbox: Outbox, ship: Ship, clock: time_machine.Traveller
) -> None:
    append(1)
    ship()
    clock.shift(-100 * HOUR)
    append(2)
    ship()
    clock.shift(100 * HOUR)

    assert 2 == outbox.start_generation("two", repeat=timedelta(hours=24))


def test_the_shippers_view_cannot_change_the_journal(outbox: Outbox) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        outbox._connection.execute("DELETE FROM deliveries")
