"""Ticks: each job runs once per time slot, however many beats ask; and the cursors of pollers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from integrator.ledger.database import Ledger
from integrator.ledger.tables import cursors, ticks


def take(ledger: Ledger, job: str, *, every: timedelta) -> bool:
    """Take the present slot of `job`; `False` when another tick had it."""
    with ledger.write() as connection:
        now = ledger.now(connection)
        insert = sqlite.insert(ticks) if ledger.is_sqlite else postgresql.insert(ticks)
        row = connection.execute(
            insert.values(job=job, slot=int(now.timestamp() / every.total_seconds()), at=now)
            .on_conflict_do_nothing()
            .returning(ticks.c.job)
        ).first()
        return row is not None


def prune(ledger: Ledger, *, before: datetime) -> int:
    """Delete old ticks and return how many."""
    with ledger.write() as connection:
        return connection.execute(delete(ticks).where(ticks.c.at < before)).rowcount


def get_cursor(ledger: Ledger, name: str) -> Any | None:
    with ledger.read() as connection:
        return connection.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar()


def set_cursor(ledger: Ledger, name: str, value: Any) -> None:
    with ledger.write() as connection:
        insert = sqlite.insert(cursors) if ledger.is_sqlite else postgresql.insert(cursors)
        new = {"value": value, "at": ledger.now(connection)}
        connection.execute(insert.values(name=name, **new).on_conflict_do_update(index_elements=["name"], set_=new))
