"""Sightings: what counts as handled, as waiting and as missing, whatever comes in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from integrator.ledger import events, sightings
from integrator.ledger.database import Ledger
from integrator.ledger.events import NewEvent
from integrator.ledger.sightings import Reading
from tests.ledger.builders import NOON, ORDER, STORE

SEEN = Reading(
    store=STORE, kind="order", subject=ORDER, updated_at=NOON, digest="d1", topics=frozenset({"orders/create"})
)
SECOND = timedelta(seconds=1)


def judge(ledger: Ledger, reading: Reading, *, origin: str = "delivery") -> None:
    with ledger.write() as connection:
        sightings.judged(ledger, connection, reading, origin=origin)


def standing(ledger: Ledger, reading: Reading) -> str:
    with ledger.write() as connection:
        return sightings.standing_of(ledger, connection, reading)


def raise_late(ledger: Ledger, reading: Reading) -> None:
    with ledger.write() as connection:
        sightings.raise_late(ledger, connection, reading, topic="orders/updated", quiet=False)


def settle_all(ledger: Ledger, state: str) -> None:
    with ledger.write() as connection:
        found = [one["id"] for one in sightings.found_late(ledger)]
        events.settle(connection, found, state=state, outcome="")


def test_what_nobody_judged_is_missing(ledger: Ledger) -> None:
    assert "missing" == standing(ledger, SEEN)


def test_the_very_state_that_was_judged_is_handled(ledger: Ledger) -> None:
    judge(ledger, SEEN)

    assert "handled" == standing(ledger, SEEN)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (replace(SEEN, updated_at=NOON + SECOND), "missing"),
        (replace(SEEN, updated_at=NOON - SECOND, digest="d0"), "handled"),
        (replace(SEEN, digest="d2"), "missing"),
        (replace(SEEN, topics=frozenset({"orders/create", "orders/cancelled"})), "missing"),
        (replace(SEEN, updated_at=NOON - SECOND, topics=frozenset({"orders/cancelled"})), "missing"),
        (replace(SEEN, topics=frozenset()), "handled"),
        (replace(SEEN, kind="dispute"), "missing"),
        (replace(SEEN, store="other.myshopify.com"), "missing"),
    ],
    ids=["newer", "older", "other facets", "unheard topic", "older, unheard topic", "no topic", "kind", "store"],
)
def test_another_state_than_the_one_judged(ledger: Ledger, listed: Reading, expected: str) -> None:
    judge(ledger, SEEN)

    assert expected == standing(ledger, listed)


def test_an_older_judgment_that_comes_late_does_not_undo_a_newer_one(ledger: Ledger) -> None:
    judge(ledger, SEEN)
    judge(ledger, replace(SEEN, updated_at=NOON - SECOND, digest="d0", topics=frozenset({"orders/paid"})))

    assert "handled" == standing(ledger, SEEN)
    assert "handled" == standing(ledger, replace(SEEN, topics=frozenset({"orders/create", "orders/paid"})))


def test_a_state_with_an_event_that_is_pending_waits(ledger: Ledger) -> None:
    new = NewEvent(store=STORE, topic="orders/paid", subject=ORDER, source="delivery", occurred_at=NOON)
    with ledger.write() as connection:
        events.add(ledger, connection, new)

    assert "waiting" == standing(ledger, SEEN)


@pytest.mark.parametrize(("age", "expected"), [(timedelta(0), "waiting"), (-SECOND, "missing")])
def test_a_parked_event_stands_for_the_states_before_it_only(ledger: Ledger, age: timedelta, expected: str) -> None:
    new = NewEvent(store=STORE, topic="orders/paid", subject=ORDER, source="delivery", occurred_at=NOON + age)
    with ledger.write() as connection:
        event = events.add(ledger, connection, new)
        events.settle(connection, [event], state="parked", outcome="")

    assert expected == standing(ledger, SEEN)


def test_a_state_is_raised_once_and_again_only_when_it_stays_unjudged(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_late(ledger, SEEN)
    settle_all(ledger, "done")

    fresh = standing(ledger, SEEN)
    changed = standing(ledger, replace(SEEN, digest="d2"))
    monkeypatch.setattr(sightings, "_PATIENCE", timedelta(0))

    assert ("waiting", "missing") == (fresh, changed)
    assert "missing" == standing(ledger, SEEN)


def test_what_was_raised_and_then_judged_is_handled(ledger: Ledger) -> None:
    raise_late(ledger, SEEN)
    judge(ledger, SEEN, origin="sweep")
    settle_all(ledger, "done")

    assert "handled" == standing(ledger, SEEN)
