"""One sweep of a store: where it stands, how it moves on, and when people are told that it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from integrator.clients.shopify import Shopify
from integrator.context import Connections
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.ledger.events import Look
from integrator.stores import Store
from integrator.sweeps import progress
from integrator.sweeps.compare import compare
from integrator.sweeps.kinds import Kind, Seen
from integrator.sweeps.progress import Progress, Round

log = structlog.get_logger(__name__)

_LATE_FACTOR = 3
"""A round that has not come to its end within so many intervals is told to people."""


@dataclass
class Sweep:
    """What one look works with. Every move is one transaction, and raises `Overtaken` when another look was quicker."""

    connections: Connections
    store: Store
    kind: Kind
    wanted: frozenset[str]
    looks: list[Look] = field(default_factory=list)
    """Subjects that were missed, to be judged."""

    @property
    def shopify(self) -> Shopify:
        return self.connections.shopify(self.store)

    def read(self) -> Progress | None:
        return progress.read(self.connections.ledger, self.store.domain, self.kind.name)

    def move(self, was: Progress | None, to: Progress) -> Progress:
        """Go to the place `to`."""
        ledger = self.connections.ledger
        with ledger.write() as connection:
            progress.move(ledger, connection, self.store.domain, self.kind.name, was=was, to=to)
        return to

    def take(self, was: Progress, here: Round, seen: Sequence[Seen], *, is_over: bool) -> Progress:
        """Compare the orders that are due and go to the place `here`, or end the round, in one transaction."""
        ledger = self.connections.ledger
        due = [one for one in seen if one.updated_at <= here.until]
        with ledger.write() as connection:
            compared = compare(
                self.connections,
                connection,
                due,
                kind=self.kind,
                store=self.store.domain,
                wanted=self.wanted,
                since=was.since,
                until=here.until,
            )
            counts = {"seen": here.seen + len(due), "found": here.found + len(compared.missing)}
            here = here.model_copy(update=counts)
            to = self._ended(was, here) if is_over else at(was, here)
            progress.move(ledger, connection, self.store.domain, self.kind.name, was=was, to=to)
        self.looks += [Look(self.store.domain, one.gid) for one in compared.missing]
        if compared.missing:
            log.warning(
                "missed by webhooks", store=self.store.domain, sweep=self.kind.name, count=len(compared.missing)
            )
        return to

    def tell_if_late(self) -> None:
        """Raise or clear the alarm about a sweep that does not come to its end."""
        present, settings = self.read(), self.connections.settings
        if present is None:
            return
        ledger, about = self.connections.ledger, f"{self.store.domain} {self.kind.name}"
        last = present.done_at or present.since
        limit = max(self.kind.every(settings) * _LATE_FACTOR, settings.sweep_overlap * 2)
        with ledger.write() as connection:
            if self.connections.clock.now() - last > limit:
                text = f"the sweep of {about} has not come to its end since {last:%Y-%m-%d %H:%M} UTC"
                raise_alarm(ledger, connection, code="sweep_late", about=about, text=text)
            else:
                clear_alarm(ledger, connection, code="sweep_late", about=about)

    def _ended(self, was: Progress, here: Round) -> Progress:
        return Progress(
            since=was.since,
            mark=max(was.mark, here.until),
            done_at=self.connections.clock.now(),
            seen=here.seen,
            found=here.found,
        )


def at(present: Progress, here: Round) -> Progress:
    """Return the same sweep at another place of its round."""
    return present.model_copy(update={"round": here, "waiting_since": None})
