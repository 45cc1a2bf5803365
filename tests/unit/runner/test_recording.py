"""Recording an ending: once, by whoever holds the fence, again when the ledger refused, and with whom to wake."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.flow import Again, Cancel, Parked, Snooze, Wait
from integrator.ledger import runs
from integrator.ledger.database import LedgerFailure
from integrator.ledger.runs import Wakeup
from integrator.runner import park
from tests.ledger.builders import NOON
from tests.unit.runner.bench import MOMENT, OPERATOR, Bench, Did, Ending, refused, unreachable

LATER = NOON + timedelta(minutes=10)

ENDINGS: dict[str, Ending] = {
    "value": Did,
    "snooze": lambda: Snooze(LATER, "later"),
    "wait": lambda: Wait("for people"),
    "again": lambda: Again("prepare", "anew"),
    "cancel": lambda: Cancel("gone"),
    "parked": lambda: Parked("code", "text"),
    "error that may go away": unreachable,
    "error that stays": refused,
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_worker_that_was_fenced_off_records_nothing(bench: Bench, ending: Ending) -> None:
    run = bench.at("test.certain")

    def parked_meanwhile() -> object:
        park(bench.connections, run, OPERATOR)
        return ending()

    bench.deed.ends(parked_meanwhile)

    performed = bench.perform(run)

    assert ("fenced", []) == (performed.result, list(performed.wakeups))
    assert ("parked", "operator: the archive was down") == (bench.row(run).state, bench.row(run).note)
    assert ("attempt", 1, 1, None) in bench.outcomes(run)
    assert "run.parked" == bench.last_entry(run)["action"]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_runs_that_a_step_made_due_are_woken_however_it_ends(bench: Bench, ending: Ending) -> None:
    run = bench.at("test.certain")
    other = Wakeup("run-2", "test.twin", "attempt", "ecm", 1, "#1042")
    bench.deed.wakes = [other]
    bench.deed.ends(ending)

    assert other in bench.perform(run).wakeups


def test_a_record_that_the_ledger_refused_is_written_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bench.at("test.certain")
    real = runs.move
    refusals = [LedgerFailure("away"), LedgerFailure("away")]

    def refuse_twice(*args: Any, **values: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return real(*args, **values)

    monkeypatch.setattr(runs, "move", refuse_twice)

    performed = bench.perform(run)

    assert ("done", ["do"], "finish") == (performed.result, bench.deed.calls, bench.row(run).step)
    assert [("attempt", 1, 1, "done")] == [found for found in bench.outcomes(run) if found[0] == "attempt"]


def test_a_record_that_stays_refused_leaves_the_outcome_unknown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bench.at("test.certain")
    bench.connections.settings = bench.connections.settings.model_copy(update={"lease": timedelta(milliseconds=50)})

    def away(*_: Any, **__: Any) -> Any:
        raise LedgerFailure("away")

    with monkeypatch.context() as outage:
        outage.setattr(runs, "move", away)
        with pytest.raises(LedgerFailure):
            bench.perform(run)
    bench.pass_time(MOMENT)
    bench.deed.found = Did(word="found")

    assert "done" == bench.perform(run).result
    assert ["do", "look"] == bench.deed.calls
