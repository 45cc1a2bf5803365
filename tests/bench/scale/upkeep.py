"""What the fleet does by itself: seal and prune, look for misfits, compare what a sweep lists, count."""

from datetime import UTC, datetime, timedelta

from integrator.ledger import audit, deliveries, jumps, misfits, runs, sightings, ticks
from integrator.ledger.sightings import Reading
from integrator.queues import QUEUES
from tests.bench.beginning import STORE
from tests.bench.scale.watch import Watch, Wrong
from tests.bench.scale.workplace import Workplace

_ENTRIES = 200
_TIMES = 5


def seal(place: Workplace, watch: Watch) -> None:
    """Seal some new entries of the audit."""
    place.put_away()
    for _ in range(_TIMES):
        with place.ledger.write() as connection:
            audit.append(place.ledger, connection, *[audit.Entry(actor="bench", action="bench.noted")] * _ENTRIES)
        with watch.once(_ENTRIES):
            sealed = audit.seal(place.ledger)
        if sealed != _ENTRIES:
            raise Wrong(f"{sealed} of {_ENTRIES} entries were sealed")


def idle_ticks(place: Workplace, watch: Watch) -> None:
    """Do what upkeep does when there is nothing to do."""
    now = datetime.now(UTC)
    for _ in range(_TIMES):
        with watch.once():
            jumps.heal(place.ledger, job="upkeep.relay", every=timedelta(seconds=2), lease=timedelta(seconds=12))
            ticks.take(place.ledger, "bench", every=timedelta(microseconds=1))
            ticks.prune(place.ledger, before=now - timedelta(days=2))
            audit.seal(place.ledger)
            audit.newest(place.ledger)
            misfits.tell_of_released(place.ledger, after=timedelta(minutes=2), queues=QUEUES)
            misfits.tell_of_plans(place.ledger, begun_before=now, misfits=lambda _plan, _params: [])


def compare(place: Workplace, watch: Watch) -> None:
    """Ask what a sweep asks of each order that Shopify lists."""
    for name in place.names:
        reading = Reading(STORE, "order", f"gid://shopify/Order/{name[1:]}", datetime(2020, 1, 1, tzinfo=UTC), "")
        with watch.once(), place.ledger.read() as connection:
            standing = sightings.standing_of(place.ledger, connection, reading)
        if standing != ("handled" if place.size else "missing"):
            raise Wrong(f"the sweep takes {name} for {standing}")


def silence(place: Workplace, watch: Watch) -> None:
    """Ask how long the store was silent around some moments."""
    moments = [datetime.now(UTC) - timedelta(weeks=weeks) for weeks in (1, 2, 3, 4)]
    for _ in range(_TIMES):
        with watch.once():
            deliveries.gaps_around(place.ledger, STORE, moments)


def count(place: Workplace, watch: Watch) -> None:
    """Count runs by state, and what is not sealed yet."""
    with watch.once():
        found = runs.count_by_state(place.ledger)
        audit.count_unsealed(place.ledger)
    if found.get("done", 0) < place.size:
        raise Wrong(f"of {place.size} old runs {found.get('done', 0)} are done")
