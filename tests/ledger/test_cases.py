"""Cases: one row per store, concern and subject, whatever comes in which order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from integrator.cases import ORDER_REVIEW, RECORD, Case
from integrator.clock import FixedClock
from integrator.ledger import cases, decisions
from integrator.ledger.database import Ledger
from integrator.ledger.tables import cases as table
from tests.ledger.builders import (
    NOON,
    ORDER,
    STORE,
    at_once,
    close,
    decision,
    ensure,
    finding,
    reason,
)

LATER = NOON + timedelta(minutes=1)


def row_of(ledger: Ledger, case: Case) -> Any:
    with ledger.read() as connection:
        return connection.execute(select(table).where(table.c.id == case.id)).one()


def test_the_first_finding_opens_a_case_with_its_reasons(ledger: Ledger) -> None:
    case, change = ensure(ledger, reasons=[reason("value"), reason("risk", severity="high")], due_at=LATER)

    assert "opened" == change
    assert ("open", 1, "high", "fraud", LATER) == (case.state, case.generation, case.severity, case.team, case.due_at)
    assert ["risk", "value"] == [found.word for found in case.reasons]


def test_the_same_finding_again_changes_nothing(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)

    same, change = ensure(ledger)

    assert "unchanged" == change
    assert opened == same


def test_a_new_reason_extends_the_open_case(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)

    extended, change = ensure(ledger, reasons=[reason(), reason("value")])

    assert "extended" == change
    assert (opened.id, 1) == (extended.id, extended.generation)
    assert ["risk", "value"] == [found.word for found in extended.reasons]


def test_a_changed_input_extends_the_open_case(ledger: Ledger) -> None:
    ensure(ledger)

    case, change = ensure(ledger, inputs={"total": "t2", "risk_level": "r1"})

    assert "extended" == change
    assert "t2" == case.inputs["total"]


def test_an_input_that_does_not_concern_the_question_changes_nothing(ledger: Ledger) -> None:
    ensure(ledger)

    _, change = ensure(ledger, inputs={"total": "t1", "risk_level": "r1", "name": "n2"})

    assert "unchanged" == change


def test_a_known_reason_shows_the_value_last_seen(ledger: Ledger) -> None:
    ensure(ledger, reasons=[reason("value", seen="value 100.00 EUR")])

    case, _ = ensure(ledger, reasons=[reason("value", seen="value 200.00 EUR")])

    assert ["value 200.00 EUR"] == [found.seen for found in case.reasons]


def test_the_higher_severity_brings_its_team_and_stays(ledger: Ledger) -> None:
    ensure(ledger)

    worse, tightened = ensure(ledger, reasons=[reason("risk", severity="critical")], team="security")
    milder, extended = ensure(ledger, reasons=[reason("value", severity="info")], team="sales")

    assert ("tightened", "extended") == (tightened, extended)
    assert ("critical", "security") == (worse.severity, worse.team)
    assert ("critical", "security") == (milder.severity, milder.team)


def test_the_nearer_deadline_wins(ledger: Ledger) -> None:
    ensure(ledger, due_at=LATER)

    nearer, _ = ensure(ledger, reasons=[reason("value")], due_at=NOON)
    farther, _ = ensure(ledger, reasons=[reason("stock")], due_at=LATER + timedelta(days=1))

    assert (NOON, NOON) == (nearer.due_at, farther.due_at)


def test_a_hard_date_is_a_deadline_too(ledger: Ledger) -> None:
    opened, _ = ensure(ledger, due_at=LATER, hard_at=NOON)
    other, _ = ensure(ledger, subject="gid://shopify/Order/9", due_at=NOON, hard_at=LATER)

    assert (NOON, NOON) == (opened.due_at, other.due_at)


def test_a_stopped_clock_waits_for_the_pause_or_the_hard_date(ledger: Ledger) -> None:
    soft, _ = ensure(ledger, due_at=NOON)
    hard, _ = ensure(ledger, subject="gid://shopify/Order/9", due_at=NOON, hard_at=LATER)

    with ledger.write() as connection:
        for case in (soft, hard):
            cases.stop_clock(connection, case.id, until=NOON + timedelta(days=7))

    assert (NOON + timedelta(days=7), LATER) == (row_of(ledger, soft).due_at, row_of(ledger, hard).due_at)


def owner_after(ledger: Ledger, **second: Any) -> str:
    ensure(ledger, owner="notifications.order_alert")
    case, _ = ensure(ledger, reasons=[reason("value")], **second)
    return case.owner


def test_a_flow_of_better_rank_takes_the_case_over(ledger: Ledger) -> None:
    second = {"owner": "workflow.order_review", "outranks": ["notifications.order_alert"]}

    assert "workflow.order_review" == owner_after(ledger, **second)


def test_a_flow_of_lower_rank_leaves_the_owner_alone(ledger: Ledger) -> None:
    assert "notifications.order_alert" == owner_after(ledger, owner="test.last", outranks=[])


def test_a_decided_case_keeps_its_owner(ledger: Ledger) -> None:
    opened, _ = ensure(ledger, owner="notifications.order_alert")
    with ledger.write() as connection:
        decisions.record(ledger, connection, opened, decision("release"))

    second = {"owner": "workflow.order_review", "outranks": ["notifications.order_alert"]}

    assert "notifications.order_alert" == owner_after(ledger, **second)


def test_audiences_that_are_asked_come_together(ledger: Ledger) -> None:
    ensure(ledger, asked=["sales"])

    case, _ = ensure(ledger, reasons=[reason("value")], asked=["finance"])

    assert ("finance", "sales") == case.asked


def test_an_older_reading_changes_nothing(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)

    case, change = ensure(
        ledger, reasons=[reason("value", severity="critical")], subject_updated_at=NOON - timedelta(seconds=1)
    )

    assert "stale" == change
    assert opened == case


@pytest.mark.parametrize(
    ("inputs", "expected"), [({"total": "t1", "risk_level": "r1"}, "unchanged"), ({"total": "t2"}, "reopened")]
)
def test_a_closed_case_opens_again_only_when_an_input_changed(
    ledger: Ledger, inputs: dict[str, str], expected: str
) -> None:
    opened, _ = ensure(ledger)
    close(ledger, opened)

    case, change = ensure(ledger, inputs=inputs, reasons=[reason("value")], subject_updated_at=LATER)

    assert expected == change
    assert opened.id == case.id
    assert ("closed", 1) if expected == "unchanged" else ("open", 2) == (case.state, case.generation)


def test_a_concern_nobody_decides_is_a_new_generation_with_each_change(ledger: Ledger) -> None:
    ensure(ledger, concern=RECORD, reasons=[])

    same, unchanged = ensure(ledger, concern=RECORD, reasons=[])
    again, reopened = ensure(ledger, concern=RECORD, reasons=[], inputs={"total": "t2"})

    assert ("unchanged", "reopened") == (unchanged, reopened)
    assert (1, 2) == (same.generation, again.generation)


def test_each_concern_of_an_order_has_a_case_of_its_own(ledger: Ledger) -> None:
    review, _ = ensure(ledger)
    record, _ = ensure(ledger, concern=RECORD, reasons=[])

    assert review.id != record.id
    with ledger.read() as connection:
        assert review == cases.find(connection, store=STORE, concern=ORDER_REVIEW.name, subject=ORDER)
        assert cases.find(connection, store="other.myshopify.com", concern=ORDER_REVIEW.name, subject=ORDER) is None


def test_ten_workers_that_find_the_same_make_one_case(ledger: Ledger) -> None:
    found = at_once(10, lambda _: ensure(ledger))

    assert 1 == len({case.id for case, _ in found})
    with ledger.read() as connection:
        assert 1 == connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_ten_workers_that_find_different_reasons_keep_them_all(ledger: Ledger) -> None:
    words = [f"reason_{number}" for number in range(10)]

    at_once(10, lambda number: ensure(ledger, reasons=[reason(words[number])]))

    case, change = ensure(ledger, reasons=[reason(word) for word in words])
    assert "unchanged" == change
    assert words == [found.word for found in case.reasons]


def test_a_case_closes_once_and_in_its_present_generation_only(ledger: Ledger, clock: FixedClock) -> None:
    opened, _ = ensure(ledger)
    clock.advance(timedelta(hours=1))

    assert close(ledger, opened, "release: checked")
    assert not close(ledger, opened, "cancel")

    row = row_of(ledger, opened)
    assert ("closed", "release: checked", NOON + timedelta(hours=1)) == (row.state, row.outcome, row.closed_at)


def refresh(ledger: Ledger, case: Case, total: str, seen_at: datetime = LATER) -> bool:
    with ledger.write() as connection:
        return cases.refresh(connection, case, inputs={"total": total, "risk_level": "r1"}, seen_at=seen_at)


def test_a_change_no_rule_looked_at_is_noted_once(ledger: Ledger) -> None:
    case, _ = ensure(ledger)

    assert [True, False] == [refresh(ledger, case, "t2"), refresh(ledger, case, "t2")]

    assert ("t2", 2) == (row_of(ledger, case).inputs["total"], row_of(ledger, case).version)


def test_an_old_reading_or_a_closed_case_has_nothing_to_note(ledger: Ledger) -> None:
    case, _ = ensure(ledger)

    assert not refresh(ledger, case, "t2", NOON - timedelta(seconds=1))
    close(ledger, case)
    assert not refresh(ledger, case, "t2")


def test_every_change_raises_the_version(ledger: Ledger) -> None:
    case, _ = ensure(ledger)
    versions = [row_of(ledger, case).version]

    ensure(ledger, reasons=[reason("value")])
    versions.append(row_of(ledger, case).version)
    ensure(ledger, reasons=[reason("value")])
    versions.append(row_of(ledger, case).version)
    close(ledger, case)
    versions.append(row_of(ledger, case).version)
    ensure(ledger, inputs={"total": "t2"})
    versions.append(row_of(ledger, case).version)

    assert [1, 2, 2, 3, 4] == versions


@pytest.mark.parametrize("text", ["#1042", "1042", ORDER, "5678"])
def test_a_case_is_found_by_what_people_have_at_hand(ledger: Ledger, text: str) -> None:
    case, _ = ensure(ledger)
    ensure(ledger, finding(subject="gid://shopify/Order/9", subject_name="#9"))

    assert [case.id] == [row["id"] for row in cases.search(ledger, text=text)]
    assert [] == cases.search(ledger, text=text, state="closed")
