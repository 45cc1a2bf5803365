"""Listens whether each store still says something."""

from datetime import timedelta

from celery import Celery

from integrator.sweeps import listen
from tasks.fleet import fleet
from tasks.sweeps.each import each_store

EVERY = timedelta(minutes=5)


def register(app: Celery) -> None:
    app.task(tick, name="sweep.silence", queue="poll")
    app.task(hear, name="sweep.silence_of", queue="poll")


def tick() -> str:
    """Ask for a look at each store."""
    return each_store("sweep.silence", every=EVERY)


def hear(*, store: str) -> str:
    """Raise or clear the alarm about a silent store."""
    here = fleet()
    return listen(here.connections, here.connections.stores[store])
