"""Draining: entries of the stream become deliveries and events in one transaction, then leave the stream."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from integrator.context import Connections
from integrator.events.body import UnreadableBody, read_body
from integrator.events.topics import TOPICS, order_of
from integrator.intake.stream import Stream
from integrator.ledger import deliveries, events
from integrator.ledger.database import Connection, LedgerFailure, persist
from integrator.ledger.deliveries import Delivery, Poisoned
from integrator.ledger.events import Look, NewEvent
from integrator.ledger.sealing import SealBroken, delivery_context
from integrator.runner.budget import MOST_CRASHES

_BATCH = 100
_PATIENCE = timedelta(seconds=5)
_POISONED = f"crashes: {MOST_CRASHES} workers died while they read it; look at their logs, then replay"


def drain(connections: Connections, stream: Stream, *, wanted: AbstractSet[str]) -> tuple[int, list[Look]]:
    """
    Move one batch of deliveries into the ledger; return how many entries it had, and the subjects to look at.

    Args:
        connections: of this process.
        stream: where the ingress ships to.
        wanted: topics that some rule listens to.
    """
    entries = stream.take(_BATCH)
    if not entries:
        return 0, []
    readable = [delivery for _, delivery in entries if delivery is not None]
    ids = [entry_id for entry_id, _ in entries]
    try:
        looks = persist(lambda: _accept_all(connections, readable, wanted=wanted), patience=_PATIENCE)
    except LedgerFailure:
        stream.give_back(ids)
        raise
    stream.done(ids)
    return len(entries), looks


def _accept_all(connections: Connections, batch: Sequence[Delivery], *, wanted: AbstractSet[str]) -> list[Look]:
    looks: dict[Look, None] = {}
    with connections.ledger.write() as connection:
        for delivery in batch:
            look = accept(connections, connection, delivery, wanted=wanted)
            if look:
                looks[look] = None
        heard = {delivery.store: delivery.received_at for delivery in batch}
        deliveries.note_stores(connection, heard)
    return list(looks)


def accept(
    connections: Connections, connection: Connection, delivery: Delivery, *, wanted: AbstractSet[str]
) -> Look | None:
    """Store one delivery and, when a flow wants it, its event; every delivery gets a recorded end or an event."""
    delivery_id = deliveries.insert(connection, delivery)
    if delivery_id is None:
        return None
    if isinstance(delivery, Poisoned):
        deliveries.settle(connection, delivery_id, state="parked", note=_POISONED)
        return None
    try:
        subject = _subject(connections, delivery)
    except UnreadableBody as error:
        deliveries.settle(connection, delivery_id, state="parked", note=str(error))
        return None
    if delivery.store not in connections.stores:
        note = f"the store {delivery.store[:100]} is not in stores.toml"
        deliveries.settle(connection, delivery_id, state="parked", note=note)
        return None
    if subject is None or delivery.topic not in wanted:
        known = "no flow wants this topic yet" if delivery.topic in TOPICS else "the topic is not known"
        deliveries.settle(connection, delivery_id, state="ignored", note=known)
        return None
    new = NewEvent(
        store=delivery.store,
        topic=delivery.topic,
        subject=subject,
        source="delivery",
        occurred_at=delivery.received_at,
        delivery_id=delivery_id,
    )
    events.add(connections.ledger, connection, new)
    return Look(delivery.store, subject)


def _subject(connections: Connections, delivery: Delivery) -> str | None:
    try:
        raw = connections.seal.open(delivery.body, context=delivery_context(delivery.store, delivery.webhook_id))
    except SealBroken as error:
        raise UnreadableBody("the sealed body does not open with this installation's key") from error
    return order_of(delivery.topic, read_body(raw))
