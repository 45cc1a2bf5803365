"""Every word with which a step can end has its place in the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrator.clients.errors import Throttled
from integrator.events.order import Order
from integrator.flow import Again, Cancel, Parked, Snooze, Wait
from integrator.ledger.database import LedgerFailure
from tests.ledger.builders import NOON, ORDER, STORE
from tests.unit.runner.bench import MOMENT, Bench, Deed, Did, refused, unreachable, woken

LATER = NOON + timedelta(minutes=10)


def test_a_value_is_kept_and_the_next_step_is_due(bench: Bench) -> None:
    run = bench.begin("test.certain")

    performed = bench.perform(run)

    assert ("done", [(run, "attempt")]) == (performed.result, woken(performed.wakeups))
    row = bench.row(run)
    assert ("running", "attempt", "ecm", 1, NOON) == (row.state, row.step, row.queue, row.position, row.due_at)
    assert {"prepare": {"word": "prepared"}} == row.values
    assert ("", None) == (row.lease_owner, row.lease_until)
    assert ["step.done"] == bench.audited(run)


def test_later_steps_get_values_literals_and_parameters_as_their_types(bench: Bench) -> None:
    bench.deed.ends(Did(word="filed"))
    run = bench.begin("test.certain", within=timedelta(hours=3))

    for _ in range(3):
        bench.perform(run)

    order = Order(store=STORE, id=ORDER, name="#1042")
    assert [(order, Did(word="filed"), "filed", timedelta(hours=3))] == bench.deed.heard


def test_behind_its_last_step_the_run_is_done(bench: Bench) -> None:
    run = bench.begin("test.harmless")
    bench.pass_time(MOMENT)

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("done", []) == (performed.result, list(performed.wakeups))
    assert ("done", None, bench.clock.now(), "") == (row.state, row.due_at, row.ended_at, row.step)
    assert "nothing" == bench.perform(run, "attempt_harmless").result


def test_lines_whose_condition_does_not_hold_are_passed_over_and_told(bench: Bench) -> None:
    run = bench.at("test.certain")

    bench.perform(run)

    assert "finish" == bench.row(run).step
    assert ("never_mind", 1, 0, "skipped") in bench.outcomes(run)


def test_a_snooze_comes_back_at_its_time_without_blame(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(Snooze(LATER, "not routed yet"), Did())

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("snoozed", LATER - NOON) == (performed.result, performed.retry_in)
    assert ("running", LATER, None, 0, "not routed yet") == (
        row.state,
        row.due_at,
        row.woken_at,
        row.failures,
        row.note,
    )
    assert "nothing" == bench.perform(run).result
    assert "done" == bench.works_off(run).result


def test_a_throttled_step_comes_back_when_the_remote_says(bench: Bench) -> None:
    run = bench.at("test.certain")
    error = Throttled("slow down", system="ecm", operation="file_document", retry_after=timedelta(seconds=7))
    bench.deed.ends(error)

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("snoozed", NOON + timedelta(seconds=7), 0) == (performed.result, row.due_at, row.failures)


def test_no_number_of_snoozes_spends_the_budget(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(lambda: Snooze(bench.clock.now() + MOMENT, "not yet"))

    results = {bench.works_off(run).result for _ in range(30)}

    assert {"snoozed"} == results


@pytest.mark.parametrize("until", [None, LATER])
def test_a_wait_ends_the_workers_part(bench: Bench, until: Any) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(Wait("waiting for a decision", until=until))

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("waiting", []) == (performed.result, list(performed.wakeups))
    assert ("waiting", until, "waiting for a decision") == (row.state, row.due_at, row.note)


def test_a_wait_with_an_end_is_worked_on_again_then(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(Wait("waiting", until=LATER), Did())
    bench.perform(run)

    early = bench.perform(run)

    assert "nothing" == early.result
    assert "done" == bench.works_off(run).result


def test_going_back_forgets_the_values_from_there_on(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(Again("await_people", "ask once more"))

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("done", [(run, "await_people")]) == (performed.result, woken(performed.wakeups))
    assert (2, 1, {"prepare": {"word": "prepared"}}) == (row.lap, row.position, row.values)
    assert ("await_people", 1, 1, "again") in bench.outcomes(run)


def test_going_back_to_the_first_line_begins_anew(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(Again("prepare", "the order changed"), Did())
    bench.perform(run)

    for _ in range(3):
        bench.perform(run)

    assert "done" == bench.row(run).state
    assert [("prepare", 2, 1, "done"), ("await_people", 2, 1, "done"), ("conclude", 2, 1, "done")] == bench.outcomes(
        run
    )[2:]


def test_a_cancelled_run_is_over_and_says_why(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(Cancel("the order is gone"))

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("cancelled", "the order is gone") == (performed.result, performed.note)
    assert ("cancelled", "the order is gone", NOON, None) == (row.state, row.note, row.ended_at, row.due_at)
    assert "run.cancelled" == bench.last_entry(run)["action"]
    assert "the order is gone" == bench.last_entry(run)["reason"]


def test_a_parked_run_waits_for_a_person_with_code_and_text(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(Parked("no_funds", "capture by hand, then skip"))

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("parked", "parked", "no_funds: capture by hand, then skip") == (performed.result, row.state, row.note)
    assert ("run.parked", "no_funds: capture by hand, then skip") == (
        bench.last_entry(run)["action"],
        bench.last_entry(run)["reason"],
    )
    assert "nothing" == bench.perform(run).result


def test_an_error_that_may_go_away_is_tried_again(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable(), Did())

    performed = bench.perform(run)

    row = bench.row(run)
    text = "Unreachable: ecm file_document: no answer"
    assert ("retry", text, NOON + performed.retry_in) == (performed.result, performed.note, row.due_at)
    assert ("running", 1, NOON, text, None) == (row.state, row.failures, row.first_failure_at, row.note, row.woken_at)
    assert "step.failed" == bench.last_entry(run)["action"]
    assert "done" == bench.works_off(run).result


def test_an_error_that_stays_parks_at_once(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(refused())

    performed = bench.perform(run)

    assert "parked" == performed.result
    assert "refused:Refused: Refused: ecm file_document: no such category" == bench.row(run).note
    assert ("attempt", 1, 1, "failed") in bench.outcomes(run)


def test_any_error_may_say_that_it_stays(bench: Bench) -> None:
    class Unpayable(Exception):
        retryable = False

    run = bench.at("test.certain")
    bench.deed.ends(Unpayable("secret"))

    bench.perform(run)

    assert "refused:Unpayable: Unpayable" == bench.row(run).note


def test_an_error_of_our_own_shows_its_kind_and_never_its_text(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(KeyError("jane@example.com"))

    with capture_logs() as logs:
        performed = bench.perform(run)

    assert ("retry", "KeyError") == (performed.result, bench.row(run).note)
    assert ["step failed"] == [line["event"] for line in logs]
    told = [performed.note, str(bench.outcomes(run)), str(bench.last_entry(run)), bench.row(run).note]
    assert not any("jane" in text for text in told)


def test_a_success_clears_failures_attempts_and_note(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(unreachable(), Did())
    bench.perform(run)
    bench.works_off(run)

    row = bench.row(run)
    assert (0, 0, 0, None, "") == (row.attempts, row.failures, row.crashes, row.first_failure_at, row.note)


def test_a_ledger_that_was_away_in_a_step_is_an_error_that_may_go_away(bench: Bench) -> None:
    run = bench.at("test.certain")
    bench.deed.ends(LedgerFailure("the ledger did not take it (OperationalError)"))

    assert "retry" == bench.perform(run).result
    assert "LedgerFailure: the ledger did not take it (OperationalError)" == bench.row(run).note


def test_what_people_wrote_stays_out_of_the_audit(bench: Bench) -> None:
    class Answer(Did):
        reason: str = "Jane called"
        code: str = "FRAUD"

    run = bench.at("test.certain")
    bench.deed.ends(Answer())

    bench.perform(run)

    assert {"word": "done", "code": "FRAUD"} == bench.last_entry(run)["detail"]["written"]


def test_a_wake_up_for_a_step_that_is_over_does_nothing(bench: Bench, deed: Deed) -> None:
    run = bench.at("test.certain")
    bench.perform(run)

    assert "nothing" == bench.perform(run, "attempt").result
    assert "nothing" == bench.perform(run, "prepare").result

    assert ["do"] == deed.calls


def test_the_end_of_a_run_wakes_the_next_generation(bench: Bench) -> None:
    first = bench.begin("test.harmless")
    second = bench.begin("test.harmless", generation=2)
    waiting = bench.perform(second, "attempt_harmless").result

    performed = bench.perform(first)

    assert "nothing" == waiting
    assert [(second, "attempt_harmless")] == woken(performed.wakeups)
    assert "done" == bench.perform(second).result
