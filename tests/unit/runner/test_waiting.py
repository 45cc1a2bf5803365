"""What happens to a case while a run is about to wait, waits, or works, is noticed at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from integrator.cases import Case
from integrator.flow import Wait
from integrator.ledger import cases, decisions, runs
from integrator.ledger.database import Connection, Ledger
from tests.ledger.builders import NOON, decision, ensure, reason
from tests.unit.runner.bench import MOMENT, Bench, Did, woken

WAITING = Wait("waiting for a decision of fraud")


def decide(bench: Bench, word: str = "release") -> list[tuple[str, str]]:
    with bench.ledger.write() as connection:
        decisions.record(bench.ledger, connection, bench.case, decision(word))
        return woken(runs.wake_case(bench.ledger, connection, bench.case.id))


def extend(bench: Bench) -> list[tuple[str, str]]:
    """Add a reason, as intake does."""
    ensure(bench.ledger, reasons=[reason(), reason("value")])
    with bench.ledger.write() as connection:
        return woken(runs.wake_case(bench.ledger, connection, bench.case.id, restart=True))


def test_a_decision_wakes_the_run_that_waits_for_it(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(WAITING, Did())
    bench.perform(run)
    bench.pass_time(timedelta(days=1))

    assert [(run, "await_people")] == decide(bench)

    assert bench.clock.now() == bench.row(run).due_at
    assert "done" == bench.perform(run).result


def test_a_decision_recorded_while_the_step_looks_makes_the_run_due_at_once(bench: Bench) -> None:
    run = bench.at("test.patient")

    def decided_meanwhile() -> Wait:
        assert [] == decide(bench)
        return WAITING

    bench.deed.ends(decided_meanwhile, Did())

    performed = bench.perform(run)

    assert ("waiting", [(run, "await_people")]) == (performed.result, woken(performed.wakeups))
    assert (bench.clock.now(), "waiting") == (bench.row(run).due_at, bench.row(run).state)
    assert "done" == bench.perform(run).result


Change = Callable[[Ledger, Connection, Case], object]

CHANGES: dict[str, Change] = {
    "decided": lambda ledger, c, case: decisions.record(ledger, c, case, decision("release")),
    "closed": lambda ledger, c, case: cases.close(ledger, c, case, outcome="release"),
    "its clock stopped": lambda _, c, case: cases.stop_clock(c, case.id, until=NOON),
    "noted a change": lambda _, c, case: cases.refresh(c, case, inputs={}, seen_at=NOON),
    "given to another team": lambda _, c, case: cases.change(c, case.id, team="finance"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_of_the_case_is_slept_through(bench: Bench, change: Change) -> None:
    run = bench.at("test.patient")

    def changed_meanwhile() -> Wait:
        with bench.ledger.write() as connection:
            change(bench.ledger, connection, bench.case)
        return WAITING

    bench.deed.ends(changed_meanwhile)

    assert [(run, "await_people")] == woken(bench.perform(run).wakeups)
    assert bench.clock.now() == bench.row(run).due_at


def test_a_change_of_another_case_is_none(bench: Bench) -> None:
    run = bench.at("test.patient")
    other, _ = ensure(bench.ledger, subject="gid://shopify/Order/9")

    def changed_meanwhile() -> Wait:
        with bench.ledger.write() as connection:
            cases.change(connection, other.id, team="finance")
        return WAITING

    bench.deed.ends(changed_meanwhile)

    assert [] == list(bench.perform(run).wakeups)
    assert bench.row(run).due_at is None


def test_a_run_whose_case_was_extended_begins_again_at_its_next_wait(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(WAITING, Did())
    bench.perform(run)
    assert [(run, "await_people")] == extend(bench)

    performed = bench.perform(run)

    row = bench.row(run)
    assert ("waiting", [(run, "prepare")]) == (performed.result, woken(performed.wakeups))
    assert (0, "prepare", "shopify", 2, {}, False) == (
        row.position,
        row.step,
        row.queue,
        row.lap,
        row.values,
        row.restart,
    )
    assert ["do"] == bench.deed.calls
    assert ["done", "done", "done"] == [bench.perform(run).result for _ in range(3)]
    assert "done" == bench.row(run).state


def test_a_run_that_works_while_its_case_is_extended_begins_again_too(bench: Bench) -> None:
    run = bench.at("test.patient")

    def extended_meanwhile() -> Wait:
        assert [] == extend(bench)
        return WAITING

    bench.deed.ends(extended_meanwhile, Did())
    waiting = bench.perform(run)

    again = bench.perform(run)

    assert [(run, "await_people")] == woken(waiting.wakeups)
    assert ("prepare", 2) == (bench.row(run).step, bench.row(run).lap)
    assert "the case changed; begun again" == again.note


def test_a_run_whose_question_is_over_does_not_begin_again(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(WAITING, Did())
    bench.perform(run)
    extend(bench)

    decide(bench)

    assert "done" == bench.perform(run).result
    assert ("conclude", 1) == (bench.row(run).step, bench.row(run).lap)


def test_a_restart_does_not_interrupt_a_step_that_acts(bench: Bench) -> None:
    run = bench.at("test.certain")
    extend(bench)

    assert "done" == bench.perform(run).result
    assert "finish" == bench.row(run).step


def test_a_run_nobody_claimed_yet_reads_the_case_as_it_is_and_is_not_restarted(bench: Bench) -> None:
    run = bench.begin("test.patient")

    extend(bench)
    bench.perform(run)
    bench.perform(run)

    assert ("conclude", 1) == (bench.row(run).step, bench.row(run).lap)


def test_a_long_wait_costs_no_attempt(bench: Bench) -> None:
    run = bench.at("test.patient")
    bench.deed.ends(lambda: Wait("not yet", until=bench.clock.now() + MOMENT))

    results = {bench.works_off(run).result for _ in range(30)}

    assert {"waiting"} == results
    assert (0, 0) == (bench.row(run).failures, bench.row(run).crashes)
