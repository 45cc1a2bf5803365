"""Events: those of a subject are claimed together, come back when their judge dies, and are woken when lost."""

from datetime import timedelta
from typing import Any

from integrator.clock import FixedClock
from integrator.ledger import events
from integrator.ledger.database import Ledger
from integrator.ledger.events import Look, NewEvent
from tests.ledger.builders import LEASE, NOON, ORDER, STORE, at_once

LOOK = Look(STORE, ORDER)
RELAY_AFTER = timedelta(seconds=10)


def add(ledger: Ledger, topic: str = "orders/create", subject: str = ORDER) -> str:
    with ledger.write() as connection:
        return events.add(ledger, connection, NewEvent(STORE, topic, subject, "delivery", NOON))


def claim(ledger: Ledger) -> list[str]:
    return sorted(row.id for row in events.claim(ledger, LOOK, lease=LEASE))


def settle(ledger: Ledger, *event_ids: str) -> None:
    with ledger.write() as connection:
        events.settle(connection, event_ids, state="done", outcome="no rule applies")


def test_all_events_of_a_subject_are_claimed_together(ledger: Ledger) -> None:
    ours = sorted([add(ledger), add(ledger, "orders/updated")])
    add(ledger, subject="gid://shopify/Order/9")

    assert ours == claim(ledger)
    assert [] == claim(ledger)


def test_of_ten_judges_one_has_the_event(ledger: Ledger) -> None:
    add(ledger)

    assert 1 == sum(len(found) for found in at_once(10, lambda _: claim(ledger)))


def test_an_event_comes_back_when_its_judge_died(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    claim(ledger)

    clock.advance(LEASE)
    at_its_end = claim(ledger)
    clock.advance(timedelta(seconds=1))

    assert [] == at_its_end
    assert [event] == claim(ledger)


def test_a_settled_event_is_not_claimed_again(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    claim(ledger)

    settle(ledger, event)
    clock.advance(LEASE * 2)

    assert [] == claim(ledger)
    assert [] == events.overdue(ledger, after=timedelta(0))


def attempts_after(ledger: Ledger, clock: FixedClock, *, counts: bool) -> Any:
    event = add(ledger)
    claim(ledger)
    events.postpone(ledger, [event], wait=timedelta(seconds=30), why="throttled", counts=counts)
    clock.advance(timedelta(seconds=29))
    assert [] == claim(ledger)
    clock.advance(timedelta(seconds=1))
    (row,) = events.claim(ledger, LOOK, lease=LEASE)
    return row.attempts


def test_a_postponed_event_comes_back_with_its_attempt_counted(ledger: Ledger, clock: FixedClock) -> None:
    assert 2 == attempts_after(ledger, clock, counts=True)


def test_a_throttled_event_comes_back_without_blame(ledger: Ledger, clock: FixedClock) -> None:
    assert 1 == attempts_after(ledger, clock, counts=False)


def test_a_subject_whose_wake_up_got_lost_is_named_once(ledger: Ledger, clock: FixedClock) -> None:
    add(ledger)
    add(ledger, "orders/updated")
    fresh = events.overdue(ledger, after=RELAY_AFTER)

    clock.advance(RELAY_AFTER + timedelta(seconds=1))

    assert [] == fresh
    assert [LOOK] == events.overdue(ledger, after=RELAY_AFTER)
    assert [] == events.overdue(ledger, after=RELAY_AFTER)


def test_a_subject_that_is_being_judged_is_not_lost(ledger: Ledger, clock: FixedClock) -> None:
    add(ledger)
    clock.advance(RELAY_AFTER)
    claim(ledger)
    clock.advance(timedelta(seconds=1))

    assert [] == events.overdue(ledger, after=RELAY_AFTER)


def test_a_postponed_event_is_woken_as_soon_as_it_is_due(ledger: Ledger, clock: FixedClock) -> None:
    event = add(ledger)
    claim(ledger)
    events.postpone(ledger, [event], wait=timedelta(seconds=5), why="away", counts=True)

    early = events.overdue(ledger, after=RELAY_AFTER)
    clock.advance(timedelta(seconds=5))

    assert [] == early
    assert [LOOK] == events.overdue(ledger, after=RELAY_AFTER)


def test_the_events_of_a_delivery_are_found_with_their_outcome(ledger: Ledger) -> None:
    event = add(ledger)
    settle(ledger, event)

    assert [] == events.of_delivery(ledger, "no such delivery")
