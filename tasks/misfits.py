"""Steps that no worker has: given back for a while, or ahead of runs that wait."""

from datetime import timedelta

from celery import Celery

from integrator.flow import Plan
from integrator.ledger import misfits, ticks
from integrator.queues import QUEUES
from integrator.runner.fitting import misfits_of
from tasks.fleet import fleet

EVERY = timedelta(seconds=30)
_PATIENCE = timedelta(minutes=2)
"""How long a rolling restart may leave a step to the workers that know it."""


def register(app: Celery) -> None:
    app.task(look, name="upkeep.misfits", queue="upkeep")


def look() -> str:
    """Raise and clear the alarms about steps that are not known."""
    here = fleet()
    ledger = here.connections.ledger
    if not ticks.take(ledger, "upkeep.misfits", every=EVERY):
        return "another beat had this tick"
    released = misfits.tell_of_released(ledger, after=_PATIENCE, queues=QUEUES)
    plans = misfits.tell_of_plans(
        ledger,
        begun_before=here.started_at,
        misfits=lambda plan, params: list(misfits_of(Plan.model_validate(plan), params)),
    )
    return f"{released} steps, {plans} plans"
