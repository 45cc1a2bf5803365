"""A worker that has done a step goes on with the next: claimed along with the recording, guarded like any claim."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from integrator.flow import steps as declared
from integrator.ledger import cases, runs
from integrator.ledger.tables import audit
from integrator.runner import Claim, operate, record
from integrator.runner.claiming import take
from tests.ledger.builders import LEASE
from tests.unit.runner.bench import MOMENT, OPERATOR, Bench, Deed, Did

EVERYWHERE = frozenset({"shopify", "ecm", "notifications", "workflow"})


@pytest.fixture(params=["short way", "ordinary way"], autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways must lead to the same; SQLite knows the ordinary one only."""
    if request.param == "short way":
        yield request.param
        return
    with (
        patch.object(record, "stride", return_value=None),
        patch("integrator.runner.perform.take_plainly", return_value=None),
    ):
        yield request.param


def test_the_next_step_is_claimed_with_the_recording_of_the_last(bench: Bench) -> None:
    run_id = bench.begin("test.certain")

    performed = bench.perform(run_id, reach=EVERYWHERE)

    row = bench.row(run_id)
    assert ("done", []) == (performed.result, list(performed.wakeups))
    assert performed.following is not None
    assert ("attempt", 2, 1) == (row.step, row.fence, row.attempts)
    assert bench.clock.now() + LEASE == row.lease_until
    assert [("prepare", 1, 1, "done"), ("attempt", 1, 1, None)] == bench.outcomes(run_id)


def test_a_run_goes_on_to_its_end_without_a_message(bench: Bench) -> None:
    run_id = bench.begin("test.certain")

    performed = bench.perform(run_id, reach=EVERYWHERE)
    while performed.following:
        assert [] == list(performed.wakeups)
        performed = bench.carry_on(performed.following, reach=EVERYWHERE)

    assert ("done", "done") == (performed.result, bench.row(run_id).state)
    assert ["do"] == bench.deed.calls
    assert ["prepare", "attempt", "never_mind", "finish"] == [step for step, *_ in bench.outcomes(run_id)]


def test_a_step_of_a_queue_out_of_reach_is_left_to_others(bench: Bench) -> None:
    run_id = bench.begin("test.certain")

    performed = bench.perform(run_id, reach=frozenset({"shopify"}))

    assert performed.following is None
    assert [("attempt", "ecm", 1)] == [(one.step, one.queue, one.attempt) for one in performed.wakeups]
    assert bench.row(run_id).lease_until is None


def test_another_worker_takes_over_from_one_that_died_after_going_on(bench: Bench, deed: Deed) -> None:
    run_id = bench.begin("test.certain")
    bench.perform(run_id, reach=EVERYWHERE)

    assert "nothing" == bench.perform(run_id).result
    bench.pass_time(LEASE + MOMENT)
    deed.found = Did(word="found")

    assert "done" == bench.perform(run_id).result
    assert ["look"] == deed.calls
    assert ("attempt", 1, 1, None) in bench.outcomes(run_id)


def test_the_one_that_went_on_and_stood_still_cannot_write_any_more(bench: Bench) -> None:
    run_id = bench.begin("test.certain")
    stale = bench.perform(run_id, reach=EVERYWHERE).following
    bench.pass_time(LEASE + MOMENT)
    bench.perform(run_id)

    before = bench.outcomes(run_id)

    assert "fenced" == bench.carry_on(stale, reach=EVERYWHERE).result
    assert before == bench.outcomes(run_id)


def test_an_operator_fences_off_a_worker_that_is_about_to_go_on(bench: Bench, deed: Deed) -> None:
    run_id = bench.begin("test.twin")
    bench.perform(run_id)

    def park() -> Did:
        operate.park(bench.connections, run_id, OPERATOR)
        return Did()

    deed.ends(park)

    assert "fenced" == bench.perform(run_id, reach=EVERYWHERE).result
    assert "parked" == bench.row(run_id).state


def test_a_case_that_changed_meanwhile_is_read_again(bench: Bench) -> None:
    run_id = bench.begin("test.certain")
    first = bench.perform(run_id)
    assert first.following is None

    def close_the_case() -> Did:
        with bench.ledger.write() as connection:
            cases.close(bench.ledger, connection, bench.case, outcome="released")
        return Did()

    bench.deed.ends(close_the_case)
    following = bench.perform(run_id, reach=EVERYWHERE).following

    assert following is not None
    assert "closed" == following.case.state


def test_a_run_of_a_changed_case_begins_again_where_it_would_wait(bench: Bench) -> None:
    run_id = bench.begin("test.patient")
    claim = take(bench.connections, run_id, "prepare")
    assert isinstance(claim, Claim)
    with bench.ledger.write() as connection:
        runs.wake_case(bench.ledger, connection, bench.case.id, restart=True)

    performed = bench.carry_on(claim, reach=EVERYWHERE)
    if bench.row(run_id).step == "await_people":
        # The short way leaves a step that waits to whoever claims it.
        performed = bench.perform(run_id)

    assert ["prepare"] == [one.step for one in performed.wakeups]
    assert (2, False) == (bench.row(run_id).lap, bench.row(run_id).restart)


def test_a_step_this_worker_does_not_know_is_given_back_unspent(bench: Bench) -> None:
    run_id = bench.begin("test.twin")

    with patch.dict(declared.STEPS):
        del declared.STEPS[bench.flows["test.twin"].plan.lines[1].step]
        performed = bench.perform(run_id, reach=EVERYWHERE)

    assert performed.following is None
    assert ("attempt", 0) == (bench.row(run_id).step, bench.row(run_id).attempts)


def test_both_ways_leave_the_same_behind(bench: Bench) -> None:
    """Whatever way is taken: the rows are compared with what a run of messages only leaves."""
    went_on, by_messages = bench.begin("test.certain"), bench.begin("test.twin")
    performed = bench.perform(went_on, reach=EVERYWHERE)
    while performed.following:
        performed = bench.carry_on(performed.following, reach=EVERYWHERE)
    while bench.row(by_messages).state == "running":
        bench.perform(by_messages)

    for run_id in (went_on, by_messages):
        row = bench.row(run_id)
        assert (None, None, "", 0) == (row.due_at, row.lease_until, row.lease_owner, row.attempts)
        assert row.ended_at == bench.clock.now()
        assert {"prepare", "attempt"} <= set(row.values)
        told = [entry for entry in _entries(bench) if entry.run_id == run_id]
        assert all(entry.store and entry.subject and entry.case_id for entry in told)
        assert [f"{row.flow}.{step}" for step, *_, end in bench.outcomes(run_id) if end == "done"] == [
            entry.actor for entry in told
        ]


def _entries(bench: Bench) -> list[Any]:
    with bench.ledger.read() as connection:
        return list(connection.execute(select(audit).order_by(audit.c.id)))
