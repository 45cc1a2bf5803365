"""Runs come into being once per case, flow and generation; a later generation waits for the earlier one to end."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.cases import Case
from integrator.clock import FixedClock
from integrator.ledger import relay, runs
from integrator.ledger.database import Ledger
from integrator.ledger.runs import Wakeup
from tests.ledger.builders import (
    NOON,
    ORDER,
    at_once,
    begin,
    claim,
    claimed,
    create,
    ensure,
    move,
    run_of,
)


@pytest.fixture
def case(ledger: Ledger) -> Case:
    return ensure(ledger)[0]


def wake_successors(ledger: Ledger, run_id: str) -> list[Wakeup]:
    with ledger.write() as connection:
        return runs.wake_successors(ledger, connection, run_id)


def test_a_new_run_is_due_now_and_woken_at_its_first_step(ledger: Ledger, case: Case) -> None:
    wakeup = create(ledger, case)

    assert wakeup is not None
    run = run_of(ledger, wakeup.run)
    assert ("running", NOON, NOON, 0) == (run.state, run.due_at, run.woken_at, run.fence)
    assert Wakeup(run.id, "workflow.order_review", "hold_order", "protect", 1, "#1042") == wakeup


def test_a_wake_up_is_named_after_flow_step_run_and_attempt(ledger: Ledger, case: Case) -> None:
    wakeup = create(ledger, case)

    assert wakeup is not None
    assert "workflow.order_review.hold_order" == wakeup.task
    assert f"{wakeup.run}.hold_order.1" == wakeup.task_id


def test_the_same_case_flow_and_generation_begins_once(ledger: Ledger, case: Case) -> None:
    begin(ledger, case)

    assert create(ledger, case) is None
    assert 1 == len(runs.search(ledger))


def test_of_ten_workers_one_begins_the_run(ledger: Ledger, case: Case) -> None:
    found = at_once(10, lambda _: create(ledger, case))

    assert 1 == sum(wakeup is not None for wakeup in found)
    assert 1 == len(runs.search(ledger))


def test_flows_of_one_case_run_side_by_side(ledger: Ledger, case: Case) -> None:
    begin(ledger, case)

    assert create(ledger, case, flow="ecm.exception_case") is not None


@pytest.mark.parametrize("state", ["running", "waiting", "parked"])
def test_a_later_generation_waits_for_the_earlier_one(ledger: Ledger, case: Case, state: str) -> None:
    earlier = begin(ledger, case)
    move(ledger, claimed(ledger, earlier), state=state)

    assert create(ledger, case, generation=2) is None

    (later,) = (row for row in runs.search(ledger) if row["generation"] == 2)
    assert (earlier, None, None) == (later["after"], later["due_at"], later["woken_at"])
    assert claim(ledger, later["id"]) is None


@pytest.mark.parametrize("state", ["done", "cancelled", "superseded"])
def test_a_later_generation_of_an_ended_run_begins_at_once(ledger: Ledger, case: Case, state: str) -> None:
    move(ledger, claimed(ledger, begin(ledger, case)), state=state, due_at=None)

    assert create(ledger, case, generation=2) is not None


def test_a_third_generation_waits_for_the_second(ledger: Ledger, case: Case) -> None:
    begin(ledger, case)
    create(ledger, case, generation=2)
    create(ledger, case, generation=3)

    by_generation = {row["generation"]: row for row in runs.search(ledger)}
    assert by_generation[2]["id"] == by_generation[3]["after"]


def test_the_end_of_a_run_wakes_its_successor_only(ledger: Ledger, case: Case, clock: FixedClock) -> None:
    first = begin(ledger, case)
    create(ledger, case, generation=2)
    create(ledger, case, generation=3)
    clock.advance(timedelta(minutes=1))

    woken = wake_successors(ledger, first)

    by_generation = {row["generation"]: row for row in runs.search(ledger)}
    assert [by_generation[2]["id"]] == [wakeup.run for wakeup in woken]
    assert (None, clock.now()) == (by_generation[2]["after"], by_generation[2]["due_at"])
    assert by_generation[3]["due_at"] is None
    assert claim(ledger, woken[0].run) is not None


@pytest.mark.parametrize("text", ["#1042", "1042", ORDER, "5678"])
def test_a_run_is_found_by_what_people_have_at_hand(ledger: Ledger, case: Case, text: str) -> None:
    run = begin(ledger, case)

    assert [run] == [row["id"] for row in runs.search(ledger, text=text, state="running", flow="workflow.order_review")]
    assert [run] == [row["id"] for row in runs.search(ledger, text=case.id)]
    assert [] == runs.search(ledger, text=text, state="parked")
    assert [] == runs.search(ledger, text="#1043")


def test_runs_are_counted_by_state_since_a_moment(ledger: Ledger, case: Case, clock: FixedClock) -> None:
    move(ledger, claimed(ledger, begin(ledger, case)), state="parked")
    clock.advance(timedelta(hours=1))
    begin(ledger, case, flow="ecm.exception_case")

    assert {"parked": 1, "running": 1} == runs.count_by_state(ledger)
    assert {"running": 1} == runs.count_by_state(ledger, at=clock.now())


def test_a_successor_that_nobody_woke_is_freed(ledger: Ledger, case: Case) -> None:
    first = begin(ledger, case)
    create(ledger, case, generation=2)
    freed = [relay.free_successors(ledger)]
    move(ledger, claimed(ledger, first), state="parked")
    freed.append(relay.free_successors(ledger))

    with ledger.write() as connection:
        runs.overrule(connection, first, state="cancelled")
    freed.append(relay.free_successors(ledger))

    (second,) = (row for row in runs.search(ledger) if row["generation"] == 2)
    assert [0, 0, 1] == freed
    assert (None, NOON, None) == (second["after"], second["due_at"], second["woken_at"])


def adjust(ledger: Ledger, case: Case, params: dict[str, Any] | None, *, quiet: bool) -> None:
    with ledger.write() as connection:
        runs.adjust(connection, case.id, flow="workflow.order_review", params=params, quiet=quiet)


def test_an_open_run_takes_the_stricter_parameters(ledger: Ledger, case: Case) -> None:
    run = begin(ledger, case, params={"team": "fraud"}, quiet=True)
    other = begin(ledger, case, flow="ecm.exception_case", params={"team": "fraud"})

    adjust(ledger, case, {"team": "security"}, quiet=True)

    assert ({"team": "security"}, True) == (run_of(ledger, run).params, run_of(ledger, run).quiet)
    assert {"team": "fraud"} == run_of(ledger, other).params


def test_a_quiet_run_speaks_once_something_real_happened(ledger: Ledger, case: Case) -> None:
    run = begin(ledger, case, params={"team": "fraud"}, quiet=True)

    adjust(ledger, case, None, quiet=False)
    adjust(ledger, case, None, quiet=True)

    assert ({"team": "fraud"}, False) == (run_of(ledger, run).params, run_of(ledger, run).quiet)


def test_an_ended_run_is_not_adjusted(ledger: Ledger, case: Case) -> None:
    run = begin(ledger, case, params={"team": "fraud"})
    move(ledger, claimed(ledger, run), state="done")

    adjust(ledger, case, {"team": "security"}, quiet=False)

    assert {"team": "fraud"} == run_of(ledger, run).params
