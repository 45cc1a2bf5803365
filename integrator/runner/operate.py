"""
What operators do with runs: requeue, skip, redo, park, cancel. Each needs a reason and leaves an audit entry.

Requeueing what is running or done changes nothing and says so; doing it twice is doing it once.
"""

from dataclasses import dataclass
from typing import Any

from integrator.context import Connections
from integrator.flow import Plan
from integrator.ledger import cases, runs
from integrator.ledger import steps as attempts
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Connection
from integrator.ledger.runs import Wakeup, wakeup_of
from integrator.runner.advance import next_position
from integrator.runner.claiming import order_of


class Refusal(Exception):
    """The operator's wish cannot be met; the text says why and what would help."""


@dataclass(frozen=True)
class Operation:
    """Who wants something done, and why."""

    actor: str
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise Refusal("a reason is needed, for the audit")


def requeue(connections: Connections, run_id: str, operation: Operation) -> list[Wakeup]:
    """
    Try a parked or waiting-to-retry run again, from its present step and with the same idempotency key.

    A step that may have happened is looked up first, as after any unknown outcome.
    """
    ledger = connections.ledger
    with ledger.write() as connection:
        run = _lock(connection, run_id)
        now = ledger.now(connection)
        if run.state in {"done", "cancelled", "superseded"}:
            raise Refusal(f"run {run_id} has ended as {run.state}; requeueing would change nothing")
        _await_turn(connection, run)
        if run.lease_until is not None and run.lease_until >= now:
            raise Refusal(f"run {run_id} is being worked on right now")
        row = runs.overrule(
            connection,
            run.id,
            state="running",
            after=None,
            due_at=now,
            woken_at=now,
            failures=0,
            crashes=0,
            first_failure_at=None,
            note="",
        )
        append(ledger, connection, _entry(run, "run.requeued", operation))
        return [wakeup_of(row)]


def park(connections: Connections, run_id: str, operation: Operation) -> None:
    """Put a run out of the way; a worker that is at it is fenced off."""
    ledger = connections.ledger
    with ledger.write() as connection:
        run = _open(connection, run_id)
        runs.overrule(connection, run.id, state="parked", due_at=None, note=f"operator: {operation.reason}")
        append(ledger, connection, _entry(run, "run.parked", operation))


def cancel(connections: Connections, run_id: str, operation: Operation) -> list[Wakeup]:
    """End a run for good without its remaining steps."""
    ledger = connections.ledger
    with ledger.write() as connection:
        run = _open(connection, run_id)
        runs.overrule(
            connection,
            run.id,
            state="cancelled",
            due_at=None,
            ended_at=ledger.now(connection),
            note=f"operator: {operation.reason}",
        )
        append(ledger, connection, _entry(run, "run.cancelled", operation))
        return runs.wake_successors(ledger, connection, run_id)


def skip(connections: Connections, run_id: str, operation: Operation, *, value: Any = None) -> list[Wakeup]:
    """Go on without the present step of a parked run; `value` stands in for what it would have returned."""
    ledger = connections.ledger
    with ledger.write() as connection:
        run = _open(connection, run_id)
        if run.state != "parked":
            raise Refusal(f"run {run_id} is {run.state}; park it first, then skip its step")
        _await_turn(connection, run)
        attempts.skip(
            ledger, connection, run, step=run.step, position=run.position, why=f"operator: {operation.reason}"
        )
        append(ledger, connection, _entry(run, "step.skipped", operation, step=run.step))
        values = {**run.values, run.step: value}
        return _continue(connections, connection, run, start=run.position + 1, values=values, lap=run.lap)


def redo(connections: Connections, run_id: str, operation: Operation, *, step: str) -> list[Wakeup]:
    """Go back to `step` of a parked run and do it and what follows again; all steps look before they act."""
    ledger = connections.ledger
    with ledger.write() as connection:
        run = _open(connection, run_id)
        plan = Plan.model_validate(run.plan)
        try:
            start = plan.position(step)
        except KeyError as error:
            raise Refusal(f"{error.args[0]}; it has {', '.join(line.key for line in plan.lines)}") from error
        if run.state != "parked":
            raise Refusal(f"run {run_id} is {run.state}; park it first, then redo from {step}")
        _await_turn(connection, run)
        forgotten = {line.key for line in plan.lines[start:]}
        values = {name: value for name, value in run.values.items() if name not in forgotten}
        append(ledger, connection, _entry(run, "run.redone", operation, step=step))
        return _continue(connections, connection, run, start=start, values=values, lap=run.lap + 1)


def _continue(
    connections: Connections,
    connection: Connection,
    run: Any,
    *,
    start: int,
    values: dict[str, Any],
    lap: int,
) -> list[Wakeup]:
    ledger = connections.ledger
    case = cases.get(connection, run.case_id, generation=run.generation)
    plan = Plan.model_validate(run.plan)
    position, passed = next_position(plan, start, case=case, order=order_of(run), params=run.params, values=values)
    now = ledger.now(connection)
    ended = not position.step
    row = runs.overrule(
        connection,
        run.id,
        values=values,
        position=position.position,
        step=position.step,
        queue=position.queue,
        lap=lap,
        state="done" if ended else "running",
        after=None,
        due_at=None if ended else now,
        woken_at=now,
        ended_at=now if ended else None,
        attempts=0,
        failures=0,
        crashes=0,
        first_failure_at=None,
        note="",
    )
    for index, line in passed:
        attempts.skip(ledger, connection, row, step=line.key, position=index, why="its condition does not hold")
    return runs.wake_successors(ledger, connection, run.id) if ended else [wakeup_of(row)]


def _lock(connection: Connection, run_id: str) -> Any:
    run = runs.lock(connection, run_id)
    if run is None:
        raise Refusal(f"there is no run {run_id}")
    return run


def _await_turn(connection: Connection, run: Any) -> None:
    """Refuse a run whose predecessor is still open; one that was parked meanwhile was not told of its end."""
    if run.after is not None and runs.is_open(connection, run.after):
        raise Refusal(f"run {run.id} waits for run {run.after} of the same case to end; see to that one")


def _open(connection: Connection, run_id: str) -> Any:
    run = _lock(connection, run_id)
    if run.state in {"done", "cancelled", "superseded"}:
        raise Refusal(f"run {run_id} has ended as {run.state}")
    return run


def _entry(run: Any, action: str, operation: Operation, **detail: Any) -> Entry:
    return Entry(
        actor=operation.actor,
        action=action,
        store=run.store,
        subject=run.subject,
        case_id=run.case_id,
        run_id=run.id,
        reason=operation.reason,
        detail={"before": run.state, "at_step": run.step, **detail},
    )
