"""A database clock that was set back: what was written in the hour to come again must not stall the fleet for it."""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Table, and_, delete, func, select, update

from integrator.ledger.database import Connection, Ledger
from integrator.ledger.runs import OPEN
from integrator.ledger.tables import events, runs, ticks

log = structlog.get_logger(__name__)

_UNREMARKABLE = timedelta(seconds=30)
"""Steps of a clock that is being disciplined; they pass by themselves."""


def heal(ledger: Ledger, *, job: str, every: timedelta, lease: timedelta) -> timedelta:
    """
    Return how far the clock went back, and bring to the present what was due or taken at the moment of the jump.

    Later moments, such as deadlines, stay. A living worker keeps its leases: they are cut to `lease` from now.

    Args:
        ledger: to look in.
        job: one that takes each of its ticks, whose last tick tells what time it was.
        every: distance of its ticks.
        lease: longest lease that anybody takes.
    """
    newest = select(func.max(ticks.c.slot)).where(ticks.c.job == job)
    with ledger.read() as connection:
        slot, now = connection.execute(newest).scalar(), ledger.now(connection)
    top = datetime.fromtimestamp((slot or 0) * every.total_seconds(), UTC)
    if top - now <= _UNREMARKABLE:
        return timedelta(0)
    log.error("the clock of the ledger went back", by=str(top - now))
    with ledger.write() as connection:
        connection.execute(delete(ticks).where(ticks.c.at > now))
        for table, is_open in ((runs, runs.c.state.in_(OPEN)), (events, events.c.state == "pending")):
            latest = {"due_at": top + _UNREMARKABLE, "woken_at": top + _UNREMARKABLE}
            for column, until in latest.items():
                _bring(connection, table, column, after=now, until=until, to=now, only=is_open)
            _bring(connection, table, "lease_until", after=now + lease, until=None, to=now + lease, only=is_open)
    return top - now


def _bring(
    connection: Connection,
    table: Table,
    column: str,
    *,
    after: datetime,
    until: datetime | None,
    to: datetime,
    only: object,
) -> None:
    """Set `column` of the rows between `after` and `until` to the moment `to`."""
    moment = table.c[column]
    chosen = and_(only, moment > after, *([moment <= until] if until else []))  # type: ignore[arg-type]  # a condition
    connection.execute(update(table).where(chosen).values({column: to}))
