"""Alerts: one per case, generation, stage and audience; the row is written before the message is sent."""

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from integrator.cases import Case
from integrator.ledger.database import Ledger
from integrator.ledger.ids import new_id
from integrator.ledger.tables import alerts


def plan(ledger: Ledger, case: Case, *, stage: str, audience: str) -> tuple[str, str]:
    """Write the intent to alert, or find the earlier one; return its id and state (`planned`, `sent`, ...)."""
    with ledger.write() as connection:
        insert = sqlite.insert(alerts) if ledger.is_sqlite else postgresql.insert(alerts)
        connection.execute(
            insert.values(
                id=new_id(),
                case_id=case.id,
                generation=case.generation,
                stage=stage,
                audience=audience,
                severity=case.severity,
                state="planned",
                tries=0,
                job_id="",
                at=ledger.now(connection),
            ).on_conflict_do_nothing()
        )
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


def settle(ledger: Ledger, alert_id: str, *, state: str, job_id: str = "", tries: int | None = None) -> None:
    """Write the end of an alert: `sent` with its job, `unknown`, or `planned` again after a clear refusal."""
    with ledger.write() as connection:
        counted = {} if tries is None else {"tries": tries}
        connection.execute(update(alerts).where(alerts.c.id == alert_id).values(state=state, job_id=job_id, **counted))


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
