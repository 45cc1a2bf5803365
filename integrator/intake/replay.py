"""Replaying a stored delivery: quiet by default, and harmless, because every step looks before it acts (R28)."""

from dataclasses import dataclass

from integrator.context import Connections
from integrator.events.body import UnreadableBody, read_body
from integrator.events.topics import order_of
from integrator.ledger import deliveries, events
from integrator.ledger.audit import Entry, append
from integrator.ledger.events import Look, NewEvent
from integrator.ledger.sealing import SealBroken, delivery_context


class CannotReplay(Exception):
    """The delivery leads to nothing that could be done again; the text says why."""


@dataclass(frozen=True)
class Stored:
    """A delivery of which an event can be raised again."""

    id: str
    store: str
    topic: str
    subject: str
    """Shopify gid."""


def find(connections: Connections, delivery_id: str) -> Stored:
    """Return what a stored delivery is about; raises `CannotReplay`."""
    row = deliveries.get(connections.ledger, delivery_id)
    if row is None:
        raise CannotReplay(f"there is no delivery {delivery_id}")
    try:
        raw = connections.seal.open(row["body"], context=delivery_context(row["store"], row["webhook_id"]))
        subject = order_of(row["topic"], read_body(raw))
    except UnreadableBody as error:
        raise CannotReplay(str(error)) from error
    except SealBroken as error:
        raise CannotReplay("the sealed body does not open with this installation's key") from error
    if subject is None:
        raise CannotReplay(f"the topic {row['topic']} is about nothing that a flow works on")
    return Stored(row["id"], row["store"], row["topic"], subject)


def replay(connections: Connections, delivery_id: str, *, actor: str, reason: str, quiet: bool = True) -> Look:
    """Raise the event of a stored delivery once more; raises `CannotReplay`."""
    if not reason.strip():
        raise CannotReplay("a reason is needed, for the audit")
    stored = find(connections, delivery_id)
    ledger = connections.ledger
    with ledger.write() as connection:
        new = NewEvent(
            store=stored.store,
            topic=stored.topic,
            subject=stored.subject,
            source="replay",
            occurred_at=ledger.now(connection),
            delivery_id=stored.id,
            quiet=quiet,
        )
        events.add(ledger, connection, new)
        entry = Entry(
            actor=actor,
            action="delivery.replayed",
            store=stored.store,
            subject=stored.subject,
            reason=reason,
            detail={"delivery": stored.id, "quiet": quiet},
        )
        append(ledger, connection, entry)
    return Look(stored.store, stored.subject)
