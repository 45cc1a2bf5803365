"""
The step protocol: claim, already?, do, record, wake.

The intent is written before the remote is asked and the outcome after, each in a transaction of its own that is guarded
by the fence; no transaction is open while the remote works. Wake-ups are returned, to be sent after the commit.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from typing import Any

import structlog
from pydantic import BaseModel, TypeAdapter

from integrator.clients.errors import RemoteError, Throttled
from integrator.clients.http import correlation, patience
from integrator.context import Connections, Context
from integrator.flow import Again, Cancel, Parked, Snooze, Step, Wait, get_step
from integrator.flow.plan import resolve
from integrator.ledger.database import LedgerFailure, persist
from integrator.ledger.runs import Wakeup
from integrator.runner import record
from integrator.runner.claiming import Claim, Performed, take
from integrator.runner.leases import Leases
from integrator.runner.striding import take_plainly
from integrator.telemetry import STEPS

Reach = Callable[[], Collection[str]]
"""Asked when a step is done: the queues whose steps this worker may go on with at once."""

_TO_CLAIM = timedelta(seconds=5)

log = structlog.get_logger(__name__)


def perform(
    connections: Connections, leases: Leases, run_id: str, step: str, *, reach: Reach = frozenset[str]
) -> Performed:
    """Do one attempt of `step` of the run, if it is due and nobody else does."""
    claim = persist(
        lambda: take_plainly(connections, run_id, step) or take(connections, run_id, step), patience=_TO_CLAIM
    )
    return claim if isinstance(claim, Performed) else carry_on(connections, leases, claim, reach=reach)


def carry_on(connections: Connections, leases: Leases, claim: Claim, *, reach: Reach = frozenset[str]) -> Performed:
    """Do the attempt that was claimed; when it is done, a next step within `reach` is claimed along with it."""
    patience.set(timedelta())
    run = claim.run
    token = correlation.set(f"{run.id}.{run.step}.{run.attempts}")
    try:
        with leases.kept(run.id, run.fence):
            performed = _attempt(connections, claim, reach)
    finally:
        correlation.reset(token)
    STEPS.labels(step=f"{run.flow}.{run.step}", outcome=performed.result).inc()
    return performed


def _attempt(connections: Connections, claim: Claim, reach: Reach) -> Performed:
    """Carry out the attempt and record its ending; a ledger that is away for a moment does not cost the attempt."""
    wakeups: list[Wakeup] = []
    write = _ending(connections, claim, wakeups, reach)
    performed = persist(write, patience=connections.settings.lease)
    return replace(performed, wakeups=[*performed.wakeups, *wakeups])


def _ending(  # noqa: PLR0911
    connections: Connections, claim: Claim, wakeups: list[Wakeup], reach: Reach
) -> Callable[[], Performed]:
    """Do the step and return how its ending is to be recorded; each ending word has its place here."""
    try:
        value = _do(connections, claim, wakeups)
    except Wait as ending:
        return partial(record.waiting, connections, claim, until=ending.until, why=str(ending))
    except Snooze as ending:
        return partial(record.snoozed, connections, claim, until=ending.until, why=str(ending))
    except Throttled as error:
        until = connections.clock.now() + error.retry_after
        return partial(record.snoozed, connections, claim, until=until, why=str(error))
    except Again as ending:
        return partial(record.again, connections, claim, key=ending.key, why=str(ending))
    except Cancel as ending:
        return partial(record.cancelled, connections, claim, why=str(ending))
    except Parked as ending:
        return partial(record.parked, connections, claim, code=ending.code, text=str(ending))
    except Exception as error:
        if not isinstance(error, RemoteError | LedgerFailure):
            log.exception("step failed", run=claim.run.id, step=claim.line.key)
        return partial(record.failed, connections, claim, error)
    written = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return partial(record.done, connections, claim, written, reach=reach())


def _do(connections: Connections, claim: Claim, wakeups: list[Wakeup]) -> Any:
    step = get_step(claim.line.step)
    context = connections.context(
        store=claim.run.store,
        run_id=claim.run.id,
        flow=claim.run.flow,
        key=claim.key,
        quiet=claim.run.quiet,
        wakeups=wakeups,
    )
    args, kwargs = _arguments(step, claim)
    if claim.is_unknown:
        found = _look_up(step, context, args, kwargs)
        if found is not None:
            return found
    return step.do(context, *args, **kwargs)


def _look_up(step: Step[..., Any], context: Context, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    if step.look_up is not None:
        return step.look_up(context, *args, **kwargs)
    if step.repeats == "never":
        raise Parked(
            "unknown_outcome",
            f"{step.name} may have happened; look in the remote system, then skip or redo it",
        )
    return None


def _arguments(step: Step[..., Any], claim: Claim) -> tuple[list[Any], dict[str, Any]]:
    types = step.types()

    def value_of(name: str, argument: Any) -> Any:
        value = resolve(argument, case=claim.case, order=claim.order, params=claim.run.params, values=claim.run.values)
        return _adapter(types[name]).validate_python(value)

    positional = [value_of(name, argument) for name, argument in zip(types, claim.line.args, strict=False)]
    return positional, {name: value_of(name, argument) for name, argument in claim.line.keywords.items()}


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    """Build the check of one annotation once; steps have few of them."""
    return TypeAdapter(annotation)
