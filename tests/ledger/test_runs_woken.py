"""Waking: what happens to a case wakes its runs, and the relay finds those whose wake-up got lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from integrator.cases import Case
from integrator.clock import FixedClock
from integrator.ledger import relay, runs
from integrator.ledger.database import Ledger
from tests.ledger.builders import LEASE, NOON, begin, claim, claimed, ensure, move, run_of

RELAY_AFTER = timedelta(seconds=10)
MOMENT = timedelta(seconds=1)
ROOM = {"protect": 100}


@pytest.fixture
def case(ledger: Ledger) -> Case:
    return ensure(ledger)[0]


@pytest.fixture
def run(ledger: Ledger, case: Case) -> str:
    return begin(ledger, case)


def overdue(ledger: Ledger, room: Mapping[str, int] = ROOM) -> list[str]:
    return [wakeup.run for wakeup in relay.overdue(ledger, after=RELAY_AFTER, room=room)]


def wake_case(ledger: Ledger, case: Case, **more: Any) -> list[str]:
    with ledger.write() as connection:
        return [wakeup.run for wakeup in runs.wake_case(ledger, connection, case.id, **more)]


def wait(ledger: Ledger, run_id: str) -> None:
    move(ledger, claimed(ledger, run_id), state="waiting", due_at=None, woken_at=NOON)


def test_a_run_that_was_just_woken_is_not_lost(ledger: Ledger, run: str, clock: FixedClock) -> None:
    clock.advance(RELAY_AFTER)

    assert [] == overdue(ledger)


def test_a_run_nobody_came_for_is_named_once_per_round(ledger: Ledger, run: str, clock: FixedClock) -> None:
    clock.advance(RELAY_AFTER + MOMENT)

    assert [run] == overdue(ledger)
    assert [] == overdue(ledger)
    clock.advance(RELAY_AFTER + MOMENT)
    assert [run] == overdue(ledger)


def test_a_run_whose_time_comes_is_named_at_once(ledger: Ledger, run: str, clock: FixedClock) -> None:
    move(ledger, claimed(ledger, run), due_at=NOON + MOMENT, woken_at=NOON)

    early = overdue(ledger)
    clock.advance(MOMENT)

    assert [] == early
    assert [run] == overdue(ledger)


def test_a_snoozed_run_that_was_never_woken_is_named_when_due(ledger: Ledger, run: str) -> None:
    move(ledger, claimed(ledger, run), due_at=NOON, woken_at=None)

    assert [run] == overdue(ledger)


def test_a_run_at_work_is_not_lost_until_its_worker_died(ledger: Ledger, run: str, clock: FixedClock) -> None:
    claimed(ledger, run)

    clock.advance(LEASE)
    alive = overdue(ledger)
    clock.advance(MOMENT)

    assert [] == alive
    assert [run] == overdue(ledger)


@pytest.mark.parametrize("state", ["done", "parked", "cancelled"])
def test_a_run_that_is_over_or_parked_is_not_lost(ledger: Ledger, run: str, state: str, clock: FixedClock) -> None:
    move(ledger, claimed(ledger, run), state=state)
    clock.advance(RELAY_AFTER + MOMENT)

    assert [] == overdue(ledger)


def test_no_more_runs_are_named_than_their_queue_has_room_for(ledger: Ledger, case: Case, clock: FixedClock) -> None:
    ours = [begin(ledger, case, flow=f"test.{number}") for number in range(3)]
    other = begin(ledger, case, flow="test.ecm", first_queue="ecm")
    begin(ledger, case, flow="test.full", first_queue="workflow")
    clock.advance(RELAY_AFTER + MOMENT)

    found = overdue(ledger, {"protect": 2, "ecm": 1, "workflow": 0})

    assert {other} == set(found) - set(ours)
    assert 2 == len(set(found) & set(ours))
    assert 1 == len(overdue(ledger, {"protect": 2, "ecm": 1}))


def test_the_backlog_of_one_queue_hides_nobody_elses_work(ledger: Ledger, case: Case, clock: FixedClock) -> None:
    for number in range(20):
        begin(ledger, case, flow=f"test.{number}", first_queue="ecm")
    clock.advance(MOMENT)
    ours = begin(ledger, case)
    clock.advance(RELAY_AFTER + MOMENT)

    assert [ours] == overdue(ledger, {"ecm": 0, "protect": 1})
    assert 6 == len(overdue(ledger, {"ecm": 6, "protect": 1}))


def test_no_room_means_no_question(ledger: Ledger, run: str, clock: FixedClock) -> None:
    clock.advance(RELAY_AFTER + MOMENT)

    assert [] == overdue(ledger, {})
    assert [] == overdue(ledger, {"protect": 0})
    assert [run] == overdue(ledger)


def test_the_longest_due_run_is_named_first(ledger: Ledger, case: Case, clock: FixedClock) -> None:
    first = begin(ledger, case)
    clock.advance(MOMENT)
    begin(ledger, case, flow="test.second")
    clock.advance(RELAY_AFTER + MOMENT)

    assert [first] == overdue(ledger, {"protect": 1})


def test_waking_a_case_makes_its_waiting_runs_due(ledger: Ledger, case: Case, run: str, clock: FixedClock) -> None:
    wait(ledger, run)
    at_work = begin(ledger, case, flow="test.at_work")
    before = claimed(ledger, at_work)
    clock.advance(MOMENT)

    assert [run] == wake_case(ledger, case)

    assert (clock.now(), clock.now()) == (run_of(ledger, run).due_at, run_of(ledger, run).woken_at)
    assert before == run_of(ledger, at_work)
    assert claim(ledger, run) is not None


def test_waking_a_case_leaves_other_cases_alone(ledger: Ledger, case: Case, run: str) -> None:
    wait(ledger, run)
    other, _ = ensure(ledger, subject="gid://shopify/Order/9")

    assert [] == wake_case(ledger, other)


def test_the_run_that_wakes_its_case_is_not_woken_by_itself(ledger: Ledger, case: Case, run: str) -> None:
    wait(ledger, run)

    assert [] == wake_case(ledger, case, restart=True, but=run)

    assert (False, None) == (run_of(ledger, run).restart, run_of(ledger, run).due_at)


def test_a_restart_marks_waiting_and_working_runs_but_none_that_has_not_begun(
    ledger: Ledger, case: Case, run: str
) -> None:
    wait(ledger, run)
    at_work = begin(ledger, case, flow="test.at_work")
    claimed(ledger, at_work)
    not_begun = begin(ledger, case, flow="test.not_begun")
    parked = begin(ledger, case, flow="test.parked")
    move(ledger, claimed(ledger, parked), state="parked")

    assert [run] == wake_case(ledger, case, restart=True)

    marks = {name: run_of(ledger, name).restart for name in (run, at_work, not_begun, parked)}
    assert {run: True, at_work: True, not_begun: False, parked: False} == marks
