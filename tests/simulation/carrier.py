"""Everything that lies in Redis, simulated: messages that may be lost, doubled and reordered, and the stream."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from integrator.clock import FixedClock
from integrator.ledger.deliveries import Delivery, Poisoned
from integrator.ledger.events import Look
from integrator.ledger.runs import Wakeup
from integrator.runner.budget import MOST_CRASHES
from tests.simulation.moments import Moments

_QUEUES = ("protect", "shopify", "ecm", "workflow", "notifications")
"""Queues on which the flows that exist have steps."""


@dataclass(frozen=True)
class Message:
    """One Celery message: `body` is a wake-up or a look; `drain` has none."""

    kind: Literal["step", "judge", "drain"]
    body: Wakeup | Look | None = None


@dataclass
class _Entry:
    id: bytes
    delivery: Delivery
    taken_at: datetime | None = None
    takes: int = 0

    def as_taken(self) -> Delivery:
        return Poisoned(**self.delivery.__dict__) if self.takes > MOST_CRASHES else self.delivery


@dataclass
class SimStream:
    """The consumer group: an entry stays pending until it is done, and is taken over when its taker died."""

    clock: FixedClock
    moments: Moments
    abandoned: timedelta
    entries: dict[bytes, _Entry] = field(default_factory=dict)
    _last: int = 0

    def ship(self, delivery: Delivery) -> None:
        self._last += 1
        key = str(self._last).encode()
        self.entries[key] = _Entry(key, delivery)

    def take(self, most: int) -> list[tuple[bytes, Delivery | None]]:
        now = self.clock.now()
        fresh = [entry for entry in self.entries.values() if entry.taken_at is None][:most]
        left = [one for one in self.entries.values() if one.taken_at and now - one.taken_at >= self.abandoned]
        given_back = [entry for entry in left if not entry.takes][:most]
        taken = fresh or given_back or left[:1]
        for entry in taken:
            entry.taken_at = now
            entry.takes += 1
        return [(entry.id, entry.as_taken()) for entry in taken]

    def give_back(self, entry_ids: list[bytes]) -> None:
        for entry in (self.entries[entry_id] for entry_id in entry_ids if entry_id in self.entries):
            entry.taken_at = self.clock.now()
            entry.takes = 0

    def done(self, entry_ids: list[bytes]) -> None:
        self.moments.reach("before acknowledge")
        for entry_id in entry_ids:
            self.entries.pop(entry_id, None)


@dataclass
class Carrier:
    """The queues, as one list; whoever schedules takes from any place of it."""

    messages: list[Message] = field(default_factory=list)

    def send(self, *messages: Message) -> None:
        self.messages += messages

    def room(self) -> dict[str, int]:
        """Free places per queue, as `integrator.dispatch.room` tells them."""
        return dict.fromkeys(_QUEUES, 64)
