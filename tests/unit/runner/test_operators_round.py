"""What an operator is told to do works, and what was passed over is told."""

from integrator.runner import park, redo, requeue, skip
from tests.unit.runner.bench import OPERATOR, Bench, Did


def test_the_advice_for_a_step_in_doubt_can_be_followed(bench: Bench) -> None:
    run = bench.at("test.once")
    bench.dies(run)
    bench.perform(run)
    assert "look in the remote system, then skip or redo it" in bench.row(run).note

    redo(bench.connections, run, OPERATOR, step="attempt_once")

    assert "done" == bench.perform(run).result


def test_a_requeued_run_may_fail_as_often_as_before(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(KeyError("wrong"))
    for _ in range(5):
        bench.works_off(run)

    requeue(bench.connections, run, OPERATOR)

    assert ["retry"] * 4 + ["parked"] == [bench.works_off(run).result for _ in range(5)]


def test_lines_passed_over_after_a_skipped_step_are_told(bench: Bench) -> None:
    run = bench.at("test.certain")
    park(bench.connections, run, OPERATOR)

    skip(bench.connections, run, OPERATOR, value=Did().model_dump())

    assert ("never_mind", 1, 0, "skipped") in bench.outcomes(run)
