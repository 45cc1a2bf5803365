"""One tick becomes one task per store."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from integrator.clients.errors import RemoteError
from integrator.ledger import ticks
from tasks.fleet import fleet

log = structlog.get_logger(__name__)


def each_store(job: str, *, every: timedelta) -> str:
    """Ask for `<job>_of` every store, once per slot; a message that is lost is sent again by the next tick."""
    here = fleet()
    if not ticks.take(here.connections.ledger, job, every=every):
        return "another beat had this tick"
    stores = list(here.connections.stores)
    here.dispatcher.ask(f"{job}_of", stores, queue="poll", expires=max(timedelta(seconds=10), every * 2))
    return f"{len(stores)} stores"


def unless_away(work: Callable[[], str]) -> str:
    """Do background work; when the store cannot be asked now, say so and leave it to the next tick."""
    try:
        return work()
    except RemoteError as error:
        log.warning("sweep postponed", reason=str(error))
        return f"not now: {error}"
