"""
One Celery task per step of each flow, called `<family>.<flow>.<step>`, on the queue of its remote system.

The chain itself is the plan in the ledger; a message only says whose turn it is. A failed attempt shows as RETRY in
Flower, a parked step as FAILURE.
"""

from celery import Celery
from celery.exceptions import Reject, Retry
from celery.worker import state

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
            app.task(perform_step, name=f"{flow.name}.{line.key}", queue=line.queue)


def perform_step(*, run: str, step: str, order: str, attempt: int) -> str:
    """Do one attempt of the step; `order` and `attempt` are for people who search in Flower."""
    del order, attempt
    if is_ending():
        raise Reject("this worker ends; another takes the step", requeue=True)
    here = fleet()
    performed = perform(here.connections, here.leases, run, step)
    here.dispatcher.wake(performed.wakeups)
    return _shown(performed)


def is_ending() -> bool:
    """Whether this worker was asked to end; Celery goes on with what it has received already, and we do not."""
    return any(asked is not None and asked is not False for asked in (state.should_stop, state.should_terminate))


def _shown(performed: Performed) -> str:
    if performed.result == "retry":
        raise Retry(performed.note, when=performed.retry_in.total_seconds())
    if performed.result == "parked":
        raise StepParked(performed.note)
    return f"{performed.result}: {performed.note}" if performed.note else performed.result
