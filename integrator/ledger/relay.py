"""What the relay looks for: runs that are due and nobody was told, and runs whose predecessor ended unseen."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import and_, or_, select, update

from integrator.ledger.database import Ledger
from integrator.ledger.runs import OPEN, Wakeup, wakeup_of
from integrator.ledger.tables import runs


def overdue(ledger: Ledger, *, after: timedelta, room: Mapping[str, int]) -> list[Wakeup]:
    """
    Return wake-ups of runs that are due, held by nobody, and were not woken within `after`.

    Each queue is looked at by itself, so that the backlog of a sick system hides nobody else's work.

    Args:
        ledger: to look in.
        after: age of the last wake-up that counts as lost.
        room: free places per queue; queues that are not named have none.
    """
    wakeups: list[Wakeup] = []
    with ledger.write() as connection:
        now = ledger.now(connection)
        lost = and_(
            runs.c.state.in_(OPEN),
            runs.c.due_at <= now,
            or_(runs.c.lease_until.is_(None), runs.c.lease_until < now),
            or_(runs.c.woken_at.is_(None), runs.c.woken_at < now - after, runs.c.woken_at < runs.c.due_at),
        )
        for queue, free in room.items():
            if free <= 0:
                continue
            query = select(runs).where(lost, runs.c.queue == queue).order_by(runs.c.due_at).limit(free)
            chosen = connection.execute(query.with_for_update(skip_locked=True)).all()
            wakeups += [wakeup_of(row) for row in chosen]
        if wakeups:
            ids = [wakeup.run for wakeup in wakeups]
            connection.execute(update(runs).where(runs.c.id.in_(ids)).values(woken_at=now))
    return wakeups


def free_successors(ledger: Ledger) -> int:
    """Make runs due whose predecessor has ended without waking them; return how many there were."""
    earlier = runs.alias("earlier")
    ended = select(earlier.c.id).where(earlier.c.id == runs.c.after, earlier.c.state.not_in((*OPEN, "parked")))
    with ledger.write() as connection:
        now = ledger.now(connection)
        result = connection.execute(
            update(runs)
            .where(runs.c.after.is_not(None), runs.c.state.in_(OPEN), ended.exists())
            .values(after=None, due_at=now, woken_at=None)
        )
        return result.rowcount
