"""A store that sends nothing is asked whether something happened there; only then is its silence told."""

from datetime import UTC, datetime, timedelta

import pytest

from integrator.clock import FixedClock
from integrator.ledger import deliveries
from integrator.ledger.alarms import open_alarms
from integrator.ledger.deliveries import Delivery
from integrator.sweeps import listen
from integrator.sweeps.silence import silence_ends
from tests.flows.story import STORE, Sandbox, Shop, Workshop

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def deliver(fleet: Workshop, at: datetime) -> None:
    """Take in one delivery at a moment."""
    ledger = fleet.connections.ledger
    with ledger.write() as connection:
        delivery = Delivery(
            store=STORE,
            topic="orders/create",
            webhook_id=f"{at:%s%f}",
            event_id="",
            triggered_at="",
            api_version="2026-07",
            received_at=at,
            journal="1",
            body=b"",
            body_hash="",
        )
        deliveries.insert(connection, delivery)
        deliveries.note_stores(connection, {STORE: at})


def listen_at(fleet: Workshop, moment: datetime) -> str:
    fleet.connections.clock = FixedClock(moment)
    return listen(fleet.connections, fleet.connections.stores[STORE])


def alarms(fleet: Workshop) -> list[str]:
    return [alarm["code"] for alarm in open_alarms(fleet.connections.ledger)]


def later(**step: float) -> datetime:
    return datetime.now(UTC) + timedelta(**step)


def test_silence_although_orders_changed_is_told_and_the_next_delivery_clears_it(fleet: Workshop, store: Shop) -> None:
    deliver(fleet, datetime.now(UTC) - timedelta(days=3))
    store.place_order(total="80.00")

    told = listen_at(fleet, later(minutes=10))
    raised = alarms(fleet)
    deliver(fleet, later(minutes=11))
    listen_at(fleet, later(minutes=12))

    assert "orders changed there meanwhile" == told
    assert ["store_silent"] == raised
    assert [] == alarms(fleet)


def test_silence_in_a_store_where_nothing_happened_is_told_to_nobody(fleet: Workshop, store: Shop) -> None:
    deliver(fleet, datetime.now(UTC) - timedelta(days=3))

    assert "silent, and nothing happened there" == listen_at(fleet, later(minutes=10))
    assert [] == alarms(fleet)


def test_silence_of_a_store_that_cannot_be_asked_is_told(fleet: Workshop, sandbox: Sandbox) -> None:
    deliver(fleet, datetime.now(UTC) - timedelta(days=3))
    sandbox.fault("shopify", "orders", "status", status=503, times=0)

    told = listen_at(fleet, later(minutes=10))

    assert "Shopify cannot be asked" in told
    assert ["store_silent"] == alarms(fleet)


def test_a_store_that_spoke_just_now_is_not_asked(fleet: Workshop, sandbox: Sandbox) -> None:
    sandbox.fault("shopify", "orders", "status", status=503, times=0)
    deliver(fleet, datetime.now(UTC))

    assert listen_at(fleet, later(minutes=10)).startswith("heard ")


def test_a_store_that_was_neither_heard_nor_swept_is_not_judged(fleet: Workshop) -> None:
    assert "the store was never heard nor swept" == listen_at(fleet, WEDNESDAY)


@pytest.mark.parametrize(
    ("last", "ends"),
    [
        # Berlin, 20 November 2026 is a Friday; business hours are 8 to 20, Monday to Saturday.
        ("2026-11-20T09:00:00+01:00", "2026-11-20T15:00:00+01:00"),
        ("2026-11-20T18:00:00+01:00", "2026-11-21T12:00:00+01:00"),
        ("2026-11-21T19:00:00+01:00", "2026-11-23T13:00:00+01:00"),
    ],
)
def test_before_there_is_enough_history_six_business_hours_are_too_long(fleet: Workshop, last: str, ends: str) -> None:
    store = fleet.connections.stores[STORE]
    begin = datetime.fromisoformat(last)

    assert datetime.fromisoformat(ends) == silence_ends(fleet.connections, store, last=begin, now=begin)


@pytest.mark.parametrize(
    ("gap", "allowed"),
    [
        (timedelta(minutes=2), timedelta(minutes=30)),
        (timedelta(hours=1), timedelta(hours=2)),
        (timedelta(hours=14), timedelta(hours=28)),
    ],
)
def test_usual_is_what_the_same_hour_of_the_last_weeks_was_like(
    fleet: Workshop, gap: timedelta, allowed: timedelta
) -> None:
    for week in (1, 2, 3):
        then = WEDNESDAY - timedelta(weeks=week)
        deliver(fleet, then - gap / 2)
        deliver(fleet, then + gap / 2)
    store = fleet.connections.stores[STORE]
    last = WEDNESDAY - timedelta(minutes=5)

    assert last + allowed == silence_ends(fleet.connections, store, last=last, now=WEDNESDAY)
