"""What Shopify's webhooks did not tell is found by asking, comes in late, and leads to the same."""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrator.clients.shopify import Shopify
from integrator.clock import FixedClock
from integrator.ledger import sightings
from integrator.ledger.alarms import open_alarms
from integrator.settings import Settings
from integrator.sweeps import KINDS, progress, reconcile
from tests.flows.story import STORE, Sandbox, Shop, Workshop

RISKY: dict[str, Any] = {"total": "12400.00", "risk": "HIGH"}
PLAIN: dict[str, Any] = {"total": "80.00"}
NEVER_SENT = frozenset({"orders/create"})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Rounds that are always due, and no patience for webhooks that are under way."""
    return settings.model_copy(
        update={"sweep_every": timedelta(0), "sweep_grace": timedelta(0), "sweep_again_every": timedelta(0)}
    )


def alarms(fleet: Workshop) -> list[str]:
    return [alarm["code"] for alarm in open_alarms(fleet.connections.ledger)]


def late(fleet: Workshop) -> list[str]:
    """Return what came of each event that a sweep raised, oldest first."""
    return [event["outcome"] for event in sightings.found_late(fleet.connections.ledger)][::-1]


def effects_by_order(sandbox: Sandbox) -> dict[str, Counter[str]]:
    """Count what was done in Shopify by operation, for each order."""
    counted: dict[str, Counter[str]] = {}
    for effect in sandbox.effects():
        if effect["system"] == "shopify" and (number := _order_of(effect)):
            counted.setdefault(number, Counter())[effect["operation"]] += 1
    return counted


def _order_of(effect: dict[str, Any]) -> str:
    name = str(effect["detail"].get("order") or effect["subject"])
    return name.rsplit("/", 1)[-1]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrator.clients.shopify.lists.PAGE", 3)


def test_lost_webhooks_are_found_marked_late_and_lead_to_the_same_as_if_heard(
    fleet: Workshop, store: Shop, sandbox: Sandbox
) -> None:
    fleet.sweep()
    wishes = [RISKY if place % 5 == 0 else PLAIN for place in range(20)]
    placed = [store.place_order(**wish) for wish in wishes]
    lost = {placed[place] for place in (0, 3, 7, 11, 15)}
    hear(fleet, *(set(placed) - lost))

    told = fleet.sweep()
    fleet.work(patience=60)

    assert "20 compared, 5 missed" == told
    assert all(outcome.startswith("late, found by a sweep: ") for outcome in late(fleet))
    effects = effects_by_order(sandbox)
    assert effects[placed[5]] == effects[placed[0]] == effects[placed[15]]
    assert effects[placed[1]] == effects[placed[3]] == effects[placed[7]] == effects[placed[11]]
    assert {number in lost for number in placed} == {case["late"] for case in fleet.cases()}
    assert {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases() if case["late"]} == lost


def hear(fleet: Workshop, *numbers: str) -> None:
    """Hear of new orders, work, and hear the echoes of what we did to them."""
    for number in numbers:
        fleet.hear(number, "orders/create")
    fleet.work(patience=60)
    for number in numbers:
        fleet.hear(number, "orders/updated")


def test_what_was_found_once_is_not_raised_again_by_the_next_rounds(fleet: Workshop, store: Shop) -> None:
    fleet.sweep()
    store.place_order(**PLAIN)

    first = fleet.sweep()
    fleet.work(patience=60)
    fleet.sweep()
    again = fleet.sweep()

    assert first.endswith("1 missed")
    assert again.endswith("0 missed")


def test_what_was_heard_is_not_raised(fleet: Workshop, store: Shop) -> None:
    fleet.sweep()
    fleet.hear(store.place_order(**PLAIN), "orders/create")

    assert "1 compared, 0 missed" == fleet.sweep()
    assert [] == late(fleet)


def test_a_lost_change_of_an_order_that_was_heard_is_found(fleet: Workshop, store: Shop) -> None:
    number = store.place_order(**PLAIN)
    fleet.hear(number, "orders/create")
    fleet.work(patience=60)
    fleet.sweep()
    store.change(number, "edit", total="15000.00")

    fleet.sweep()

    assert any("ORDER_REVIEW opened (value)" in outcome for outcome in late(fleet))


def test_a_lost_creation_is_found_although_a_later_change_was_heard(fleet: Workshop, store: Shop) -> None:
    fleet.sweep()
    number = store.place_order(**PLAIN)
    fleet.hear(number, "orders/paid")

    told = fleet.sweep()

    assert told.endswith("1 missed")
    assert fleet.sweep().endswith("0 missed")


def test_a_risk_that_changes_without_moving_the_order_is_found_by_reading_again(
    fleet: Workshop, store: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.connections.clock = FixedClock(datetime.now(UTC) - timedelta(minutes=1))
    fleet.sweep("open_orders")
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(seconds=2))
    number = store.place_order(**PLAIN)
    fleet.hear(number, "orders/create")
    monkeypatch.setattr("integrator.sandbox.shopify.risk.change", _keep_unmoved)
    store.change(number, "risk", level="HIGH")

    told = fleet.sweep("open_orders")

    assert told.endswith("1 missed")
    assert any("ORDER_REVIEW opened (risk)" in outcome for outcome in late(fleet))


def _keep_unmoved(action: Any, order: Any) -> None:
    from integrator.sandbox.shopify import orders

    orders.save(action, order)


def test_a_change_within_the_grace_is_left_to_its_webhook(fleet: Workshop, store: Shop) -> None:
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"sweep_grace": timedelta(minutes=2)})
    fleet.sweep()
    store.place_order(**PLAIN)

    young = fleet.sweep()
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(minutes=3))
    old = fleet.sweep()

    assert "0 compared, 0 missed" == young
    assert "1 compared, 1 missed" == old


def test_an_old_change_comes_in_without_telling_anybody(fleet: Workshop, store: Shop, sandbox: Sandbox) -> None:
    fleet.connections.settings = fleet.connections.settings.model_copy(
        update={"sweep_quiet_after": timedelta(minutes=-1)}
    )
    fleet.sweep()
    number = store.place_order(**RISKY)

    fleet.sweep()
    fleet.work(patience=60)

    assert 1 == len(store.our_holds(number))
    assert [] == sandbox.mails()


def test_many_orders_of_the_same_second_are_all_found_over_pages(
    fleet: Workshop, store: Shop, small_pages: None
) -> None:
    fleet.sweep()
    placed = {store.place_order(**PLAIN) for _ in range(10)}

    assert "10 compared, 10 missed" == fleet.sweep()
    assert placed == {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()}


def test_orders_that_change_while_the_pages_are_read_are_not_lost(
    fleet: Workshop, store: Shop, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    placed = [store.place_order(**PLAIN) for _ in range(7)]
    change_after_first_page(monkeypatch, lambda: store.change(placed[0], "address", city="Kiel"))

    fleet.sweep()
    fleet.sweep()

    assert set(placed) == {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()}


def change_after_first_page(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    listing, turns = Shopify.list_orders, iter([change])

    def list_orders(self: Shopify, search: str, *, after: str | None = None) -> Any:
        page = listing(self, search, after=after)
        next(turns, lambda: None)()
        return page

    monkeypatch.setattr(Shopify, "list_orders", list_orders)


def test_an_order_that_the_list_shows_late_is_found_by_the_overlap(
    fleet: Workshop, store: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    number = store.place_order(**PLAIN)
    listing, lags = Shopify.list_orders, iter([True])

    def lagging(self: Shopify, search: str, *, after: str | None = None) -> Any:
        page = listing(self, search, after=after)
        return page.model_copy(update={"orders": ()}) if next(lags, False) else page

    monkeypatch.setattr(Shopify, "list_orders", lagging)
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(minutes=1))
    first = fleet.sweep()
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(minutes=10))

    assert "0 compared, 0 missed" == first
    assert "1 compared, 1 missed" == fleet.sweep()
    assert [number] == [case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()]


def test_an_order_that_changed_at_the_very_mark_of_a_round_is_found(fleet: Workshop, store: Shop) -> None:
    fleet.sweep()
    number = store.place_order(**PLAIN)
    moment = datetime.fromisoformat(store.order(number)["updated_at"])
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"sweep_overlap": timedelta(0)})
    present = progress.read(fleet.connections.ledger, STORE, "orders")
    assert present is not None
    with fleet.connections.ledger.write() as connection:
        at_mark = present.model_copy(update={"mark": moment})
        progress.move(fleet.connections.ledger, connection, STORE, "orders", was=present, to=at_mark)

    assert "1 compared, 1 missed" == fleet.sweep()


def test_a_cursor_that_shopify_no_longer_knows_is_no_reason_to_stop(
    fleet: Workshop, store: Shop, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    placed = {store.place_order(**PLAIN) for _ in range(10)}
    listing, calls = Shopify.list_orders, iter(range(100))

    def list_orders(self: Shopify, search: str, *, after: str | None = None) -> Any:
        return listing(self, search, after="forgotten" if next(calls) == 2 else after)

    monkeypatch.setattr(Shopify, "list_orders", list_orders)

    fleet.sweep()

    assert placed == {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()}


def test_a_list_that_is_too_deep_is_begun_anew_where_it_is(
    fleet: Workshop, store: Shop, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[reconcile.__module__], "_DEEPEST", 2)
    fleet.sweep()
    placed = {store.place_order(**PLAIN) for _ in range(5)}
    spread(fleet, store, placed)

    told = fleet.sweep()

    assert told.endswith("5 missed")
    assert placed == {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()}


def spread(fleet: Workshop, store: Shop, numbers: set[str]) -> None:
    """Change orders at different seconds."""
    for number in sorted(numbers)[-2:]:
        store.sandbox.call("POST", "/clock", {"advance_seconds": 2})
        store.change(number, "address", city="Kiel")
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(seconds=10))


def test_what_a_store_had_before_it_was_first_swept_is_not_read_again(fleet: Workshop, store: Shop) -> None:
    store.place_order(**PLAIN)
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(minutes=1))

    assert "0 compared, 0 missed" == fleet.sweep("open_orders")


class Killed(BaseException):
    """The process dies here."""


def test_a_crash_between_a_page_and_the_cursor_repeats_the_page_and_doubles_nothing(
    fleet: Workshop, store: Shop, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    placed = {store.place_order(**PLAIN) for _ in range(7)}
    moving, moves = progress.move, iter(range(100))

    def dying(*args: Any, **keywords: Any) -> None:
        moving(*args, **keywords)
        if next(moves) == 2:
            raise Killed

    monkeypatch.setattr(progress, "move", dying)
    with pytest.raises(Killed):
        fleet.sweep()

    told = fleet.sweep()
    fleet.look_at_overdue()

    assert "7 compared, 7 missed" == told
    assert 7 == len(late(fleet))
    assert len(placed) == len(fleet.cases())


def test_two_looks_at_once_do_not_move_each_others_place(
    fleet: Workshop, store: Shop, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    for _ in range(7):
        store.place_order(**PLAIN)
    change_after_first_page(monkeypatch, fleet.sweep)

    told = fleet.sweep()

    assert told.endswith("somebody else is at it")
    assert 7 == len(fleet.cases())


def test_a_look_leaves_the_points_of_a_busy_store_to_others(
    fleet: Workshop, store: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.sweep()
    store.place_order(**PLAIN)
    monkeypatch.setattr(Shopify, "room", 0.3)

    busy = fleet.sweep()
    monkeypatch.setattr(Shopify, "room", 0.9)

    assert "the store's points are left to others" == busy
    assert "1 compared, 1 missed" == fleet.sweep()


def test_a_round_waits_for_deliveries_that_lie_in_the_stream_but_not_for_ever(fleet: Workshop, store: Shop) -> None:
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"sweep_every": timedelta(minutes=10)})

    def look() -> str:
        store_of = fleet.connections.stores[STORE]
        return reconcile(fleet.connections, store_of, KINDS[0], wanted=fleet.wanted, backlog=True)[0]

    first = look()
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(minutes=11))

    assert "waits for deliveries to be taken in" == first
    assert "0 compared, 0 missed" == look()


def test_a_sweep_that_does_not_come_to_its_end_is_told_and_its_end_is_too(
    fleet: Workshop, store: Shop, sandbox: Sandbox
) -> None:
    fleet.sweep()
    sandbox.fault("shopify", "orders", "status", status=503, times=1)
    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(Exception, match="503"):
        fleet.sweep()
    raised = alarms(fleet)

    fleet.sweep()

    assert ["sweep_late"] == raised
    assert [] == alarms(fleet)
