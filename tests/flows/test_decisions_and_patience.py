"""Decisions that come twice, contradict each other, or come too late; and reviewers who never answer."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.invariants import judge
from tests.simulation.store import SimOrder
from tests.simulation.world import World


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = World(Path(tmp_path_factory.mktemp("world")))
    yield found
    found.ledger.close()


@pytest.fixture
def world(simulated: World) -> World:
    simulated.forget()
    return simulated


@pytest.fixture
def order(world: World) -> SimOrder:
    """Place a risky order and bring it before the reviewers."""
    placed = world.store.place(total="12400.55", risk="HIGH", wholesale=True)
    world.deliver(placed, "orders/create")
    world.settle()
    return placed


def done(world: World) -> Counter[str]:
    """Count the effects that end a review."""
    found = Counter(effect["operation"] for effect in world.ground.effects)
    return Counter({name: found[name] for name in ("hold_released", "order_cancelled") if found[name]})


def review(world: World) -> dict[str, Any]:
    (case,) = [case for case in world.evidence().tables["cases"] if case["concern"] == "ORDER_REVIEW"]
    return dict(case)


def mails(world: World) -> int:
    return sum(effect["operation"] == "mail_sent" for effect in world.ground.effects)


def parked(world: World) -> list[tuple[str, str]]:
    return [(flow, note) for flow, state, _, note in world.states() if state == "parked"]


def test_the_same_word_twice_is_carried_out_once(world: World, order: SimOrder) -> None:
    standings = [world.decide_in_console(order, "release") for _ in range(3)]
    world.settle()
    late = world.decide_in_console(order, "release")
    world.settle()

    assert ["accepted", "repeat", "repeat", "repeat"] == [*standings, late]
    assert {"hold_released": 1} == done(world)


@pytest.mark.parametrize(("first", "second"), [("release", "cancel"), ("cancel", "release")])
def test_of_two_words_the_first_counts_and_the_second_asks_for_attention(
    world: World, order: SimOrder, first: str, second: str
) -> None:
    standings = [world.decide_in_console(order, first), world.decide_in_console(order, second)]
    attention = review(world)["attention"]
    world.settle()

    assert ["accepted", "contradiction"] == standings
    assert attention
    assert {{"release": "hold_released", "cancel": "order_cancelled"}[first]: 1} == done(world)


@pytest.mark.parametrize("word", ["release", "cancel"])
def test_a_decision_after_the_merchants_cancellation_does_nothing_more(
    world: World, order: SimOrder, word: str
) -> None:
    world.store.merchant_cancels(order)
    world.decide(order, word)
    world.settle()
    world.deliver(order, "orders/cancelled")
    world.settle()

    assert {} == done(world)
    assert "closed" == review(world)["state"]
    assert [] == parked(world)


@pytest.mark.parametrize("word", ["release", "cancel"])
def test_a_decision_after_the_fulfillment_leaves_no_hold_and_cancels_nothing(
    world: World, order: SimOrder, word: str
) -> None:
    # Staff took the hold off and shipped.
    order.parts = {part: [] for part in order.parts}
    world.store.merchant_fulfills(order)
    world.decide(order, word)
    world.settle()
    world.deliver(order, "orders/fulfilled")
    world.settle()

    assert {} == done(world)
    assert "closed" == review(world)["state"]
    assert [[]] == list(order.parts.values())


def test_a_decision_about_an_order_that_the_store_does_not_know_any_more_changes_nothing_and_is_seen(
    world: World, order: SimOrder
) -> None:
    del world.store.orders[order.gid]

    world.decide(order, "release")
    world.settle()

    assert {} == done(world)
    assert parked(world)


def test_reviewers_who_never_answer_are_reminded_and_the_order_stays_held_until_somebody_decides(
    world: World, order: SimOrder
) -> None:
    first_mails = mails(world)
    heard = []
    for _ in range(14 * 4):
        world.clock.advance(timedelta(hours=6))
        world.settle(waits=True)
        heard.append(mails(world))
        assert [1] == [len(holds) for holds in order.parts.values()]
        assert "open" == review(world)["state"]
    reminded = mails(world) - first_mails

    world.decide(order, "cancel")
    world.settle()

    assert 3 <= reminded <= 40
    assert sorted(heard) == heard
    assert {"order_cancelled": 1} == done(world)
    assert "closed" == review(world)["state"]
    assert [] == parked(world)
    assert [] == [violation for violation in judge(world.evidence()) if violation.invariant in {"I2", "I4", "I5", "I6"}]
