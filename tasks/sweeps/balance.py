"""Draws the balance of each store's day when it has ended."""

from datetime import timedelta

from celery import Celery

from integrator.sweeps import balance_yesterday
from tasks.fleet import fleet
from tasks.sweeps.each import each_store, unless_away

EVERY = timedelta(minutes=5)


def register(app: Celery) -> None:
    app.task(tick, name="sweep.balance", queue="poll")
    app.task(draw, name="sweep.balance_of", queue="poll")


def tick() -> str:
    """Ask for a look at each store."""
    return each_store("sweep.balance", every=EVERY)


def draw(*, store: str) -> str:
    """Go on with the balance of a store's last day."""
    return unless_away(lambda: _draw(store))


def _draw(store: str) -> str:
    here = fleet()
    told, looks = balance_yesterday(here.connections, here.connections.stores[store], wanted=here.wanted)
    here.dispatcher.look(looks)
    return told
