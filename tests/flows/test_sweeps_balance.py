"""At the end of a store's day every order is accounted for, and what is missing comes in and is told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrator.clock import FixedClock
from integrator.intake import judge
from integrator.ledger import balances, events
from integrator.ledger.alarms import open_alarms
from integrator.ledger.events import NewEvent
from integrator.settings import Settings
from integrator.sweeps import balance, balance_yesterday
from integrator.sweeps.balance import _span
from tests.flows.story import STORE, Shop, Workshop

PLAIN: dict[str, Any] = {"total": "80.00"}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sweep_every": timedelta(0), "sweep_grace": timedelta(0)})


@pytest.fixture
def swept(fleet: Workshop) -> Workshop:
    """A fleet that has swept the store since before today."""
    fleet.connections.clock = FixedClock(datetime.now(UTC) - timedelta(days=2))
    fleet.sweep()
    fleet.connections.clock = FixedClock(datetime.now(UTC))
    return fleet


def today() -> date:
    return datetime.now(BERLIN).date()


def draw(fleet: Workshop) -> str:
    """Look at the balance half an hour after the next midnight of the store."""
    midnight = datetime.combine(today() + timedelta(days=1), datetime.min.time(), BERLIN)
    fleet.connections.clock = FixedClock(midnight + timedelta(minutes=31))
    told, looks = balance_yesterday(fleet.connections, fleet.connections.stores[STORE], wanted=fleet.wanted)
    for look in looks:
        judge(fleet.connections, fleet.rules, look)
    return told


def alarms(fleet: Workshop) -> list[tuple[str, str]]:
    return [(alarm["code"], alarm["about"]) for alarm in open_alarms(fleet.connections.ledger)]


def hear_with_echo(fleet: Workshop, number: str) -> None:
    fleet.hear(number, "orders/create")
    fleet.work(patience=60)
    fleet.hear(number, "orders/updated")


def test_a_day_on_which_everything_was_heard_has_nothing_missing(swept: Workshop, store: Shop) -> None:
    for _ in range(3):
        hear_with_echo(swept, store.place_order(**PLAIN))

    assert "in Shopify 3, handled 3, waiting 0, missing 0" == draw(swept)
    assert [] == alarms(swept)


def test_missing_orders_are_listed_judged_and_told_until_they_are_handled(swept: Workshop, store: Shop) -> None:
    hear_with_echo(swept, store.place_order(**PLAIN))
    lost = store.place_order(**PLAIN)

    first = draw(swept)
    raised = alarms(swept)
    drawn = balances.find(swept.connections.ledger, STORE, today().isoformat())
    second = draw(swept)

    assert "in Shopify 2, handled 1, waiting 0, missing 1" == first
    assert [("balance_missing", f"{STORE} {today()}")] == raised
    assert drawn is not None
    assert [f"gid://shopify/Order/{lost}"] == [one["subject"] for one in drawn["missing"]]
    assert "in Shopify 2, handled 2, waiting 0, missing 0" == second
    assert [] == alarms(swept)
    assert "nothing to balance" == draw(swept)


def test_an_order_in_front_of_a_person_waits_and_is_not_missing(swept: Workshop, store: Shop) -> None:
    number = store.place_order(**PLAIN)
    with swept.connections.ledger.write() as connection:
        new = NewEvent(
            store=STORE,
            topic="orders/create",
            subject=f"gid://shopify/Order/{number}",
            source="delivery",
            occurred_at=datetime.now(UTC),
        )
        event = events.add(swept.connections.ledger, connection, new)
        events.settle(connection, [event], state="parked", outcome="Shopify refuses")

    assert "in Shopify 1, handled 0, waiting 1, missing 0" == draw(swept)


def test_an_order_that_changes_while_the_balance_is_drawn_waits_for_its_webhook(swept: Workshop, store: Shop) -> None:
    swept.connections.settings = swept.connections.settings.model_copy(update={"sweep_grace": timedelta(days=2)})
    hear_with_echo(swept, store.place_order(**PLAIN))
    store.place_order(**PLAIN)

    assert "in Shopify 2, handled 1, waiting 1, missing 0" == draw(swept)


def test_a_balance_of_many_pages_goes_on_where_the_last_look_ended(
    swept: Workshop, store: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrator.clients.shopify.lists.PAGE", 2)
    swept.connections.settings = swept.connections.settings.model_copy(update={"sweep_pages": 1})
    for _ in range(5):
        store.place_order(**PLAIN)

    told = [draw(swept) for _ in range(3)]

    assert [f"2 orders of {today()} so far", f"4 orders of {today()} so far"] == told[:2]
    assert "in Shopify 5, handled 0, waiting 0, missing 5" == told[2]


def test_a_day_is_drawn_on_demand(swept: Workshop, store: Shop) -> None:
    hear_with_echo(swept, store.place_order(**PLAIN))

    drawn = balance(swept.connections, swept.connections.stores[STORE], today(), wanted=swept.wanted)

    assert (1, 1, 0, []) == tuple(drawn[name] for name in ("in_shopify", "handled", "waiting", "missing"))


def test_a_store_that_was_not_swept_all_day_has_no_balance(fleet: Workshop, store: Shop) -> None:
    fleet.sweep()

    told, _ = balance_yesterday(fleet.connections, fleet.connections.stores[STORE], wanted=fleet.wanted)

    assert "the store has not been swept for a whole day" == told


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-20", 24)])
def test_a_day_is_as_long_as_the_clocks_of_the_store_make_it(fleet: Workshop, day: str, hours: int) -> None:
    first, last = _span(fleet.connections.stores[STORE], date.fromisoformat(day))

    assert timedelta(hours=hours) == last - first + timedelta(seconds=1)
