"""Two workers at once on PostgreSQL, where writers do not simply take turns; and what a lost answer leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from integrator.ledger import audit, decisions, findings
from integrator.ledger.audit import Entry
from integrator.ledger.database import Ledger
from tests.ledger.builders import begin, claimed, decision, ensure, finding, move, reason, wait_until_blocked


def test_two_first_findings_at_once_are_merged(ledger: Ledger) -> None:
    if ledger.is_sqlite:
        pytest.skip("on SQLite writers take turns")
    worse: dict[str, Any] = {"reasons": [reason("value", severity="critical")], "team": "security", "asked": ["sales"]}
    with ThreadPoolExecutor(1) as pool:
        with ledger.write() as connection:
            findings.ensure(ledger, connection, finding())
            second = pool.submit(ensure, ledger, **worse)
            wait_until_blocked(ledger)
        case, change = second.result(10)

    assert ("critical", "security", ("sales",)) == (case.severity, case.team, case.asked)
    assert "tightened" == change


def test_a_move_whose_answer_was_lost_is_not_repeated(ledger: Ledger) -> None:
    case, _ = ensure(ledger)
    row = claimed(ledger, begin(ledger, case))
    move(ledger, row, position=1, step="mark_order")

    assert move(ledger, row, position=1, step="mark_order") is None


@pytest.mark.parametrize("source", ["workflow", "console"])
def test_the_word_of_the_system_is_not_understood_from_people(ledger: Ledger, source: str) -> None:
    case, _ = ensure(ledger)

    with ledger.write() as connection:
        standing = decisions.record(ledger, connection, case, decision("superseded", source=source))

    assert "not_understood" == standing


def test_a_broken_chain_leaves_no_cursor_open(ledger: Ledger) -> None:
    with ledger.write() as connection:
        audit.append(ledger, connection, *[Entry(actor="olga", action="run.parked") for _ in range(3)])
    audit.seal(ledger)
    with ledger.write() as connection:
        connection.exec_driver_sql("UPDATE audit SET reason = 'another' WHERE seq = 2")

    # An open cursor of psycopg would warn, and a warning fails the test.
    assert 1 == audit.verify(ledger)[0]
