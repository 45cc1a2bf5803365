"""After an attempt whose end is unknown the step's look-up is asked first; after any other ending it is not."""

import pytest

from integrator.flow import Snooze, Wait
from integrator.runner import redo, requeue
from tests.unit.runner.bench import MOMENT, OPERATOR, Bench, Did, unreachable


def test_the_first_attempt_asks_nothing(bench: Bench) -> None:
    bench.perform(bench.at("test.certain"))

    assert ["do"] == bench.deed.calls


def test_what_a_dead_worker_did_is_found_and_not_done_again(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.dies(run)
    bench.deed.found = Did(word="found")

    performed = bench.perform(run)

    assert "done" == performed.result
    assert ["do", "look"] == bench.deed.calls
    assert {"word": "found"} == bench.row(run).values["attempt"]


def test_what_a_dead_worker_did_not_do_is_done(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.dies(run)

    bench.perform(run)

    assert ["do", "look", "do"] == bench.deed.calls


def test_after_a_failure_the_look_up_is_asked_too(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable())
    bench.perform(run)
    bench.deed.found = Did(word="found")

    bench.works_off(run)

    assert ["do", "look"] == bench.deed.calls
    assert "finish" == bench.row(run).step


@pytest.mark.parametrize("is_wait", [False, True], ids=["snooze", "wait"])
def test_after_a_snooze_or_wait_nothing_is_in_doubt(bench: Bench, is_wait: bool) -> None:  # noqa: FBT001 - parameter
    run = bench.at("test.certain")
    soon = bench.clock.now() + MOMENT
    bench.deed.ends(Wait("not yet", until=soon) if is_wait else Snooze(soon, "not yet"), Did())
    bench.perform(run)

    bench.works_off(run)

    assert ["do", "do"] == bench.deed.calls


def test_a_look_up_that_fails_is_a_failed_attempt(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bench.at("test.certain")
    bench.dies(run)

    def away() -> Did:
        raise unreachable()

    monkeypatch.setattr(bench.deed, "look", away)

    assert "retry" == bench.perform(run).result
    assert ["do"] == bench.deed.calls


def test_a_harmless_step_is_simply_done_again(bench: Bench) -> None:
    run = bench.at("test.harmless")
    bench.dies(run)

    assert "done" == bench.perform(run).result
    assert ["do", "do"] == bench.deed.calls


@pytest.mark.parametrize("dies", [True, False], ids=["death", "failure"])
def test_a_step_that_must_not_be_repeated_parks_when_in_doubt(bench: Bench, dies: bool) -> None:  # noqa: FBT001 - parameter
    run = bench.at("test.once")
    if dies:
        bench.dies(run)
    else:
        bench.deed.ends(unreachable())
        bench.perform(run)

    performed = bench.works_off(run)

    assert "parked" == performed.result
    assert "unknown_outcome: attempt_once may have happened" in bench.row(run).note
    assert ["do"] == bench.deed.calls


def test_a_step_that_must_not_be_repeated_goes_on_after_a_snooze(bench: Bench) -> None:
    run = bench.at("test.once")
    bench.deed.ends(Snooze(bench.clock.now() + MOMENT, "not yet"), Did())
    bench.perform(run)

    assert "done" == bench.works_off(run).result


def test_an_operator_may_order_the_doubtful_step_again(bench: Bench) -> None:
    run = bench.at("test.once")
    bench.dies(run)
    bench.perform(run)

    redo(bench.connections, run, OPERATOR, step="attempt_once")

    assert "done" == bench.perform(run).result


def test_a_requeued_step_is_looked_up_like_any_other(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable())
    bench.perform(run)
    bench.deed.found = Did(word="found")

    requeue(bench.connections, run, OPERATOR)
    bench.perform(run)

    assert ["do", "look"] == bench.deed.calls


def test_every_attempt_of_a_step_carries_the_same_key(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.dies(run)
    bench.deed.ends(unreachable(), Did())
    bench.perform(run)
    bench.works_off(run)

    assert 3 == len(bench.deed.keys)
    assert 1 == len(set(bench.deed.keys))


def test_a_reopened_case_is_worked_on_with_another_key(bench: Bench) -> None:
    bench.perform(bench.begin("test.harmless"))
    bench.reopen()
    bench.perform(bench.begin("test.harmless", generation=2))

    assert 2 == len(set(bench.deed.keys))


def test_two_flows_of_one_case_carry_the_key_of_their_shared_step(bench: Bench) -> None:
    bench.perform(bench.at("test.certain"))
    bench.perform(bench.at("test.twin"))

    assert 2 == len(bench.deed.keys)
    assert 1 == len(set(bench.deed.keys))
