"""Deaths of judges: each one is counted on the events it leaves behind, and nothing else is."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.clock import FixedClock
from integrator.ledger import events
from integrator.ledger.database import Ledger
from integrator.ledger.events import Look, NewEvent
from tests.ledger.builders import LEASE, NOON, ORDER, STORE

SECOND = timedelta(seconds=1)


def add(ledger: Ledger, subject: str = ORDER) -> str:
    with ledger.write() as connection:
        return events.add(ledger, connection, NewEvent(STORE, "orders/create", subject, "delivery", NOON))


def claim(ledger: Ledger, subject: str = ORDER) -> dict[str, Any]:
    """Claim the events of a subject; return the crashes of each."""
    return {row.id: row.crashes for row in events.claim(ledger, Look(STORE, subject), lease=LEASE)}


def die(ledger: Ledger, clock: FixedClock) -> None:
    """Claim the events of the order and let the lease run out."""
    claim(ledger)
    clock.advance(LEASE + SECOND)


def test_each_judge_that_died_is_counted(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    counted = []

    for _ in range(4):
        counted.append(claim(ledger)[event])
        clock.advance(LEASE + SECOND)

    assert [0, 1, 2, 3] == counted


def test_events_that_the_dead_did_not_hold_are_not_blamed(ledger: Ledger, clock: FixedClock) -> None:
    old, other = add(ledger), add(ledger, "gid://shopify/Order/9")
    die(ledger, clock)
    new = add(ledger)

    assert {old: 1, new: 0} == claim(ledger)
    assert {other: 0} == claim(ledger, "gid://shopify/Order/9")


@pytest.mark.parametrize("counts", [True, False])
def test_a_postponed_event_was_left_by_nobody_dead(ledger: Ledger, clock: FixedClock, *, counts: bool) -> None:
    event = add(ledger)
    claim(ledger)
    events.postpone(ledger, [event], wait=SECOND, why="away", counts=counts)
    clock.advance(LEASE * 2)

    assert {event: 0} == claim(ledger)


def test_a_judge_that_lives_to_fail_takes_back_the_deaths_before_it(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    die(ledger, clock)
    claim(ledger)
    events.postpone(ledger, [event], wait=SECOND, why="away", counts=True)
    clock.advance(SECOND)

    assert {event: 0} == claim(ledger)


def test_a_throttled_judge_takes_no_death_back(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    die(ledger, clock)
    claim(ledger)
    events.postpone(ledger, [event], wait=SECOND, why="throttled", counts=False)
    clock.advance(SECOND)

    assert {event: 1} == claim(ledger)
