"""
Polls Workflow Service for decisions: our models end in a task for the connector, and what waits there is answered.

The poller only records and wakes; the run of the case carries the decision out and completes the task.
"""

from celery import Celery

from integrator.decisions import collect
from integrator.ledger import ticks
from integrator.models import KEYS
from tasks.fleet import fleet

DEFINITIONS = (KEYS["ORDER_REVIEW"],)


def register(app: Celery) -> None:
    app.task(poll, name="poll.decisions", queue="poll")


def poll() -> str:
    """Record every decision that waits for us."""
    here = fleet()
    if not ticks.take(here.connections.ledger, "poll.decisions", every=here.settings.tick):
        return "another beat had this tick"
    told = []
    for definition in DEFINITIONS:
        collected = collect(here.connections, definition)
        here.dispatcher.wake(collected.wakeups)
        told += collected.told
    return ", ".join(told) or "nothing new"
