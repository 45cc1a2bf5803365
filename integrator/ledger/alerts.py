"""Alerts: one per case, generation, stage and audience; the row is written before the message is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from integrator.cases import Case
from integrator.ledger.database import Ledger
from integrator.ledger.ids import id_at, new_id
from integrator.ledger.inserts import once
from integrator.ledger.tables import alerts

_PLAN = once(alerts)
_HEARD = ("sent", "delivered", "seen")
"""States of an alert that its audience has heard, as far as anybody knows."""


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


def arrived(connection: Connection, alert_id: str, state: str) -> bool:
    """Write what became of a sent alert, `delivered`, `seen` or `failed`; return whether nobody had yet."""
    mine = (alerts.c.id == alert_id, alerts.c.state == "sent")
    return connection.execute(update(alerts).where(*mine).values(state=state)).rowcount == 1


def sent_between(ledger: Ledger, spans: Sequence[tuple[datetime, datetime]], *, most: int) -> list[Row[Any]]:
    """Return the alerts that are only known to be sent and were planned within one of `spans`, oldest first."""
    with ledger.read() as connection:
        # Ids begin with their time, so the key itself finds the few among many.
        within = or_(*(alerts.c.id.between(id_at(begin), id_at(end)) for begin, end in spans))
        return list(
            connection.execute(select(alerts).where(within, alerts.c.state == "sent").order_by(alerts.c.id).limit(most))
        )


def give_up(ledger: Ledger, alert_id: str) -> None:
    """Write that nobody knows whether an alert was sent, unless somebody does by now."""
    with ledger.write() as connection:
        connection.execute(update(alerts).where(*_planned(alert_id)).values(state="unknown"))


def refused(ledger: Ledger, alert_id: str) -> None:
    """Write that the remote does not take an alert, such as for an address that it finds invalid."""
    with ledger.write() as connection:
        connection.execute(update(alerts).where(*_planned(alert_id)).values(state="refused"))


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
            alerts.c.state.in_(_HEARD),
        )
        .order_by(alerts.c.at.desc(), alerts.c.id.desc())
        .limit(1)
    ).scalar()


def is_planned(ledger: Ledger, case: Case, *, stage: str, audience: str) -> bool:
    """Whether an alert is still to be sent, or may have been sent by an attempt that did not end."""
    with ledger.read() as connection:
        found = connection.execute(
            select(alerts.c.id).where(
                alerts.c.case_id == case.id,
                alerts.c.generation == case.generation,
                alerts.c.stage == stage,
                alerts.c.audience == audience,
                alerts.c.state == "planned",
            )
        )
        return found.first() is not None


def find_job(ledger: Ledger, case: Case, *, stage: str, audience: str) -> str | None:
    """Return the job id under which an alert was sent."""
    with ledger.read() as connection:
        return connection.execute(
            select(alerts.c.job_id).where(
                alerts.c.case_id == case.id,
                alerts.c.generation == case.generation,
                alerts.c.stage == stage,
                alerts.c.audience == audience,
                alerts.c.state.in_((*_HEARD, "failed")),
            )
        ).scalar()
