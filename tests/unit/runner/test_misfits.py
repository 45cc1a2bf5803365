"""Steps that this worker does not know: left unspent to another release, and told when nobody comes."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.context import Context
from integrator.events.order import Order
from integrator.flow import FlowError, Plan, Step, find_step, step, steps
from integrator.ledger import misfits, runs
from integrator.ledger.alarms import open_alarms
from integrator.queues import QUEUES
from integrator.runner.fitting import misfits_of
from tests.unit.runner.bench import Bench, Did

PATIENCE = timedelta(minutes=2)


@pytest.fixture
def run(bench: Bench) -> str:
    """Begin a run and bring it to the step `attempt`."""
    return bench.at("test.certain")


def without(monkeypatch: pytest.MonkeyPatch, name: str = "attempt") -> Step[..., Any]:
    """Let this worker be of a release that does not have the step."""
    found = steps.STEPS[name]
    monkeypatch.delitem(steps.STEPS, name)
    return found


def told(bench: Bench) -> list[str]:
    """Look as upkeep does, and return what the open alarms are about."""
    misfits.tell_of_released(bench.ledger, after=PATIENCE, queues=QUEUES)
    return [alarm["about"] for alarm in open_alarms(bench.ledger) if alarm["code"] == "unknown_step"]


def told_of_plans(bench: Bench) -> list[str]:
    misfits.tell_of_plans(
        bench.ledger,
        begun_before=bench.clock.now() + timedelta(seconds=1),
        misfits=lambda plan, params: list(misfits_of(Plan.model_validate(plan), params)),
    )
    return [alarm["about"] for alarm in open_alarms(bench.ledger) if alarm["code"] == "unknown_plan"]


def test_a_step_this_worker_does_not_have_is_given_back_unspent(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bench.row(run)
    without(monkeypatch)

    performed = bench.perform(run)

    after = bench.row(run)
    assert ("released", "this worker has no step attempt") == (performed.result, performed.note)
    assert ("running", "attempt", None, "", 0, 0) == (
        after.state,
        after.step,
        after.lease_until,
        after.lease_owner,
        after.attempts,
        after.failures,
    )
    assert before.fence < after.fence
    assert ["prepare"] == [step for step, *_ in bench.outcomes(run)]


def test_a_worker_that_knows_the_step_does_it_as_the_first_attempt(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = without(monkeypatch)
    bench.perform(run)
    monkeypatch.setitem(steps.STEPS, "attempt", known)

    assert "done" == bench.works_off(run).result

    assert ["do"] == bench.deed.calls
    assert ("attempt", 1, 1, "done") in bench.outcomes(run)
    assert bench.row(run).released_at is None


def test_it_comes_back_soon_at_first_and_later_and_later_up_to_half_a_minute(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch)
    waits = []
    for _ in range(40):
        bench.perform(run)
        waits.append((bench.row(run).due_at - bench.clock.now()).total_seconds())
        bench.clock.at = bench.row(run).due_at

    assert waits[0] < 2
    assert 20 < waits[-1] <= 37.5
    assert 6 < sum(wait < 20 for wait in waits) < 25
    assert 0 == bench.row(run).attempts


def test_an_unknown_outcome_is_still_looked_up_after_a_worker_of_another_release_had_it(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.dies(run)
    known = without(monkeypatch)
    bench.perform(run)
    monkeypatch.setitem(steps.STEPS, "attempt", known)
    bench.deed.found = Did(word="found")

    bench.works_off(run)

    assert ["do", "look"] == bench.deed.calls


def test_nobody_is_told_while_a_rolling_restart_may_be_on(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch)
    bench.perform(run)
    bench.pass_time(PATIENCE)

    assert [] == told(bench)


def test_a_step_that_nobody_took_for_a_while_is_told_once_and_cleared_when_it_is_done(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = without(monkeypatch)
    bench.perform(run)
    bench.pass_time(PATIENCE + timedelta(seconds=1))

    first, second = told(bench), told(bench)
    (alarm,) = open_alarms(bench.ledger)
    monkeypatch.setitem(steps.STEPS, "attempt", known)
    bench.works_off(run)

    assert ["test.certain.attempt"] == first == second
    assert alarm["text"].startswith("1 run waits at test.certain.attempt since 2026-11-20 12:00 UTC")
    assert (1, "high") == (alarm["count"], alarm["severity"])
    assert [] == told(bench)


@pytest.mark.parametrize("operation", ["park", "cancel"])
def test_the_alarm_is_cleared_when_an_operator_sees_to_the_run(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    without(monkeypatch)
    bench.perform(run)
    bench.pass_time(PATIENCE * 2)
    before = told(bench)

    with bench.ledger.write() as connection:
        runs.overrule(connection, run, state={"park": "parked", "cancel": "cancelled"}[operation], due_at=None)

    assert ["test.certain.attempt"] == before
    assert [] == told(bench)


def test_a_run_on_a_queue_that_no_worker_listens_to_is_told_of(bench: Bench, run: str) -> None:
    bench.pass_time(PATIENCE * 2)

    misfits.tell_of_released(bench.ledger, after=PATIENCE, queues=[name for name in QUEUES if name != "ecm"])

    assert ["test.certain.attempt"] == [alarm["about"] for alarm in open_alarms(bench.ledger)]


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_a_step_that_takes_other_arguments_by_now_is_given_back_unspent(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def added(ctx: Context, order: Order, more: str) -> Did:
        raise AssertionError

    def removed(ctx: Context) -> Did:
        raise AssertionError

    def renamed(ctx: Context, order: Order, *, afterwards: Did, word: str, within: timedelta) -> Did:
        raise AssertionError

    shapes: dict[str, Any] = {"added": added, "removed": removed, "renamed": renamed}
    name = "finish" if change == "renamed" else "attempt"
    while bench.row(run).step != name:
        bench.perform(run)
    without(monkeypatch, name)
    shapes[change].__name__ = name
    step("ecm", repeats="harmless")(shapes[change])

    performed = bench.perform(run)

    assert "released" == performed.result
    assert f"the step {name} takes other arguments here" in performed.note
    assert (0, 0) == (bench.row(run).attempts, bench.row(run).failures)


def test_a_parameter_with_a_default_may_be_added_to_a_step(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch)

    @step("ecm", repeats="harmless")
    def attempt(ctx: Context, order: Order, more: str = "default") -> Did:
        return bench.deed.do(ctx)

    assert "done" == bench.perform(run).result


def test_a_renamed_step_goes_on_under_its_former_name(bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch)

    @step("ecm", repeats="harmless", formerly=("attempt", "trial"))
    def undertake(ctx: Context, order: Order) -> Did:
        return bench.deed.do(ctx)

    assert "done" == bench.perform(run).result
    assert undertake is find_step("attempt") is find_step("trial")


@pytest.mark.parametrize("taken", ["attempt", "undertake"])
def test_a_former_name_that_another_step_has_is_refused(bench: Bench, taken: str) -> None:
    @step("ecm", repeats="harmless", formerly=("undertake",))
    def begin(ctx: Context) -> Did:
        raise AssertionError

    with pytest.raises(FlowError, match=f"two steps called {taken}"):

        @step("ecm", repeats="harmless", formerly=(taken,))
        def other(ctx: Context) -> Did:
            raise AssertionError


def test_a_waiting_run_tells_beforehand_that_it_could_not_go_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bench.at("test.patient")
    before = told_of_plans(bench)

    known = without(monkeypatch, "await_people")
    during = told_of_plans(bench)
    monkeypatch.setitem(steps.STEPS, "await_people", known)

    assert [] == before
    assert [f"test.patient@{bench.row(run).flow_version}"] == during
    assert [] == told_of_plans(bench)


def test_a_plan_that_came_after_this_process_is_for_others_to_judge(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch)

    misfits.tell_of_plans(
        bench.ledger, begun_before=bench.clock.now() - timedelta(seconds=1), misfits=lambda *_: ["attempt"]
    )

    assert [] == open_alarms(bench.ledger)


def test_a_parameter_that_the_flow_lost_stays_with_the_runs_that_began_with_it(bench: Bench) -> None:
    run = bench.begin("test.certain")

    with bench.ledger.write() as connection:
        runs.adjust(connection, bench.case.id, flow="test.certain", params={"patience": 3}, quiet=True)

    assert {"within": {"seconds": 172800.0}, "patience": 3} == bench.row(run).params
    assert {} == misfits_of(Plan.model_validate(bench.row(run).plan), bench.row(run).params)


def test_a_line_that_asks_for_a_parameter_the_run_does_not_have_does_not_fit(bench: Bench) -> None:
    plan = bench.flows["test.certain"].plan

    assert {"finish": "the run has no parameter within"} == misfits_of(plan, {})
