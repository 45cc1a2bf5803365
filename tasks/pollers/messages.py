"""Polls Notifications for what became of the messages that went out, some minutes and hours after they did."""

from celery import Celery

from integrator.ledger import ticks
from integrator.steps.follow_up import EVERY, follow_up
from tasks.fleet import fleet


def register(app: Celery) -> None:
    app.task(poll, name="poll.messages", queue="poll")


def poll() -> str:
    """Ask for the messages whose time has come."""
    here = fleet()
    ledger = here.connections.ledger
    if not ticks.take(ledger, "poll.messages", every=EVERY):
        return "another beat had this tick"
    return follow_up(here.connections, here.connections.clock.now())
