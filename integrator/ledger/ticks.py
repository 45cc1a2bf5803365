"""Ticks: each job runs once per time slot, however many beats ask; and the cursors of pollers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from integrator.ledger.database import Ledger
from integrator.ledger.inserts import once, replacing
from integrator.ledger.tables import cursors, ticks

_TAKE = once(ticks, returning=ticks.c.job)
_SET_CURSOR = replacing(cursors, key=("name",), columns=("value", "at"))
_BEGIN_CURSOR = once(cursors, returning=cursors.c.name)


def take(ledger: Ledger, job: str, *, every: timedelta) -> bool:
    """Take the present slot of `job`; `False` when another tick had it."""
    with ledger.write() as connection:
        now = ledger.now(connection)
        slot = {"job": job, "slot": int(now.timestamp() / every.total_seconds()), "at": now}
        return _TAKE.first(connection, slot) is not None


def prune(ledger: Ledger, *, before: datetime) -> int:
    """Delete old ticks and return how many."""
    with ledger.write() as connection:
        return connection.execute(delete(ticks).where(ticks.c.at < before)).rowcount


def get_cursor(ledger: Ledger, name: str) -> Any | None:
    with ledger.read() as connection:
        return connection.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar()


def set_cursor(ledger: Ledger, name: str, value: Any) -> None:
    with ledger.write() as connection:
        new = {"name": name, "value": value, "at": ledger.now(connection)}
        _SET_CURSOR.write(connection, new)


def move_cursor(ledger: Ledger, connection: Connection, name: str, *, was: Any | None, to: Any) -> bool:
    """Write a cursor as part of the open transaction, unless it is no longer what it `was`; return whether."""
    new = {"value": to, "at": ledger.now(connection)}
    if was is None:
        return _BEGIN_CURSOR.first(connection, {"name": name, **new}) is not None
    present = connection.execute(select(cursors.c.value).where(cursors.c.name == name).with_for_update()).scalar()
    if present != was:
        return False
    connection.execute(update(cursors).where(cursors.c.name == name).values(**new))
    return True
