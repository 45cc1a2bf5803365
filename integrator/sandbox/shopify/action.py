"""One thing that somebody does in a store: its moment, its event id, its effects and its webhooks."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import outbox
from integrator.sandbox.shopify.timeline import events
from integrator.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Action:
    """
    Everything that happens at once and for one reason.

    All webhooks of one action share its event id. Source: contract webhooks, section 1. [documented]
    """

    world: World
    store: str
    at: datetime
    by_app: bool
    """Made with the app's token. Only such actions are effects; what a merchant does is not ours to count."""
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @classmethod
    def begin(cls, world: World, store: str, *, by_app: bool) -> Self:
        return cls(world=world, store=store, at=world.clock.now(), by_app=by_app)

    @property
    def stamp(self) -> str:
        """The moment as GraphQL writes it: UTC, whole seconds."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def number(self, kind: str, start: int) -> int:
        """Return a fresh id; ids are never used twice, in no store."""
        return self.world.db.next_number(f"shopify.{kind}", start)

    def record(self, operation: str, *, key: str, subject: str, **detail: Any) -> None:
        """Write an effect to the ledger, if the app made it."""
        if self.by_app:
            self.world.effects.record("shopify", operation, key=key, store=self.store, subject=subject, detail=detail)

    def announce(self, topic: str, body: Document) -> None:
        """Queue the webhooks of one topic for every subscription that wants them, and let the timeline know."""
        event = outbox.Event(self.store, topic, self.event_id, self.at, body)
        outbox.enqueue(self.world, event)
        events.note(self.world.db, self.store, self.stamp, topic, body, by_app=self.by_app)

    def note(self, subject: str, word: str, message: str) -> None:
        """Put on the timeline of `subject` what no webhook tells."""
        db = self.world.db
        events.add(db, self.store, self.stamp, by_app=self.by_app, subject=subject, action=word, message=message)
