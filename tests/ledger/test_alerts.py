"""Alerts: planned once, and what one worker has sent is not taken back by another that was refused."""

from datetime import UTC, datetime, timedelta

import pytest

from integrator.ledger import alerts
from integrator.ledger.database import Ledger
from tests.ledger.builders import ensure


@pytest.fixture
def planned(ledger: Ledger) -> str:
    case, _ = ensure(ledger)
    alert_id, _ = alerts.plan(ledger, case, stage="opened", audience="fraud")
    return alert_id


def state(ledger: Ledger) -> str:
    case, _ = ensure(ledger)
    return alerts.plan(ledger, case, stage="opened", audience="fraud")[1]


def test_an_alert_is_planned_once(ledger: Ledger, planned: str) -> None:
    case, _ = ensure(ledger)

    assert (planned, "planned") == alerts.plan(ledger, case, stage="opened", audience="fraud")


def test_a_refused_submission_does_not_count(ledger: Ledger, planned: str) -> None:
    assert 0 == alerts.begin(ledger, planned)
    alerts.take_back(ledger, planned)

    assert 0 == alerts.begin(ledger, planned)


def test_a_late_refusal_of_one_worker_does_not_undo_what_another_has_sent(ledger: Ledger, planned: str) -> None:
    alerts.begin(ledger, planned)  # Stands still beyond its lease.
    alerts.begin(ledger, planned)
    alerts.sent(ledger, planned, job_id="job-1")

    alerts.take_back(ledger, planned)

    assert "sent" == state(ledger)


def test_what_was_sent_is_not_given_up(ledger: Ledger, planned: str) -> None:
    alerts.sent(ledger, planned, job_id="job-1")
    alerts.give_up(ledger, planned)

    assert "sent" == state(ledger)


def test_what_was_given_up_and_sent_after_all_is_sent(ledger: Ledger, planned: str) -> None:
    alerts.give_up(ledger, planned)
    alerts.sent(ledger, planned, job_id="job-1")

    assert "sent" == state(ledger)


def test_what_became_of_a_sent_alert_is_written_once_and_it_still_counts_as_sent(ledger: Ledger, planned: str) -> None:
    alerts.sent(ledger, planned, job_id="job-1")
    case, _ = ensure(ledger)

    with ledger.write() as connection:
        written = [alerts.arrived(connection, planned, state) for state in ("delivered", "failed")]

    assert [True, False] == written
    assert "delivered" == state(ledger)
    assert "job-1" == alerts.find_job(ledger, case, stage="opened", audience="fraud")


@pytest.mark.parametrize(("became", "is_told"), [("delivered", True), ("seen", True), ("failed", False)])
def test_an_audience_whose_message_failed_has_not_heard(
    ledger: Ledger, planned: str, became: str, *, is_told: bool
) -> None:
    alerts.sent(ledger, planned, job_id="job-1")
    case, _ = ensure(ledger)

    with ledger.write() as connection:
        alerts.arrived(connection, planned, became)
        told = alerts.severity_told(connection, case, "fraud")

    assert is_told is (told is not None)


def test_sent_alerts_are_found_by_when_they_were_planned(ledger: Ledger, planned: str) -> None:
    now = datetime.now(UTC)
    recent, earlier = (now - timedelta(minutes=1), now), (now - timedelta(hours=2), now - timedelta(hours=1))
    before = alerts.sent_between(ledger, [recent], most=10)
    alerts.sent(ledger, planned, job_id="job-1")

    assert [] == before
    assert [planned] == [row.id for row in alerts.sent_between(ledger, [earlier, recent], most=10)]
    assert [] == alerts.sent_between(ledger, [earlier], most=10)


def test_a_refused_alert_is_not_planned_any_more(ledger: Ledger, planned: str) -> None:
    case, _ = ensure(ledger)
    before = alerts.is_planned(ledger, case, stage="opened", audience="fraud")

    alerts.refused(ledger, planned)

    assert before
    assert not alerts.is_planned(ledger, case, stage="opened", audience="fraud")
    assert "refused" == state(ledger)
