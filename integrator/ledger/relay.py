"""What the relay looks for: runs that are due and nobody was told, and runs whose predecessor ended unseen."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import bindparam, literal_column, or_, select, update

from integrator.ledger.database import Ledger
from integrator.ledger.runs import OPEN, Wakeup, wakeup_of
from integrator.ledger.tables import runs

# Written out, as the partial indexes say it: SQLite looks at no index whose condition is a parameter.
_IS_OPEN = runs.c.state.in_([literal_column(f"'{state}'") for state in OPEN])
_LOST = (
    select(runs)
    .where(
        runs.c.queue == bindparam("queue"),
        _IS_OPEN,
        runs.c.due_at <= bindparam("now"),
        or_(runs.c.lease_until.is_(None), runs.c.lease_until < bindparam("now")),
        or_(runs.c.woken_at.is_(None), runs.c.woken_at < bindparam("long_ago"), runs.c.woken_at < runs.c.due_at),
    )
    .order_by(runs.c.due_at)
    .limit(bindparam("free"))
    .with_for_update(skip_locked=True)
)
_earlier = runs.alias("earlier")
_ENDED = select(_earlier.c.id).where(_earlier.c.id == runs.c.after, _earlier.c.state.not_in((*OPEN, "parked")))
_FREE = update(runs).where(runs.c.after.is_not(None), _IS_OPEN, _ENDED.exists())


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
        for queue, free in room.items():
            if free <= 0:
                continue
            wanted = {"queue": queue, "now": now, "long_ago": now - after, "free": free}
            chosen = connection.execute(_LOST, wanted).all()
            wakeups += [wakeup_of(row) for row in chosen]
        if wakeups:
            ids = [wakeup.run for wakeup in wakeups]
            connection.execute(update(runs).where(runs.c.id.in_(ids)).values(woken_at=now))
    return wakeups


def free_successors(ledger: Ledger) -> int:
    """Make runs due whose predecessor has ended without waking them; return how many there were."""
    with ledger.write() as connection:
        return connection.execute(_FREE, {"after": None, "due_at": ledger.now(connection), "woken_at": None}).rowcount
