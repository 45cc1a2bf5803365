"""The budget of a step: how long it waits between attempts, and when a person has to look."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from integrator.clients.errors import Garbled, RemoteError
from integrator.runner import requeue
from integrator.runner.budget import LONGEST, MOST_CRASHES, MOST_EQUAL_ERRORS, MOST_FAILURES, backoff, reason_to_park
from tests.ledger.builders import NOON
from tests.unit.runner.bench import MOMENT, OPERATOR, Bench, Did, conflict, refused, unreachable


@pytest.mark.parametrize(
    ("failures", "ceiling"),
    [(1, 2.0), (2, 4.0), (5, 32.0), (9, 512.0), (10, 900.0), (12, 900.0), (5000, 900.0)],
)
def test_the_wait_stays_between_a_fifth_of_a_second_and_a_doubling_ceiling(
    failures: int, ceiling: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.0)
    shortest = backoff(failures)
    monkeypatch.setattr(random, "random", lambda: 1.0)
    longest = backoff(failures)

    assert timedelta(milliseconds=200) == shortest
    assert timedelta(seconds=ceiling) == longest


def test_waits_are_spread_over_the_whole_range() -> None:
    waits = [backoff(10).total_seconds() for _ in range(200)]

    assert min(waits) < 300
    assert 600 < max(waits)


def verdict(error: Exception, *, failures: int = 1, age: timedelta = timedelta(0), errors: Sequence[str] = ()) -> str:
    return reason_to_park(error, failures=failures, first_failure_at=NOON, now=NOON + age, errors=errors)


def garbled() -> RemoteError:
    return Garbled("no JSON", system="ecm", operation="file_document")


def test_an_error_that_stays_is_named_by_its_kind() -> None:
    assert "refused:Refused" == verdict(refused())


def test_the_last_failure_spends_the_attempts() -> None:
    assert ["", "attempts_spent"] == [
        verdict(conflict(), failures=MOST_FAILURES - 1),
        verdict(conflict(), failures=MOST_FAILURES),
    ]


def test_a_system_that_is_away_is_waited_for_by_time_and_not_by_attempts() -> None:
    assert "" == verdict(unreachable(), failures=1000, age=timedelta(hours=25))
    assert "time_spent" == verdict(unreachable(), failures=2, age=LONGEST)


@pytest.mark.parametrize("error", [conflict(), unreachable(), garbled(), KeyError()], ids=lambda e: type(e).__name__)
def test_the_time_is_spent_for_every_error(error: Exception) -> None:
    assert ["", "time_spent"] == [verdict(error, age=LONGEST - MOMENT), verdict(error, age=LONGEST)]


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (["KeyError"] * MOST_EQUAL_ERRORS, "same_error"),
        (["KeyError"] * (MOST_EQUAL_ERRORS - 1), ""),
        (["KeyError"] * MOST_EQUAL_ERRORS + ["ValueError"], ""),
        (["ValueError"] + ["KeyError"] * MOST_EQUAL_ERRORS, "same_error"),
    ],
    ids=["enough", "one less", "another one last", "another one first"],
)
def test_equal_errors_of_our_own_end_the_trying_early(errors: list[str], expected: str) -> None:
    assert expected == verdict(KeyError(), failures=len(errors), errors=errors)


def test_equal_errors_of_a_remote_do_not() -> None:
    errors = ["Conflict"] * MOST_EQUAL_ERRORS

    assert "" == verdict(conflict(), failures=MOST_EQUAL_ERRORS, errors=errors)


def test_a_run_parks_after_twelve_failures(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(conflict())

    results = [bench.works_off(run).result for _ in range(12)]

    assert ["retry"] * 11 + ["parked"] == results
    assert bench.row(run).note.startswith("attempts_spent: Conflict: ecm file_document")


def test_a_run_parks_when_its_system_was_away_too_long(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable())
    bench.perform(run)

    bench.pass_time(LONGEST - MOMENT)
    before = bench.perform(run).result
    bench.pass_time(MOMENT)
    after = bench.works_off(run).result

    assert ("retry", "parked") == (before, after)
    assert bench.row(run).note.startswith("time_spent: ")


def test_a_run_parks_after_five_equal_errors_of_our_own(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(KeyError("one"), KeyError("two"), KeyError("three"), KeyError("four"), KeyError("five"))

    results = [bench.works_off(run).result for _ in range(5)]

    assert ["retry"] * 4 + ["parked"] == results
    assert "same_error: KeyError" == bench.row(run).note


def test_changing_errors_of_our_own_are_tried_on(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(*[error for _ in range(5) for error in (KeyError("odd"), ValueError("even"))])

    assert {"retry"} == {bench.works_off(run).result for _ in range(10)}


def test_each_step_has_a_budget_of_its_own(bench: Bench) -> None:
    run = bench.begin("test.patient")
    bench.deed.ends(*[conflict() for _ in range(11)], Did())

    results = [bench.works_off(run).result for _ in range(14)]

    assert ["done", *["retry"] * 11, "done", "done"] == results


def test_a_run_parks_when_three_workers_died_in_its_step(bench: Bench) -> None:
    run = bench.at("test.certain")
    for _ in range(MOST_CRASHES):
        bench.dies(run)

    performed = bench.perform(run)

    assert 3 == MOST_CRASHES
    assert ("parked", "parked") == (performed.result, bench.row(run).state)
    assert "crashes: 3 workers died in the step attempt; look at their logs, then requeue" == bench.row(run).note
    assert ["do"] * 3 == [call for call in bench.deed.calls if call == "do"]
    assert "run.parked" == bench.last_entry(run)["action"]


def test_two_deaths_are_lived_with(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.dies(run)
    bench.dies(run)

    assert "done" == bench.perform(run).result
    assert 0 == bench.row(run).crashes


def test_a_requeued_run_begins_with_a_new_budget(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(conflict())
    for _ in range(12):
        bench.works_off(run)

    requeue(bench.connections, run, OPERATOR)

    assert ["retry"] * 11 + ["parked"] == [bench.works_off(run).result for _ in range(12)]


def test_a_requeued_run_may_see_three_more_deaths(bench: Bench) -> None:
    run = bench.at("test.certain")
    for _ in range(MOST_CRASHES):
        bench.dies(run)
    bench.perform(run)

    requeue(bench.connections, run, OPERATOR)
    bench.dies(run)

    assert "done" == bench.perform(run).result
