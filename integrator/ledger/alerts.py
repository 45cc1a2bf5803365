"""Alerts: one per case, generation, stage and audience; the row is written before the message is sent."""

from sqlalchemy import ColumnElement, Connection, select, update

from integrator.cases import Case
from integrator.ledger.database import Ledger
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import once
from integrator.ledger.tables import alerts

_PLAN = once(alerts)


def plan(ledger: Ledger, case: Case, *, stage: str, audience: str) -> tuple[str, str]:
    """Write the intent to alert, or find the earlier one; return its id and state (`planned`, `sent`, ...)."""
    with ledger.write() as connection:
        new = {
            "id": new_id(),
            "case_id": case.id,
            "generation": case.generation,
            "stage": stage,
            "audience": audience,
            "severity": case.severity,
            "state": "planned",
            "tries": 0,
            "job_id": "",
            "at": ledger.now(connection),
        }
        _PLAN.write(connection, new)
        row = connection.execute(
            select(alerts.c.id, alerts.c.state).where(
                alerts.c.case_id == case.id,
                alerts.c.generation == case.generation,
                alerts.c.stage == stage,
                alerts.c.audience == audience,
            )
        ).one()
        return row.id, row.state


def begin(ledger: Ledger, alert_id: str) -> int:
    """Write that a message is about to be submitted; return how often that was tried before."""
    with ledger.write() as connection:
        tries = connection.execute(
            update(alerts).where(alerts.c.id == alert_id).values(tries=alerts.c.tries + 1).returning(alerts.c.tries)
        ).scalar_one()
        return int(tries) - 1


def sent(ledger: Ledger, alert_id: str, *, job_id: str) -> None:
    """Write that an alert was sent, and as which job."""
    with ledger.write() as connection:
        connection.execute(update(alerts).where(alerts.c.id == alert_id).values(state="sent", job_id=job_id))


def give_up(ledger: Ledger, alert_id: str) -> None:
    """Write that nobody knows whether an alert was sent, unless somebody does by now."""
    with ledger.write() as connection:
        connection.execute(update(alerts).where(*_planned(alert_id)).values(state="unknown"))


def take_back(ledger: Ledger, alert_id: str) -> None:
    """Let a submission not count that was clearly refused; what another worker has sent meanwhile stays sent."""
    with ledger.write() as connection:
        connection.execute(update(alerts).where(*_planned(alert_id)).values(tries=alerts.c.tries - 1))


def _planned(alert_id: str) -> tuple[ColumnElement[bool], ...]:
    return alerts.c.id == alert_id, alerts.c.state == "planned"


def severity_told(connection: Connection, case: Case, audience: str) -> str | None:
    """Return the severity of the latest alert the audience got in this generation, `None` if it got none."""
    return connection.execute(
        select(alerts.c.severity)
        .where(
            alerts.c.case_id == case.id,
            alerts.c.generation == case.generation,
            alerts.c.audience == audience,
            alerts.c.state == "sent",
        )
        .order_by(alerts.c.at.desc(), alerts.c.id.desc())
        .limit(1)
    ).scalar()


def find_job(ledger: Ledger, case: Case, *, stage: str, audience: str) -> str | None:
    """Return the job id under which an alert was sent."""
    with ledger.read() as connection:
        return connection.execute(
            select(alerts.c.job_id).where(
                alerts.c.case_id == case.id,
                alerts.c.generation == case.generation,
                alerts.c.stage == stage,
                alerts.c.audience == audience,
                alerts.c.state == "sent",
            )
        ).scalar()
