"""
One Celery task per step of each flow, called `<family>.<flow>.<step>`, on the queue of its remote system.

The chain itself is the plan in the ledger; a message only says whose turn it is. A failed attempt shows as RETRY in
Flower, a parked step as FAILURE.
"""

from celery import Celery
from celery.exceptions import Retry

from integrator.flow import flows, load_flows
from integrator.runner import Performed, perform
from integrator.settings import Settings
from tasks.fleet import fleet


class StepParked(Exception):
    """The step is in front of a person; the text says why."""


def register(app: Celery) -> None:
    """Register the tasks of all flows."""
    load_flows(Settings().flows_package)
    for flow in flows().values():
        for line in flow.plan.lines:
            app.task(_perform, name=f"{flow.name}.{line.key}", queue=line.queue)


def _perform(*, run: str, step: str, order: str, attempt: int) -> str:
    """Do one attempt of the step; `order` and `attempt` are for people who search in Flower."""
    del order, attempt
    here = fleet()
    performed = perform(here.connections, here.leases, run, step)
    here.dispatcher.wake(performed.wakeups)
    return _shown(performed)


def _shown(performed: Performed) -> str:
    if performed.result == "retry":
        raise Retry(performed.note, when=performed.retry_in.total_seconds())
    if performed.result == "parked":
        raise StepParked(performed.note)
    return f"{performed.result}: {performed.note}" if performed.note else performed.result
