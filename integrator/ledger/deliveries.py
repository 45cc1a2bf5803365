"""Deliveries: what Shopify sent, raw and sealed, stored once per (store, webhook id)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import once, replacing
from integrator.ledger.tables import deliveries, stores

_INSERT = once(deliveries, key=("store", "webhook_id"), returning=deliveries.c.id)
_COUNT_DUPLICATE = (
    update(deliveries)
    .where(
        deliveries.c.store == bindparam("of_store"),
        deliveries.c.webhook_id == bindparam("known_as"),
        # The journal shipped again after a Redis loss is the same delivery, not a duplicate of Shopify's.
        deliveries.c.journal != bindparam("read_from"),
    )
    .values(duplicates=deliveries.c.duplicates + 1)
)
_SETTLE = update(deliveries).where(deliveries.c.id == bindparam("delivery"))
_HEARD = replacing(stores, key=("domain",), columns=("last_delivery_at",))


@dataclass(frozen=True)
class Delivery:
    """One journal entry as it came through the stream; `body` is still sealed."""

    store: str
    topic: str
    webhook_id: str
    event_id: str
    triggered_at: str
    api_version: str
    received_at: datetime
    journal: str
    body: bytes
    body_hash: str


@dataclass(frozen=True)
class Poisoned(Delivery):
    """A delivery that nobody reads any more: each worker that tried has died."""


def insert(connection: Connection, delivery: Delivery) -> str | None:
    """Store a delivery; return its id, or `None` when it is a duplicate, which is counted (R3)."""
    delivery_id = new_id()
    new = {**delivery.__dict__, "id": delivery_id, "state": "new", "note": "", "duplicates": 0}
    if _INSERT.first(connection, new) is None:
        known = {"of_store": delivery.store, "known_as": delivery.webhook_id, "read_from": delivery.journal}
        connection.execute(_COUNT_DUPLICATE, known)
        return None
    return delivery_id


def note_stores(connection: Connection, heard: Mapping[str, datetime]) -> None:
    """Write when each store was last heard; in one order for everybody, so that two batches do not lock each other."""
    for domain in sorted(heard):
        new = {"domain": domain, "first_seen_at": heard[domain], "last_delivery_at": heard[domain]}
        _HEARD.write(connection, new)


def settle(connection: Connection, delivery_id: str, *, state: str, note: str) -> None:
    """Write the recorded end: `handled`, `ignored` or `parked`, and why."""
    connection.execute(_SETTLE, {"delivery": delivery_id, "state": state, "note": note})


def get(ledger: Ledger, delivery_id: str) -> dict[str, Any] | None:
    """Find a delivery by our id or Shopify's webhook id."""
    query = select(deliveries).where((deliveries.c.id == delivery_id) | (deliveries.c.webhook_id == delivery_id))
    with ledger.read() as connection:
        return next(iter(rows(connection.execute(query))), None)


def search(
    ledger: Ledger, *, state: str = "", topic: str = "", store: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """Return deliveries without their bodies, newest first."""
    columns = [column for column in deliveries.c if column.name != "body"]
    query = select(*columns).order_by(deliveries.c.received_at.desc()).limit(limit)
    for column, value in ((deliveries.c.state, state), (deliveries.c.topic, topic), (deliveries.c.store, store)):
        if value:
            query = query.where(column == value)
    with ledger.read() as connection:
        return rows(connection.execute(query))


def last_heard(ledger: Ledger, store: str) -> datetime | None:
    """Return when the newest delivery of a store was received."""
    with ledger.read() as connection:
        return connection.execute(select(stores.c.last_delivery_at).where(stores.c.domain == store)).scalar()


def gaps_around(ledger: Ledger, store: str, moments: Iterable[datetime]) -> list[timedelta]:
    """Return how long the store was silent around each moment that has a delivery before it and one after it."""
    received, ours = deliveries.c.received_at, deliveries.c.store == store
    gaps = []
    with ledger.read() as connection:
        for moment in moments:
            before = connection.execute(select(func.max(received)).where(ours, received <= moment)).scalar()
            after = connection.execute(select(func.min(received)).where(ours, received > moment)).scalar()
            if before is not None and after is not None:
                gaps.append(after - before)
    return gaps
