"""Ticks and cursors: one tick per job and slot, and a mark per poller."""

from datetime import timedelta

from integrator.clock import FixedClock
from integrator.ledger import ticks
from integrator.ledger.database import Ledger
from tests.ledger.builders import at_once

EVERY = timedelta(seconds=10)


def test_of_ten_beats_one_has_the_tick(ledger: Ledger) -> None:
    assert 1 == sum(at_once(10, lambda _: ticks.take(ledger, "poll.decisions", every=EVERY)))


def test_each_slot_and_each_job_has_its_own_tick(ledger: Ledger, clock: FixedClock) -> None:
    taken = [ticks.take(ledger, "poll.decisions", every=EVERY), ticks.take(ledger, "upkeep.relay", every=EVERY)]
    clock.advance(timedelta(seconds=9))
    taken.append(ticks.take(ledger, "poll.decisions", every=EVERY))
    clock.advance(timedelta(seconds=1))
    taken.append(ticks.take(ledger, "poll.decisions", every=EVERY))

    assert [True, True, False, True] == taken


def test_only_old_ticks_are_pruned(ledger: Ledger, clock: FixedClock) -> None:
    ticks.take(ledger, "poll.decisions", every=EVERY)
    clock.advance(timedelta(hours=1))
    ticks.take(ledger, "poll.decisions", every=EVERY)

    assert 1 == ticks.prune(ledger, before=clock.now())
    assert 0 == ticks.prune(ledger, before=clock.now())
    assert not ticks.take(ledger, "poll.decisions", every=EVERY)


def test_a_cursor_keeps_what_was_set_last(ledger: Ledger) -> None:
    before = ticks.get_cursor(ledger, "shopify.orders")

    ticks.set_cursor(ledger, "shopify.orders", {"after": "a"})
    ticks.set_cursor(ledger, "shopify.orders", {"after": "b", "page": 2})
    ticks.set_cursor(ledger, "shopify.returns", "c")

    assert before is None
    assert {"after": "b", "page": 2} == ticks.get_cursor(ledger, "shopify.orders")
    assert "c" == ticks.get_cursor(ledger, "shopify.returns")


def test_a_cursor_moves_only_for_those_who_know_where_it_is(ledger: Ledger) -> None:
    moves = [(None, {"page": 1}), (None, {"page": 9}), ({"page": 1}, {"page": 2}), ({"page": 1}, {"page": 9})]

    moved = []
    for was, to in moves:
        with ledger.write() as connection:
            moved.append(ticks.move_cursor(ledger, connection, "sweep", was=was, to=to))

    assert [True, False, True, False] == moved
    assert {"page": 2} == ticks.get_cursor(ledger, "sweep")


def test_of_ten_who_know_where_a_cursor_is_one_moves_it(ledger: Ledger) -> None:
    ticks.set_cursor(ledger, "sweep", {"page": 1})

    def move(number: int) -> bool:
        with ledger.write() as connection:
            return ticks.move_cursor(ledger, connection, "sweep", was={"page": 1}, to={"page": 1, "by": number})

    assert 1 == sum(at_once(10, move))
