"""Events of one order in any order and number lead to the same end: same effects, same case, same order page."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.simulation.store import SimOrder
from tests.simulation.world import World

ENDS = {
    "open": ("orders/create", "orders/updated", "orders/risk_assessment_changed", "orders/edited", "orders/paid"),
    "cancelled": ("orders/create", "orders/updated", "orders/cancelled", "orders/edited", "orders/paid"),
    "cancelled in review": ("orders/updated", "orders/cancelled", "orders/edited", "orders/paid"),
    "fulfilled": ("orders/create", "orders/updated", "orders/fulfilled", "orders/paid"),
}
"""How the order stands when the first event arrives, and the events that led there."""
MORE = (*ENDS["open"], "orders/cancelled", "orders/fulfilled", "refunds/create", "fulfillment_orders/placed_on_hold")

_TOLD = {"variable_set", "comment_added"}
"""How a reason that comes after the question is told to the reviewers; one that comes before stands in the question."""

End = tuple[Any, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = World(Path(tmp_path_factory.mktemp("world")))
    yield found
    found.ledger.close()


def risky(world: World, stands: str = "open") -> SimOrder:
    order = world.store.place(total="12400.55", risk="HIGH", wholesale=True)
    if stands == "cancelled in review":
        world.deliver(order, "orders/create")
        world.settle()
    happens: dict[str, Callable[[SimOrder], None]] = {
        "open": world.store.touch,
        "cancelled": world.store.merchant_cancels,
        "cancelled in review": world.store.merchant_cancels,
        "fulfilled": world.store.merchant_fulfills,
    }
    happens[stands](order)
    return order


def end_of(world: World, order: SimOrder) -> End:
    """Return everything that counts in the end, without ids and moments."""
    effects = Counter(
        (e["system"], e["operation"], e["subject"]) for e in world.ground.effects if e["operation"] not in _TOLD
    )
    tables = world.evidence().tables
    cases = sorted((c["concern"], c["state"], c["outcome"], c["generation"], c["owner"]) for c in tables["cases"])
    runs = sorted((r["flow"], r["generation"], r["state"], r["step"]) for r in tables["runs"])
    return (
        effects,
        cases,
        runs,
        sorted(order.tags),
        sorted(order.metafields),
        [len(holds) for holds in order.parts.values()],
        order.cancelled_at is not None,
        sorted({r["word"] for r in tables["case_reasons"]}),
    )


def play(world: World, topics: Sequence[str], *, stands: str, works: Callable[[], bool], word: str = "release") -> End:
    """Let the events come in the order of `topics`; `works` tells whether the fleet works everything off in between."""
    world.forget(only=("workflow.order_review",))
    order = risky(world, stands)
    for topic in topics:
        world.deliver(order, topic)
        if works():
            world.settle()
    world.settle()
    if world.decide(order, word):
        world.settle()
    return end_of(world, order)


@pytest.mark.parametrize("stands", ENDS)
def test_every_permutation_of_the_events_of_an_order_leads_to_the_same_end(world: World, stands: str) -> None:
    reference = play(world, ENDS[stands], stands=stands, works=lambda: True)

    for number, topics in enumerate(permutations(ENDS[stands])):
        assert reference == play(world, topics, stands=stands, works=lambda number=number: number % 4 == 0), topics


@pytest.mark.parametrize("word", ["release", "cancel"])
def test_the_word_of_the_reviewers_is_what_ends_a_review_whatever_came_first(world: World, word: str) -> None:
    reference = play(world, ENDS["open"], stands="open", works=lambda: True, word=word)
    backwards = play(world, ENDS["open"][::-1] * 2, stands="open", works=lambda: False, word=word)

    assert reference == backwards
    assert [("ORDER_REVIEW", "closed")] == [
        (concern, state) for concern, state, *_ in reference[1] if concern[0] == "O"
    ]
    assert (word == "cancel") is reference[6]


@settings(max_examples=20, deadline=None)
@given(
    topics=some.lists(some.sampled_from(MORE), min_size=5, max_size=20),
    stands=some.sampled_from(sorted(ENDS)),
    seed=some.integers(0, 2**32),
)
def test_any_number_of_events_leads_to_the_end_that_one_leads_to(
    world: World, topics: list[str], stands: str, seed: int
) -> None:
    dice = random.Random(seed)

    reference = play(world, ["orders/create"], stands=stands, works=lambda: True)
    many = play(world, [*topics, "orders/create"], stands=stands, works=lambda: dice.random() < 0.5)

    assert reference == many


@settings(max_examples=20, deadline=None)
@given(
    changes=some.lists(some.sampled_from(["edit", "risk", "cancel", "fulfill"]), min_size=1, max_size=4),
    seed=some.integers(0, 2**32),
)
def test_events_that_come_late_between_the_changes_end_as_events_in_time_do(
    world: World, changes: list[str], seed: int
) -> None:
    def story(*, is_late: bool) -> tuple[Any, ...]:
        dice = random.Random(seed)
        world.forget(only=("workflow.order_review",))
        order = risky(world)
        late = ["orders/create"]
        for change in changes:
            if not is_late or dice.random() < 0.3:
                while late:
                    world.deliver(order, late.pop(dice.randrange(len(late))))
                world.settle()
            late.append(changed(world, order, change))
        dice.shuffle(late)
        for topic in late:
            world.deliver(order, topic)
        world.settle()
        for _ in range(5):
            if not world.decide(order, "release"):
                break
            world.settle()
        return (
            world.has_open_review(order),
            [len(holds) for holds in order.parts.values()],
            order.cancelled_at is not None,
            [state for _, state, _, note in world.states() if state == "parked" or note],
        )

    assert story(is_late=False)[:2] == story(is_late=True)[:2] == (False, [0])


def changed(world: World, order: SimOrder, change: str) -> str:
    """Change the order as merchant or buyer do and return the topic that tells of it."""
    if change == "edit":
        order.total += Decimal(700)
        world.store.touch(order)
    elif change == "risk":
        order.risk = "MEDIUM" if order.risk == "HIGH" else "HIGH"
        world.store.touch(order)
    elif change == "cancel":
        world.store.merchant_cancels(order)
    else:
        world.store.merchant_fulfills(order)
    return {
        "edit": "orders/edited",
        "risk": "orders/risk_assessment_changed",
        "cancel": "orders/cancelled",
        "fulfill": "orders/fulfilled",
    }[change]
