"""Replays: which stored deliveries to raise again, and how the raised ones fare."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select

from integrator.ledger.database import Ledger, rows
from integrator.ledger.tables import deliveries, events

_REPLAY: ColumnElement[str] = literal_column("'replay'")
"""As the condition of the partial index says it."""
_COLUMNS = [column for column in deliveries.c if column.name != "body"]


def matching(
    ledger: Ledger,
    *,
    state: str = "",
    topic: str = "",
    store: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return deliveries without their bodies in the order in which they came; `until` itself is not included."""
    query = select(*_COLUMNS).order_by(deliveries.c.received_at, deliveries.c.id).limit(limit)
    for column, value in ((deliveries.c.state, state), (deliveries.c.topic, topic), (deliveries.c.store, store)):
        if value:
            query = query.where(column == value)
    if since:
        query = query.where(deliveries.c.received_at >= since)
    if until:
        query = query.where(deliveries.c.received_at < until)
    with ledger.read() as connection:
        return rows(connection.execute(query))


def count_parked(ledger: Ledger, *, since: datetime) -> int:
    """Return how many events that were replayed since then could not be judged."""
    query = select(func.count()).where(
        events.c.source == _REPLAY, events.c.state == "parked", events.c.occurred_at >= since
    )
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())
