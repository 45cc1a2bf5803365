"""Upkeep: the relay that sends lost wake-ups again, the sealing of the audit. Each tick is taken once per slot."""

from datetime import timedelta

from celery import Celery

from integrator import restoration
from integrator.dispatch import room
from integrator.ledger import audit, events, jumps, ticks
from integrator.ledger.relay import free_successors, overdue
from tasks import intake
from tasks.fleet import fleet

RELAY_EVERY = timedelta(seconds=2)
SEAL_EVERY = timedelta(seconds=10)
PRUNE_EVERY = timedelta(hours=1)
_KEEP_TICKS = timedelta(days=2)


def register(app: Celery) -> None:
    app.task(relay, name="upkeep.relay", queue="upkeep")
    app.task(seal_audit, name="upkeep.seal_audit", queue="upkeep")
    app.task(prune, name="upkeep.prune", queue="upkeep")


def relay() -> str:
    """Wake every run and subject that is due and was not looked at; drain what the ingress shipped."""
    here = fleet()
    ledger = here.connections.ledger
    jumps.heal(ledger, job="upkeep.relay", every=RELAY_EVERY, lease=here.settings.lease)
    if not ticks.take(ledger, "upkeep.relay", every=RELAY_EVERY):
        return "another beat had this tick"
    free = room(here.connections.redis, here.settings)
    free_successors(ledger)
    lost = overdue(ledger, after=here.settings.relay_after, room=free)
    here.dispatcher.wake(lost)
    looks = events.overdue(ledger, after=here.settings.relay_after, limit=max(1, free["intake"]))
    here.dispatcher.look(looks)
    drained = intake.drain()
    return f"{len(lost)} runs, {len(looks)} subjects, {drained} drained"


def seal_audit() -> str:
    """Link new audit entries into the hash chain, and note how far they go."""
    here = fleet()
    if not ticks.take(here.connections.ledger, "upkeep.seal_audit", every=SEAL_EVERY):
        return "another beat had this tick"
    sealed = audit.seal(here.connections.ledger)
    restoration.remember(here.connections)
    return f"{sealed} sealed"


def prune() -> str:
    """Delete ticks that no beat can repeat any more."""
    here = fleet()
    if not ticks.take(here.connections.ledger, "upkeep.prune", every=PRUNE_EVERY):
        return "another beat had this tick"
    return f"{ticks.prune(here.connections.ledger, before=here.connections.clock.now() - _KEEP_TICKS)} ticks"
