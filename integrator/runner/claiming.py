"""Taking a run's present step: the claim, its intent, and the cases in which there is nothing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog

from integrator.cases import Case
from integrator.context import Connections
from integrator.events.order import Order
from integrator.flow import Plan, find_step
from integrator.flow.plan import Line
from integrator.ledger import cases, runs
from integrator.ledger import steps as attempts
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Connection, Ledger
from integrator.ledger.held import Held
from integrator.ledger.ids import idempotency_key
from integrator.ledger.runs import Wakeup, wakeup_of
from integrator.runner import leases
from integrator.runner.advance import next_position
from integrator.runner.budget import MOST_CRASHES
from integrator.runner.fitting import misfit_of
from integrator.telemetry import LEASE_EXPIRIES

log = structlog.get_logger(__name__)

Result = Literal["done", "nothing", "waiting", "snoozed", "released", "retry", "parked", "cancelled", "fenced"]


@dataclass(frozen=True)
class Claim:
    """The right to one attempt of one step, with everything it needs."""

    run: Held
    case: Case
    case_version: int
    plan: Plan
    line: Line
    key: str
    is_unknown: bool
    """Whether an earlier attempt may have had its effect."""

    @property
    def order(self) -> Order:
        return order_of(self.run)


@dataclass(frozen=True)
class Performed:
    """What came of a wake-up: how the attempt ended, and which runs to wake now."""

    result: Result
    wakeups: Sequence[Wakeup] = ()
    note: str = ""
    retry_in: timedelta = timedelta(0)
    following: Claim | None = None
    """The right to the next step, claimed together with the recording of this one; nobody is woken for it."""


def order_of(run: Any) -> Order:
    return Order(store=run.store, id=run.subject, name=run.subject_name)


def take(connections: Connections, run_id: str, step: str) -> Claim | Performed:
    """Claim `step` of the run and write the intent; `Performed` when there is nothing to do or a person must look."""
    ledger = connections.ledger
    with ledger.write() as connection:
        claimed = runs.claim(
            ledger, connection, run_id, step=step, worker=leases.WORKER, lease=connections.settings.lease
        )
        if claimed is None:
            return Performed("nothing")
        row, died = claimed
        if died:
            LEASE_EXPIRIES.inc()
        return begin(connections, connection, Held.of(row), Plan.model_validate(row.plan), died=died)


def next_claim(connections: Connections, now: datetime) -> dict[str, Any]:
    """Return what claims a run's next step for this worker, when written by `runs.move_on`."""
    return {"lease_owner": leases.WORKER, "lease_until": now + connections.settings.lease, "attempts": 1}


def begin(
    connections: Connections, connection: Connection, run: Held, plan: Plan, *, died: bool = False
) -> Claim | Performed:
    """Write the intent of the attempt that `run` was claimed for, or say in the ledger why there is none."""
    ledger = connections.ledger
    line = plan.lines[run.position]
    declared = find_step(line.step)
    misfit = misfit_of(line, run.params)
    case, version = cases.get_version(connection, run.case_id, generation=run.generation)
    begins_again = run.restart and declared is not None and declared.waits
    if begins_again and not cases.is_over(connection, case):
        return _begin_again(ledger, connection, run, plan)
    if died and run.crashes >= MOST_CRASHES:
        return _park_crashed(ledger, connection, run)
    if misfit:
        return release(ledger, connection, run, why=misfit)
    key = key_of(connections, run, line)
    is_unknown = attempts.intend(ledger, connection, run, key=key, worker=leases.WORKER)
    return Claim(run, case, version, plan, line, key, is_unknown)


def key_of(connections: Connections, run: Held, line: Line) -> str:
    """Return the idempotency key of a line: the same for every attempt, and after every restart."""
    return idempotency_key(
        connections.settings.installation,
        store=run.store,
        scope=run.case_id,
        step=line.key,
        generation=run.generation,
    )


def _begin_again(ledger: Ledger, connection: Connection, run: Held, plan: Plan) -> Performed:
    """Send a run whose case changed back to its first line; its steps converge on the case as it is now."""
    case = cases.get(connection, run.case_id, generation=run.generation)
    first, _ = next_position(plan, 0, case=case, order=order_of(run), params=run.params, values={})
    now = ledger.now(connection)
    row = runs.move(
        connection,
        run.id,
        run.fence,
        position=first.position,
        step=first.step,
        queue=first.queue,
        lap=run.lap + 1,
        values={},
        restart=False,
        attempts=0,
        failures=0,
        first_failure_at=None,
        due_at=now,
        woken_at=now,
        note="the case changed; begun again",
    )
    return Performed("waiting", [wakeup_of(row)] if row else [], "the case changed; begun again")


def release(ledger: Ledger, connection: Connection, run: Held, *, why: str) -> Performed:
    """Leave the step to a worker of another release; the relay raises an alarm when none comes for a while."""
    runs.release(ledger, connection, run, why=f"unknown_step: {why}")
    log.warning("step left to another release", run=run.id, step=f"{run.flow}.{run.step}", why=why)
    return Performed("released", note=why)


def _park_crashed(ledger: Ledger, connection: Connection, run: Held) -> Performed:
    text = f"{run.crashes} workers died in the step {run.step}; look at their logs, then requeue"
    runs.move(connection, run.id, run.fence, state="parked", due_at=None, note=f"crashes: {text}")
    entry = Entry(
        actor="runner",
        action="run.parked",
        store=run.store,
        subject=run.subject,
        case_id=run.case_id,
        run_id=run.id,
        reason=text,
    )
    append(ledger, connection, entry)
    return Performed("parked", note=text)
