"""The clock of the ledger goes back: what was due stays due, and nobody waits for the hour to pass again."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.cases import Case
from integrator.clock import FixedClock
from integrator.ledger import events, jumps, relay, ticks
from integrator.ledger.database import Ledger
from integrator.ledger.events import Look, NewEvent
from tests.ledger.builders import LEASE, NOON, ORDER, STORE, begin, claim, claimed, ensure, move, run_of

HOUR = timedelta(hours=1)
EVERY = timedelta(seconds=2)
RELAY_AFTER = timedelta(seconds=10)


def heal(ledger: Ledger) -> timedelta:
    return jumps.heal(ledger, job="upkeep.relay", every=EVERY, lease=LEASE)


def tick(ledger: Ledger, job: str = "upkeep.relay", every: timedelta = EVERY) -> bool:
    return ticks.take(ledger, job, every=every)


def overdue(ledger: Ledger) -> list[str]:
    return [wakeup.run for wakeup in relay.overdue(ledger, after=RELAY_AFTER, room={"protect": 100})]


@pytest.fixture
def run(ledger: Ledger) -> str:
    case: Case = ensure(ledger)[0]
    return begin(ledger, case)


def ticking(ledger: Ledger, clock: FixedClock, *, rounds: int = 40) -> None:
    """Let relay and poller have their ticks for a while."""
    for _ in range(rounds):
        clock.advance(EVERY)
        tick(ledger)
        tick(ledger, "poll.decisions", timedelta(seconds=5))


def test_the_ticks_of_the_hour_that_comes_again_are_taken_again(ledger: Ledger, clock: FixedClock) -> None:
    clock.advance(-HOUR)
    ticking(ledger, clock)
    clock.advance(HOUR)
    tick(ledger)
    clock.at = NOON - HOUR + timedelta(seconds=20)

    stuck = tick(ledger)
    heal(ledger)
    clock.advance(timedelta(seconds=5))

    assert not stuck
    assert [True, True] == [tick(ledger), tick(ledger, "poll.decisions", timedelta(seconds=5))]
    assert [False, False] == [tick(ledger), tick(ledger, "poll.decisions", timedelta(seconds=5))]


def test_no_slot_is_given_twice_while_the_clock_goes_on_or_is_nudged(ledger: Ledger, clock: FixedClock) -> None:
    taken = []
    for nudge in (0, 2, -1, 2, -15, 2, 2):
        clock.advance(timedelta(seconds=nudge))
        assert timedelta(0) == heal(ledger)
        if tick(ledger):
            taken.append(int(clock.now().timestamp() // 2))

    assert len(set(taken)) == len(taken)


def test_an_hour_without_beat_is_followed_by_one_tick_and_no_burst(ledger: Ledger, clock: FixedClock) -> None:
    tick(ledger)
    clock.advance(HOUR)

    assert [True, *[False] * 9] == [tick(ledger) for _ in range(10)]


def test_a_run_that_was_due_is_woken_at_once_after_the_jump(ledger: Ledger, clock: FixedClock, run: str) -> None:
    ticking(ledger, clock)
    move(ledger, claimed(ledger, run), due_at=clock.now(), woken_at=clock.now())
    clock.advance(-HOUR)

    stuck = overdue(ledger)
    back = heal(ledger)
    clock.advance(RELAY_AFTER + EVERY)

    assert [] == stuck
    assert HOUR - EVERY <= back <= HOUR
    assert [run] == overdue(ledger)
    assert claim(ledger, run) is not None


def test_the_lease_of_a_dead_worker_ends_after_a_lease_and_not_after_an_hour(
    ledger: Ledger, clock: FixedClock, run: str
) -> None:
    ticking(ledger, clock)
    claimed(ledger, run)
    clock.advance(-HOUR)
    heal(ledger)

    early = claim(ledger, run)
    clock.advance(LEASE + EVERY)

    assert early is None
    assert claim(ledger, run, worker="w2") is not None


def test_a_deadline_stays_where_it_was(ledger: Ledger, clock: FixedClock, run: str) -> None:
    ticking(ledger, clock)
    deadline = clock.now() + timedelta(hours=3)
    move(ledger, claimed(ledger, run), state="waiting", due_at=deadline, woken_at=clock.now())
    clock.advance(-HOUR)

    heal(ledger)

    assert deadline == run_of(ledger, run).due_at


def test_an_event_that_was_due_is_looked_at_after_the_jump(ledger: Ledger, clock: FixedClock) -> None:
    ticking(ledger, clock)
    with ledger.write() as connection:
        facts: dict[str, Any] = {"topic": "orders/create", "source": "delivery", "occurred_at": clock.now()}
        events.add(ledger, connection, NewEvent(store=STORE, subject=ORDER, **facts))
    clock.advance(-HOUR)

    stuck = events.overdue(ledger, after=RELAY_AFTER)
    heal(ledger)
    clock.advance(RELAY_AFTER + EVERY)

    assert [] == stuck
    assert [Look(STORE, ORDER)] == events.overdue(ledger, after=RELAY_AFTER)


def test_a_second_look_finds_nothing_to_heal(ledger: Ledger, clock: FixedClock) -> None:
    ticking(ledger, clock)
    clock.advance(-HOUR)

    assert timedelta(0) < heal(ledger)
    assert timedelta(0) == heal(ledger)


def test_a_ledger_without_ticks_has_nothing_to_heal(ledger: Ledger) -> None:
    assert timedelta(0) == heal(ledger)
