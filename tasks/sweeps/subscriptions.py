"""Looks whether each store still sends what the rules listen to, and subscribes again."""

from celery import Celery

from integrator.sweeps import watch_subscriptions
from tasks.fleet import fleet
from tasks.sweeps.each import each_store, unless_away


def register(app: Celery) -> None:
    app.task(tick, name="sweep.subscriptions", queue="poll")
    app.task(watch, name="sweep.subscriptions_of", queue="poll")


def tick() -> str:
    """Ask for a look at each store."""
    return each_store("sweep.subscriptions", every=fleet().settings.watch_subscriptions)


def watch(*, store: str) -> str:
    """Make the missing subscriptions of a store again."""
    return unless_away(lambda: _watch(store))


def _watch(store: str) -> str:
    here = fleet()
    found = here.connections.stores[store]
    return watch_subscriptions(here.connections, found, sorted(here.wanted), here.settings.delivery_url)
