"""Operators put stuck work back, pass over it, or end it: with a reason, once, and never behind a worker's back."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from integrator.flow import Parked
from integrator.runner import Operation, Refusal, cancel, park, redo, requeue, skip
from tests.ledger.builders import LEASE, run_of
from tests.unit.runner.bench import MOMENT, OPERATOR, Bench, Did, conflict, unreachable, woken

Verb = Callable[[Bench, str], Any]

VERBS: dict[str, Verb] = {
    "requeue": lambda bench, run: requeue(bench.connections, run, OPERATOR),
    "skip": lambda bench, run: skip(bench.connections, run, OPERATOR),
    "redo": lambda bench, run: redo(bench.connections, run, OPERATOR, step="prepare"),
    "park": lambda bench, run: park(bench.connections, run, OPERATOR),
    "cancel": lambda bench, run: cancel(bench.connections, run, OPERATOR),
}
each_verb = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)


@pytest.fixture
def parked(bench: Bench) -> str:
    """A run that parked at the step `attempt`, which works from now on."""
    run = bench.at("test.certain")
    bench.deed.ends(Parked("no_funds", "look"), Did())
    bench.perform(run)
    return run


def ended(bench: Bench) -> str:
    run = bench.begin("test.harmless")
    bench.perform(run)
    return run


def entries(bench: Bench, run: str, action: str) -> int:
    return bench.audited(run).count(action)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_operation_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(Refusal, match="a reason is needed"):
        Operation("olga", reason)


@each_verb
def test_a_run_that_does_not_exist_is_refused(bench: Bench, verb: Verb) -> None:
    with pytest.raises(Refusal, match="there is no run nobody"):
        verb(bench, "nobody")


@each_verb
def test_a_run_that_is_done_is_left_alone(bench: Bench, verb: Verb) -> None:
    run = ended(bench)
    before = bench.row(run)

    with pytest.raises(Refusal, match=f"run {run} has ended as done"):
        verb(bench, run)

    assert before == bench.row(run)
    assert ["step.done"] == bench.audited(run)


@each_verb
def test_what_was_done_stands_in_the_audit_with_its_reason(bench: Bench, parked: str, verb: Verb) -> None:
    verb(bench, parked)

    entry = bench.last_entry(parked)
    assert ("olga", "the archive was down", parked) == (entry["actor"], entry["reason"], entry["run_id"])
    assert ("parked", "attempt") == (entry["detail"]["before"], entry["detail"]["at_step"])
    assert entry["action"] in {"run.requeued", "step.skipped", "run.redone", "run.parked", "run.cancelled"}


def test_a_parked_run_goes_on_with_the_step_it_parked_at(bench: Bench, parked: str) -> None:
    wakeups = requeue(bench.connections, parked, OPERATOR)

    assert [(parked, "attempt")] == woken(wakeups)
    row = bench.row(parked)
    assert ("running", bench.clock.now(), 0, 0, "") == (row.state, row.due_at, row.failures, row.crashes, row.note)
    assert "done" == bench.perform(parked).result


def test_a_run_that_waits_for_its_next_attempt_is_tried_now(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable(), Did())
    bench.perform(run)

    requeue(bench.connections, run, OPERATOR)

    assert "done" == bench.perform(run).result


def test_a_run_at_work_is_not_requeued(bench: Bench) -> None:
    run = bench.at("test.certain")
    refusals: list[str] = []

    def meanwhile() -> Did:
        with pytest.raises(Refusal) as refused:
            requeue(bench.connections, run, OPERATOR)
        refusals.append(str(refused.value))
        return Did()

    bench.deed.ends(meanwhile)

    assert "done" == bench.perform(run).result
    assert [f"run {run} is being worked on right now"] == refusals
    assert 0 == entries(bench, run, "run.requeued")


def test_a_run_that_waits_for_an_earlier_one_is_not_requeued(bench: Bench) -> None:
    first = bench.begin("test.harmless")
    second = bench.begin("test.harmless", generation=2)

    with pytest.raises(Refusal, match=f"run {second} waits for run {first} of the same case to end"):
        requeue(bench.connections, second, OPERATOR)


@pytest.mark.parametrize("verb", [requeue, skip, partial(redo, step="attempt_harmless")])
def test_a_run_that_was_parked_in_its_queue_goes_on_once_the_earlier_one_has_ended(
    bench: Bench, verb: Callable[..., Any]
) -> None:
    first = bench.begin("test.harmless")
    second = bench.begin("test.harmless", generation=2)
    park(bench.connections, second, OPERATOR)
    with pytest.raises(Refusal, match=f"run {second} waits for run {first}"):
        verb(bench.connections, second, OPERATOR)
    cancel(bench.connections, first, OPERATOR)

    verb(bench.connections, second, OPERATOR)
    bench.perform(second)

    assert "done" == bench.row(second).state


def test_a_run_whose_worker_died_can_be_requeued(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.dies(run)

    requeue(bench.connections, run, OPERATOR)

    assert "done" == bench.perform(run).result


def test_a_double_click_on_requeue_does_the_step_once(bench: Bench, parked: str) -> None:
    wakeups = requeue(bench.connections, parked, OPERATOR) + requeue(bench.connections, parked, OPERATOR)

    results = [bench.perform(parked, wakeup.step).result for wakeup in wakeups]

    assert ["done", "nothing"] == results


def test_a_skipped_step_leaves_its_value_to_the_operator(bench: Bench, parked: str) -> None:
    wakeups = skip(bench.connections, parked, OPERATOR, value={"word": "by hand"})

    assert [(parked, "finish")] == woken(wakeups)
    assert ("attempt", 1, 2, "skipped") in bench.outcomes(parked)
    assert "done" == bench.perform(parked).result
    assert "by hand" == bench.deed.heard[0][2]


def test_the_value_of_a_skipped_step_decides_the_branches_behind_it(bench: Bench, parked: str) -> None:
    wakeups = skip(bench.connections, parked, OPERATOR, value={"word": "skip the rest"})

    assert [(parked, "never_mind")] == woken(wakeups)


def test_the_last_step_of_a_run_can_be_skipped_too(bench: Bench) -> None:
    run = bench.begin("test.harmless")
    park(bench.connections, run, OPERATOR)
    successor = bench.begin("test.harmless", generation=2)

    wakeups = skip(bench.connections, run, OPERATOR)

    assert [(successor, "attempt_harmless")] == woken(wakeups)
    assert ("done", bench.clock.now()) == (bench.row(run).state, bench.row(run).ended_at)


@pytest.mark.parametrize("verb", [VERBS["skip"], VERBS["redo"]], ids=["skip", "redo"])
def test_only_a_parked_run_is_skipped_or_redone(bench: Bench, verb: Verb) -> None:
    run = bench.at("test.certain")

    with pytest.raises(Refusal, match="is running; park it first"):
        verb(bench, run)

    assert "attempt" == bench.row(run).step


def test_a_double_click_on_skip_skips_one_step(bench: Bench, parked: str) -> None:
    skip(bench.connections, parked, OPERATOR, value={"word": "by hand"})

    with pytest.raises(Refusal, match="is running; park it first"):
        skip(bench.connections, parked, OPERATOR)

    assert ("finish", 1) == (bench.row(parked).step, entries(bench, parked, "step.skipped"))


def test_a_redone_run_goes_back_and_forgets_what_came_of_it(bench: Bench, parked: str) -> None:
    requeue(bench.connections, parked, OPERATOR)
    bench.perform(parked)
    park(bench.connections, parked, OPERATOR)

    wakeups = redo(bench.connections, parked, OPERATOR, step="attempt")

    assert [(parked, "attempt")] == woken(wakeups)
    assert (2, {"prepare": {"word": "prepared"}}) == (bench.row(parked).lap, bench.row(parked).values)
    assert ["done", "done"] == [bench.perform(parked).result for _ in range(2)]
    assert "done" == bench.row(parked).state


def test_redoing_from_a_step_the_plan_does_not_have_names_those_it_has(bench: Bench, parked: str) -> None:
    with pytest.raises(Refusal, match="has no line 'varnish'; it has prepare, attempt, never_mind, finish"):
        redo(bench.connections, parked, OPERATOR, step="varnish")


def test_a_double_click_on_redo_goes_back_once(bench: Bench, parked: str) -> None:
    redo(bench.connections, parked, OPERATOR, step="prepare")

    with pytest.raises(Refusal, match="park it first"):
        redo(bench.connections, parked, OPERATOR, step="prepare")

    assert 2 == bench.row(parked).lap


def test_a_run_that_is_put_aside_is_claimed_by_nobody(bench: Bench) -> None:
    run = bench.at("test.certain")

    park(bench.connections, run, OPERATOR)

    row = bench.row(run)
    assert ("parked", None, "operator: the archive was down") == (row.state, row.due_at, row.note)
    assert "nothing" == bench.perform(run).result


def test_a_step_that_was_interrupted_by_parking_is_looked_up_afterwards(bench: Bench) -> None:
    run = bench.at("test.certain")

    def meanwhile() -> Did:
        park(bench.connections, run, OPERATOR)
        return Did()

    bench.deed.ends(meanwhile)
    bench.perform(run)
    bench.deed.found = Did(word="found")

    requeue(bench.connections, run, OPERATOR)

    assert "done" == bench.perform(run).result
    assert ["do", "look"] == bench.deed.calls


def test_a_cancelled_run_never_acts_and_lets_its_successor_go(bench: Bench) -> None:
    run = bench.begin("test.harmless")
    successor = bench.begin("test.harmless", generation=2)

    wakeups = cancel(bench.connections, run, OPERATOR)

    row = bench.row(run)
    assert [(successor, "attempt_harmless")] == woken(wakeups)
    assert ("cancelled", None, bench.clock.now()) == (row.state, row.due_at, row.ended_at)
    assert "nothing" == bench.perform(run).result
    with pytest.raises(Refusal, match="has ended as cancelled"):
        cancel(bench.connections, run, OPERATOR)


def test_a_worker_that_outlived_its_lease_cannot_undo_a_requeue(bench: Bench) -> None:
    run = bench.at("test.certain")

    def requeued_meanwhile() -> Exception:
        bench.pass_time(LEASE + MOMENT)
        requeue(bench.connections, run, OPERATOR)
        return conflict()

    bench.deed.ends(requeued_meanwhile, Did())

    assert "fenced" == bench.perform(run).result
    assert ("running", "", 0) == (bench.row(run).state, bench.row(run).note, bench.row(run).failures)
    assert "done" == bench.perform(run).result
    assert "finish" == run_of(bench.ledger, run).step
