"""Events: accepted facts that say "look at this subject", claimed together per subject and judged once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, literal_column, or_, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import new
from integrator.ledger.tables import events

_INSERT = new(events)
_CLAIM = (
    update(events)
    .where(
        events.c.store == bindparam("of_store"),
        events.c.subject == bindparam("of_subject"),
        events.c.state == "pending",
        events.c.due_at <= bindparam("now"),
        or_(events.c.lease_until.is_(None), events.c.lease_until < bindparam("now")),
    )
    # A lease that was not taken back and has run out is one of a judge that died.
    .values(
        attempts=events.c.attempts + 1,
        crashes=events.c.crashes + case((events.c.lease_until.is_not(None), 1), else_=0),
    )
    .returning(events)
)
_SETTLE = update(events).where(events.c.id.in_(bindparam("ids", expanding=True)))
_LOST = (
    select(events.c.id, events.c.store, events.c.subject)
    .where(
        # Written out, as the partial index says it: SQLite looks at no index whose condition is a parameter.
        events.c.state == literal_column("'pending'"),
        events.c.due_at <= bindparam("now"),
        or_(events.c.lease_until.is_(None), events.c.lease_until < bindparam("now")),
        or_(events.c.woken_at < bindparam("long_ago"), events.c.woken_at < events.c.due_at),
    )
    .order_by(events.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class NewEvent:
    store: str
    topic: str
    subject: str
    """Shopify gid."""
    source: str
    """`delivery`, `poll`, `sweep`, `replay` or `manual`."""
    occurred_at: datetime
    delivery_id: str | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Look:
    """Which subject has events to judge."""

    store: str
    subject: str


def add(ledger: Ledger, connection: Connection, new: NewEvent) -> str:
    """Store an event that is due now and return its id."""
    event_id = new_id()
    now = ledger.now(connection)
    values = {
        "id": event_id,
        "store": new.store,
        "topic": new.topic,
        "source": new.source,
        "delivery_id": new.delivery_id,
        "subject": new.subject,
        "occurred_at": new.occurred_at,
        "quiet": new.quiet,
        "state": "pending",
        "outcome": "",
        "due_at": now,
        "woken_at": now,
        "attempts": 0,
    }
    _INSERT.write(connection, values)
    return event_id


def claim(ledger: Ledger, look: Look, *, lease: timedelta) -> Sequence[Any]:
    """Take all due events of a subject that nobody works on; empty when there are none."""
    with ledger.write() as connection:
        now = ledger.now(connection)
        wanted = {"of_store": look.store, "of_subject": look.subject, "now": now}
        return connection.execute(_CLAIM, {**wanted, "lease_until": now + lease}).all()


def settle(connection: Connection, event_ids: Sequence[str], *, state: str, outcome: str) -> None:
    """Write the recorded end of events: `done` or `parked`, and what came of them."""
    ended = {"state": state, "outcome": outcome, "lease_until": None, "due_at": None}
    connection.execute(_SETTLE, {"ids": list(event_ids), **ended})


def postpone(ledger: Ledger, event_ids: Sequence[str], *, wait: timedelta, why: str, counts: bool) -> None:
    """
    Let events be judged again after `wait`; `counts` tells whether the attempt is spent.

    A spent attempt takes deaths back: a judge that outlived its lease while the store was slow was taken for dead.
    """
    with ledger.write() as connection:
        spent = {"crashes": 0} if counts else {"attempts": events.c.attempts - 1}
        connection.execute(
            update(events)
            .where(events.c.id.in_(event_ids))
            .values(due_at=ledger.now(connection) + wait, lease_until=None, outcome=why, **spent)
        )


def overdue(ledger: Ledger, *, after: timedelta, limit: int = 200) -> list[Look]:
    """Return subjects whose events are due, unclaimed, and were not woken within `after`."""
    with ledger.write() as connection:
        now = ledger.now(connection)
        found = connection.execute(_LOST, {"now": now, "long_ago": now - after, "most": limit}).all()
        if found:
            connection.execute(_SETTLE, {"ids": [row.id for row in found], "woken_at": now})
        return list(dict.fromkeys(Look(row.store, row.subject) for row in found))


def of_delivery(ledger: Ledger, delivery_id: str) -> list[dict[str, Any]]:
    """Return the events a delivery led to, oldest first."""
    query = select(events).where(events.c.delivery_id == delivery_id).order_by(events.c.id)
    with ledger.read() as connection:
        return rows(connection.execute(query))
