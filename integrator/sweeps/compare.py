"""Comparing: each subject of a list is handled, waits, or was missed; what was missed comes in late."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from integrator.context import Connections
from integrator.ledger import sightings
from integrator.ledger.database import Connection
from integrator.sweeps.kinds import Kind, Seen, reading_of


@dataclass
class Compared:
    """What came of a comparison."""

    handled: int = 0
    waiting: int = 0
    missing: list[Seen] = field(default_factory=list)


def compare(
    connections: Connections,
    connection: Connection,
    listed: Iterable[Seen],
    *,
    kind: Kind,
    store: str,
    wanted: frozenset[str],
    since: datetime,
    until: datetime,
) -> Compared:
    """
    Compare a list with what was judged, and raise what nobody told us; part of the open transaction.

    What changed after `until` waits for its webhook, which may still be under way.
    """
    ledger, compared = connections.ledger, Compared()
    too_old = connections.clock.now() - connections.settings.sweep_quiet_after
    # In one order for everybody, so that two sweeps of a store never wait for each other.
    for one in sorted(listed, key=lambda seen: seen.gid):
        reading = reading_of(kind, store, one, wanted=wanted, since=since)
        standing = sightings.standing_of(ledger, connection, reading)
        if standing == "handled":
            compared.handled += 1
        elif standing == "waiting" or one.updated_at > until:
            compared.waiting += 1
        else:
            unheard = reading.topics - sightings.topics_asked(connection, reading)
            topic = kind.created if kind.created in unheard else kind.changed
            sightings.raise_late(ledger, connection, reading, topic=topic, quiet=one.updated_at < too_old)
            compared.missing.append(one)
    return compared
