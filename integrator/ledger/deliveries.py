"""Deliveries: what Shopify sent, raw and sealed, stored once per (store, webhook id)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.tables import deliveries, stores


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


def insert(ledger: Ledger, connection: Connection, delivery: Delivery) -> str | None:
    """Store a delivery; return its id, or `None` when it is a duplicate, which is counted (R3)."""
    delivery_id = new_id()
    statement = sqlite.insert(deliveries) if ledger.is_sqlite else postgresql.insert(deliveries)
    row = connection.execute(
        statement.values(
            id=delivery_id,
            store=delivery.store,
            webhook_id=delivery.webhook_id,
            topic=delivery.topic,
            event_id=delivery.event_id,
            triggered_at=delivery.triggered_at,
            api_version=delivery.api_version,
            received_at=delivery.received_at,
            journal=delivery.journal,
            body=delivery.body,
            body_hash=delivery.body_hash,
            state="new",
            note="",
            duplicates=0,
        )
        .on_conflict_do_nothing(index_elements=["store", "webhook_id"])
        .returning(deliveries.c.id)
    ).first()
    if row is None:
        # The journal shipped again after a Redis loss is the same delivery, not a duplicate of Shopify's.
        connection.execute(
            update(deliveries)
            .where(
                deliveries.c.store == delivery.store,
                deliveries.c.webhook_id == delivery.webhook_id,
                deliveries.c.journal != delivery.journal,
            )
            .values(duplicates=deliveries.c.duplicates + 1)
        )
        return None
    return delivery_id


def note_stores(ledger: Ledger, connection: Connection, heard: Mapping[str, datetime]) -> None:
    """Write when each store was last heard; in one order for everybody, so that two batches do not lock each other."""
    insert_store = sqlite.insert(stores) if ledger.is_sqlite else postgresql.insert(stores)
    for domain in sorted(heard):
        connection.execute(
            insert_store.values(
                domain=domain, first_seen_at=heard[domain], last_delivery_at=heard[domain]
            ).on_conflict_do_update(index_elements=["domain"], set_={"last_delivery_at": heard[domain]})
        )


def settle(connection: Connection, delivery_id: str, *, state: str, note: str) -> None:
    """Write the recorded end: `handled`, `ignored` or `parked`, and why."""
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(state=state, note=note))


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
