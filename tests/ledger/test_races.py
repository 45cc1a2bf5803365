"""Two transactions at once, where writers do not simply take turns, as they do on SQLite."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrator.cases import Case
from integrator.ledger import cases, decisions, findings, runs
from integrator.ledger.database import Ledger
from integrator.ledger.decisions import Standing
from integrator.ledger.runs import Wakeup
from tests.ledger.builders import (
    LEASE,
    NOON,
    begin,
    claimed,
    decision,
    ensure,
    finding,
    move,
    new_run,
    reason,
    wait_until_blocked,
)


@pytest.fixture
def case(ledger: Ledger) -> Case:
    if ledger.is_sqlite:
        pytest.skip("on SQLite writers take turns; `DATABASE_URL` names a PostgreSQL")
    return ensure(ledger)[0]


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    """Another worker."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def record(ledger: Ledger, case: Case, word: str, source_id: str) -> Standing:
    with ledger.write() as connection:
        return decisions.record(ledger, connection, case, decision(word, source_id=source_id))


def test_a_second_answer_waits_for_the_first_to_be_recorded(
    ledger: Ledger, case: Case, other: ThreadPoolExecutor
) -> None:
    with ledger.write() as connection:
        first = decisions.record(ledger, connection, case, decision("release"))
        second = other.submit(record, ledger, case, "cancel", "task-2")
        wait_until_blocked(ledger)

    assert ("accepted", "contradiction") == (first, second.result(10))


def test_a_finding_waits_for_another_one_and_extends_it(ledger: Ledger, case: Case, other: ThreadPoolExecutor) -> None:
    with ledger.write() as connection:
        findings.ensure(ledger, connection, finding(reasons=[reason("value")]))
        second = other.submit(ensure, ledger, reasons=[reason("stock")])
        wait_until_blocked(ledger)

    extended, change = second.result(10)
    assert ("extended", ["risk", "stock", "value"]) == (change, [found.word for found in extended.reasons])


def test_a_run_that_ends_while_its_successor_comes_into_being_wakes_it(
    ledger: Ledger, case: Case, other: ThreadPoolExecutor
) -> None:
    row = claimed(ledger, begin(ledger, case))

    def finish() -> list[Wakeup]:
        with ledger.write() as connection:
            runs.move(connection, row.id, row.fence, state="done", due_at=None)
            return runs.wake_successors(ledger, connection, row.id)

    with ledger.write() as connection:
        runs.create(ledger, connection, new_run(case, generation=2))
        ending = other.submit(finish)
        wait_until_blocked(ledger)

    (successor,) = (found for found in runs.search(ledger) if found["generation"] == 2)
    assert [successor["id"]] == [wakeup.run for wakeup in ending.result(10)]
    assert NOON == next(found["due_at"] for found in runs.search(ledger) if found["generation"] == 2)


def test_a_claim_and_a_decision_do_not_wait_for_each_other(
    ledger: Ledger, case: Case, other: ThreadPoolExecutor
) -> None:
    run = begin(ledger, case)
    move(ledger, claimed(ledger, run), state="waiting", due_at=NOON)

    def decide() -> list[Wakeup]:
        with ledger.write() as connection:
            decisions.record(ledger, connection, case, decision("release"))
            return runs.wake_case(ledger, connection, case.id)

    with ledger.write() as connection:
        found = runs.claim(ledger, connection, run, step="hold_order", worker="w1", lease=LEASE)
        deciding = other.submit(decide)
        wait_until_blocked(ledger)
        version = cases.get_version(connection, case.id)[1]

    assert found is not None
    assert 1 == version
    assert [] == deciding.result(10)
