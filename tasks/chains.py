"""
One Celery task per step of each flow, called `<family>.<flow>.<step>`, on the queue of its remote system.

The chain itself is the plan in the ledger; a message only says whose turn it is. A worker that has done a step goes on
with the next one without a message, unless more urgent work waits. A failed attempt shows as RETRY in Flower, a parked
step as FAILURE.
"""

import structlog
from celery import Celery
from celery.exceptions import Reject, Retry

from integrator.flow import flows, load_flows
from integrator.runner import Claim, Performed, carry_on, perform
from integrator.settings import Settings
from tasks.fleet import Fleet, fleet
from tasks.reach import is_ending, within_reach
from tasks.showing import Shown

log = structlog.get_logger(__name__)


class StepParked(Exception):
    """The step is in front of a person; the text says why."""


def register(app: Celery) -> None:
    """Register the tasks of all flows."""
    load_flows(Settings().flows_package)
    for flow in flows().values():
        for line in flow.plan.lines:
            app.task(perform_step, name=f"{flow.name}.{line.key}", queue=line.queue)


def perform_step(*, run: str, step: str, order: str, attempt: int) -> str:
    """Do one attempt of the step, and what follows at once; `order` and `attempt` are for people who search."""
    del order, attempt
    if is_ending():
        raise Reject("this worker ends; another takes the step", requeue=True)
    here = fleet()
    performed = perform(here.connections, here.leases, run, step, reach=within_reach)
    here.dispatcher.wake(performed.wakeups)
    following = performed.following
    while following is not None:
        following = _carry_on(here, following)
    ending = _ending(performed)
    if isinstance(ending, Exception):
        raise ending
    return ending


def _carry_on(here: Fleet, claim: Claim) -> Claim | None:
    """Do a step that no message was sent for; its failure is its own, not that of the step before."""
    shown = Shown(claim)
    try:
        performed = carry_on(here.connections, here.leases, claim, reach=within_reach)
    except Exception as error:
        log.exception("step not recorded", run=claim.run.id, step=claim.run.step)
        shown.ends(error)
        return None
    here.dispatcher.wake(performed.wakeups)
    shown.ends(_ending(performed))
    return performed.following


def _ending(performed: Performed) -> str | Exception:
    """Return how Celery shall see the attempt end."""
    if performed.result == "retry":
        retry: Exception = Retry(performed.note, when=performed.retry_in.total_seconds())
        return retry
    if performed.result == "parked":
        return StepParked(performed.note)
    return f"{performed.result}: {performed.note}" if performed.note else performed.result
