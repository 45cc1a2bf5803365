"""Steps: the intent stands before the remote is asked, and tells the next attempt what may have happened."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.clock import FixedClock
from integrator.ledger import steps
from integrator.ledger.database import Ledger
from integrator.ledger.ids import idempotency_key, new_id
from tests.ledger.builders import NOON, ORDER, STORE, begin, claimed, ensure, move


@pytest.fixture
def run(ledger: Ledger) -> str:
    case, _ = ensure(ledger)
    return begin(ledger, case)


def intend(ledger: Ledger, row: Any) -> bool:
    with ledger.write() as connection:
        return steps.intend(ledger, connection, row, key="key-1", worker="w1")


def end(ledger: Ledger, row: Any, outcome: str, **more: Any) -> None:
    with ledger.write() as connection:
        steps.end(ledger, connection, row, outcome=outcome, **more)


def attempt(ledger: Ledger, run_id: str, outcome: str | None, error: str = "") -> bool:
    """Claim, intend and end one attempt; return whether an earlier one may have had its effect."""
    row = claimed(ledger, run_id)
    is_unknown = intend(ledger, row)
    if outcome:
        end(ledger, row, outcome, error=error)
    move(ledger, row)
    return is_unknown


def test_an_intent_stands_without_end_until_the_outcome_is_known(ledger: Ledger, run: str, clock: FixedClock) -> None:
    row = claimed(ledger, run)
    intend(ledger, row)
    (intent,) = steps.history(ledger, run)
    clock.advance(timedelta(seconds=3))

    end(ledger, row, "done", value={"ids": ["1"]})

    (outcome,) = steps.history(ledger, run)
    assert (None, None, NOON, "key-1", "w1", 1) == (
        intent["outcome"],
        intent["ended_at"],
        intent["started_at"],
        intent["key"],
        intent["worker"],
        intent["attempt"],
    )
    assert ("done", clock.now(), {"ids": ["1"]}) == (outcome["outcome"], outcome["ended_at"], outcome["value"])


@pytest.mark.parametrize("earlier", [[None], ["failed"], ["failed", "snoozed"], [None, "waiting"]], ids=str)
def test_a_death_or_a_failure_leaves_the_effect_unknown(ledger: Ledger, run: str, earlier: list[str | None]) -> None:
    for outcome in earlier:
        attempt(ledger, run, outcome)

    assert attempt(ledger, run, "done")


@pytest.mark.parametrize("earlier", [[], ["snoozed"], ["waiting"], ["parked"]], ids=str)
def test_every_other_ending_leaves_no_doubt(ledger: Ledger, run: str, earlier: list[str]) -> None:
    for outcome in earlier:
        attempt(ledger, run, outcome)

    assert not attempt(ledger, run, "done")


def test_another_lap_does_not_inherit_the_doubt(ledger: Ledger, run: str) -> None:
    attempt(ledger, run, "failed")
    move(ledger, claimed(ledger, run), lap=2, attempts=0)

    assert not attempt(ledger, run, "done")


def test_the_errors_of_the_present_step_are_listed_oldest_first(ledger: Ledger, run: str) -> None:
    for error in ("first", "second"):
        attempt(ledger, run, "failed", error)
    attempt(ledger, run, "snoozed", "not an error")

    with ledger.read() as connection:
        assert ["first", "second"] == steps.errors(connection, claimed(ledger, run))


def test_a_long_error_is_cut(ledger: Ledger, run: str) -> None:
    attempt(ledger, run, "failed", "x" * 5000)

    assert 2000 == len(steps.history(ledger, run)[0]["error"])


def test_a_skipped_line_is_told_with_its_reason(ledger: Ledger, run: str) -> None:
    row = claimed(ledger, run)
    intend(ledger, row)
    with ledger.write() as connection:
        steps.skip(ledger, connection, row, step="release_order", position=4, why="its condition does not hold")
        steps.skip(ledger, connection, row, step="hold_order", position=0, why="operator: done by hand")

    skipped = {entry["step"]: entry for entry in steps.history(ledger, run) if entry["outcome"] == "skipped"}

    assert ("its condition does not hold", 4) == (
        skipped["release_order"]["error"],
        skipped["release_order"]["position"],
    )
    assert ("operator: done by hand", 2) == (skipped["hold_order"]["error"], skipped["hold_order"]["attempt"])


def test_our_own_recent_effect_on_an_order_is_remembered_for_a_while(
    ledger: Ledger, run: str, clock: FixedClock
) -> None:
    attempt(ledger, run, "done")

    def ours(**changes: Any) -> bool:
        asked: dict[str, Any] = {"store": STORE, "subject": ORDER, "since": NOON, "names": ["hold_order"]}
        with ledger.read() as connection:
            return steps.placed_recently(connection, **(asked | changes))

    assert ours()
    assert not ours(since=NOON + timedelta(seconds=1))
    assert not ours(names=["release_order"])
    assert not ours(subject="gid://shopify/Order/9")


def test_a_key_is_the_same_for_every_attempt_and_for_nothing_else() -> None:
    facts: dict[str, Any] = {"store": STORE, "scope": "case-1", "step": "hold_order", "generation": 1}
    key = idempotency_key("ours", **facts)

    others = [
        idempotency_key("theirs", **facts),
        idempotency_key("ours", **(facts | {"store": "other.myshopify.com"})),
        idempotency_key("ours", **(facts | {"scope": "case-2"})),
        idempotency_key("ours", **(facts | {"step": "release_order"})),
        idempotency_key("ours", **(facts | {"generation": 2})),
    ]

    assert key == idempotency_key("ours", **facts)
    assert 6 == len({key, *others})


def test_ids_are_unique_and_short_enough_for_a_task_id() -> None:
    ids = {new_id() for _ in range(1000)}

    assert 1000 == len(ids)
    assert {22} == {len(found) for found in ids}
