"""Alerts: planned once, and what one worker has sent is not taken back by another that was refused."""

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
