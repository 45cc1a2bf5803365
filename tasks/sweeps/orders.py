"""Compares what changed in each store with what was judged; what was missed comes in late."""

from datetime import timedelta

from celery import Celery

from integrator.settings import Settings
from integrator.sweeps import KINDS, reconcile
from tasks.fleet import fleet
from tasks.sweeps.each import each_store, unless_away


def every(settings: Settings) -> timedelta:
    """Return the distance of the looks: shorter than the rounds, which may take several."""
    return min(timedelta(seconds=30), settings.sweep_every)


def register(app: Celery) -> None:
    app.task(tick, name="sweep.orders", queue="poll")
    app.task(sweep, name="sweep.orders_of", queue="poll")


def tick() -> str:
    """Ask for a look at each store."""
    return each_store("sweep.orders", every=every(fleet().settings))


def sweep(*, store: str) -> str:
    """Go on with each sweep of a store by one look."""
    return unless_away(lambda: _sweep(store))


def _sweep(store: str) -> str:
    here = fleet()
    backlog = here.stream.has_older_than(here.settings.sweep_grace)
    told = []
    for kind in KINDS:
        if not kind.every(here.settings):
            continue
        done, looks = reconcile(
            here.connections, here.connections.stores[store], kind, wanted=here.wanted, backlog=backlog
        )
        here.dispatcher.look(looks)
        told.append(f"{kind.name}: {done}")
    return "; ".join(told)
