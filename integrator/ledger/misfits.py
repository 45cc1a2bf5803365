"""What no worker can do: runs that were given back for a while, and plans whose steps this release does not have."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from integrator.ledger.alarms import clear_alarm, open_alarms, raise_alarm
from integrator.ledger.database import Ledger
from integrator.ledger.runs import OPEN
from integrator.ledger.tables import runs

UNKNOWN_STEP = "unknown_step"
UNKNOWN_PLAN = "unknown_plan"


def tell_of_released(ledger: Ledger, *, after: timedelta, queues: Collection[str]) -> int:
    """
    Raise `unknown_step` for each step that nobody took for longer than `after`; return how many there are.

    A run on a queue that is none of `queues` counts too, because no worker listens there. The alarm is cleared when
    its last run went on.
    """
    with ledger.read() as connection:
        waits_since = ledger.now(connection) - after
        given_back = runs.c.released_at < waits_since
        unheard = runs.c.queue.not_in(queues) & (runs.c.due_at < waits_since) & (runs.c.queue != "")
        found = connection.execute(
            select(runs.c.flow, runs.c.step, func.count(), func.min(func.coalesce(runs.c.released_at, runs.c.due_at)))
            .where(runs.c.state.in_(OPEN), given_back | unheard)
            .group_by(runs.c.flow, runs.c.step)
        ).all()
    texts = {f"{flow}.{step}": _text(flow, step, int(count), since) for flow, step, count, since in found}
    _bring_up_to_date(ledger, UNKNOWN_STEP, texts)
    return len(texts)


def _text(flow: str, step: str, count: int, since: datetime) -> str:
    runs_wait = "1 run waits" if count == 1 else f"{count} runs wait"
    return (
        f"{runs_wait} at {flow}.{step} since {since:%Y-%m-%d %H:%M} UTC, and no worker knows this step: "
        "start a release that has it, or skip, redo or cancel the runs"
    )


def tell_of_plans(
    ledger: Ledger, *, begun_before: datetime, misfits: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
) -> int:
    """
    Raise `unknown_plan` for each plan of open runs that has steps this release does not know; return how many.

    So a run that waits for people tells beforehand that it could not go on.

    Args:
        ledger: to look in.
        begun_before: start of this process; plans that came later belong to a newer release, which knows them.
        misfits: names what a plan, given with a run's parameters, asks for in vain.
    """
    first = (
        select(func.min(runs.c.id))
        .where(runs.c.state.in_((*OPEN, "parked")), runs.c.created_at < begun_before)
        .group_by(runs.c.flow, runs.c.flow_version)
    )
    with ledger.read() as connection:
        samples = connection.execute(select(runs).where(runs.c.id.in_(first))).all()
    texts = {}
    for run in samples:
        missing = misfits(run.plan, run.params)
        if missing:
            texts[f"{run.flow}@{run.flow_version}"] = (
                f"open runs of {run.flow}, plan {run.flow_version}, cannot go on with this release at "
                f"{', '.join(missing)}: keep a release that can until they have ended, or declare `formerly`"
            )
    _bring_up_to_date(ledger, UNKNOWN_PLAN, texts)
    return len(texts)


def _bring_up_to_date(ledger: Ledger, code: str, texts: Mapping[str, str]) -> None:
    """Raise what is new, clear what is over; what is open already stays as it is."""
    told = {alarm["about"] for alarm in open_alarms(ledger) if alarm["code"] == code}
    if told == set(texts):
        return
    with ledger.write() as connection:
        for about in sorted(set(texts) - told):
            raise_alarm(ledger, connection, code=code, about=about, text=texts[about])
        for about in sorted(told - set(texts)):
            clear_alarm(ledger, connection, code=code, about=about)
