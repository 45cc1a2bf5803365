"""Recording how an attempt ended: run, step and audit move together in one transaction, guarded by the fence."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from integrator.clients.errors import RemoteError
from integrator.context import Connections
from integrator.ledger import cases, runs
from integrator.ledger import steps as attempts
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Connection, Ledger, LedgerFailure
from integrator.ledger.held import Held
from integrator.ledger.runs import wakeup_of
from integrator.runner.advance import next_position
from integrator.runner.budget import backoff, reason_to_park
from integrator.runner.claiming import Claim, Performed, begin, next_claim, order_of
from integrator.runner.fitting import misfit_of
from integrator.runner.striding import stride

_FREE_TEXT = frozenset({"reason", "why", "detail", "by", "suggestion"})
_FRESH: dict[str, Any] = {"attempts": 0, "failures": 0, "crashes": 0, "first_failure_at": None}


def done(connections: Connections, claim: Claim, value: Any, *, reach: Collection[str] = ()) -> Performed:
    """
    Record a value and go to the next line, or to the end of the run.

    A next line of one of the queues `reach` is claimed at once, in the same transaction.
    """
    run = claim.run
    values = {**run.values, claim.line.key: value}
    taken = stride(connections, claim, values, value, entry=_entry(claim, "step.done", value=value), reach=reach)
    if taken is not None:
        return taken
    with connections.ledger.write() as connection:
        return go_on(
            connections,
            connection,
            claim,
            start=run.position + 1,
            values=values,
            outcome="done",
            value=value,
            reach=reach,
        )


def go_on(
    connections: Connections,
    connection: Connection,
    claim: Claim,
    *,
    start: int,
    values: dict[str, Any],
    outcome: str,
    value: Any = None,
    lap: int | None = None,
    reach: Collection[str] = (),
) -> Performed:
    """Complete the attempt and move the run to the first line from `start` on whose conditions hold."""
    run = claim.run
    ledger = connections.ledger
    # Only conditions ask the case, which may have changed since the claim.
    is_asked = any(line.conditions for line in claim.plan.lines[start : start + 1])
    case = cases.get(connection, run.case_id, generation=run.generation) if is_asked else claim.case
    position, passed = next_position(
        claim.plan, start, case=case, order=order_of(run), params=run.params, values=values
    )
    now = ledger.now(connection)
    ended = not position.step
    # What another release has to do is left to it at once, without a lease that it would have to wait for.
    onward = position.queue in reach and not misfit_of(claim.plan.lines[position.position], run.params)
    write, more = (
        # Due it was before, and so it stays.
        (runs.move_on, next_claim(connections, now)) if onward else (runs.move, {"due_at": None if ended else now})
    )
    row = write(
        connection,
        run.id,
        run.fence,
        values=values,
        position=position.position,
        step=position.step,
        queue=position.queue,
        lap=lap or run.lap,
        state="done" if ended else "running",
        woken_at=now,
        ended_at=now if ended else None,
        note="",
        **_FRESH | more,
    )
    if row is None:
        return Performed("fenced")
    attempts.end(ledger, connection, run, outcome=outcome, value=value)
    for index, line in passed:
        attempts.skip(ledger, connection, row, step=line.key, position=index, why="its condition does not hold")
    append(ledger, connection, _entry(claim, "step.done", value=value))
    if onward:
        begun = begin(connections, connection, Held.of(row), claim.plan)
        return Performed("done", following=begun) if isinstance(begun, Claim) else replace(begun, result="done")
    wakeups = runs.wake_successors(ledger, connection, run.id) if ended else [wakeup_of(row)]
    return Performed("done", wakeups)


def again(connections: Connections, claim: Claim, *, key: str, why: str) -> Performed:
    """Go back to the line `key`; the values of the lines from there on are forgotten."""
    start = claim.plan.position(key)
    forgotten = {line.key for line in claim.plan.lines[start:]}
    values = {name: value for name, value in claim.run.values.items() if name not in forgotten}
    with connections.ledger.write() as connection:
        return go_on(
            connections,
            connection,
            claim,
            start=start,
            values=values,
            outcome="again",
            value=why,
            lap=claim.run.lap + 1,
        )


def waiting(connections: Connections, claim: Claim, *, until: datetime | None, why: str) -> Performed:
    """Let the run wait for people; what happened to the case meanwhile wakes it at once."""
    run = claim.run
    ledger = connections.ledger
    with ledger.write() as connection:
        now = ledger.now(connection)
        missed = runs.lock_case(connection, run.case_id) != claim.case_version
        due = now if missed else until
        row = runs.move(
            connection,
            run.id,
            run.fence,
            state="waiting",
            due_at=due,
            woken_at=now,
            note=why,
            **_FRESH | {"attempts": run.attempts},
        )
        if row is None:
            return Performed("fenced")
        attempts.end(ledger, connection, run, outcome="waiting", error=why)
        return Performed("waiting", [wakeup_of(row)] if missed else [], why)


def snoozed(connections: Connections, claim: Claim, *, until: datetime, why: str) -> Performed:
    """Let the run come back at `until` without blame."""
    run = claim.run
    ledger = connections.ledger
    with ledger.write() as connection:
        row = runs.move(connection, run.id, run.fence, due_at=until, woken_at=None, note=why)
        if row is None:
            return Performed("fenced")
        attempts.end(ledger, connection, run, outcome="snoozed", error=why)
        return Performed("snoozed", note=why, retry_in=until - ledger.now(connection))


def failed(connections: Connections, claim: Claim, error: Exception) -> Performed:
    """Try again after a backoff, or park when the budget is spent or the error will not go away by itself."""
    run = claim.run
    ledger = connections.ledger
    text = _safe_text(error)
    with ledger.write() as connection:
        now = ledger.now(connection)
        first = run.first_failure_at or now
        code = reason_to_park(
            error,
            failures=run.failures + 1,
            first_failure_at=first,
            now=now,
            errors=[*attempts.errors(connection, run), text],
        )
        if code:
            return _park(ledger, connection, claim, code=code, text=text, outcome="failed")
        wait = backoff(run.failures + 1)
        row = runs.move(
            connection,
            run.id,
            run.fence,
            due_at=now + wait,
            woken_at=None,
            failures=run.failures + 1,
            first_failure_at=first,
            note=text,
        )
        if row is None:
            return Performed("fenced")
        attempts.end(ledger, connection, run, outcome="failed", error=text)
        append(ledger, connection, _entry(claim, "step.failed", reason=text))
        return Performed("retry", note=text, retry_in=wait)


def parked(connections: Connections, claim: Claim, *, code: str, text: str) -> Performed:
    """Put the run out of the way, in front of a person."""
    with connections.ledger.write() as connection:
        return _park(connections.ledger, connection, claim, code=code, text=text, outcome="parked")


def cancelled(connections: Connections, claim: Claim, *, why: str) -> Performed:
    """End the run: nothing is left to do."""
    run = claim.run
    ledger = connections.ledger
    with ledger.write() as connection:
        now = ledger.now(connection)
        row = runs.move(connection, run.id, run.fence, state="cancelled", due_at=None, ended_at=now, note=why)
        if row is None:
            return Performed("fenced")
        attempts.end(ledger, connection, run, outcome="cancelled", error=why)
        append(ledger, connection, _entry(claim, "run.cancelled", reason=why))
        return Performed("cancelled", runs.wake_successors(ledger, connection, run.id), why)


def _park(ledger: Ledger, connection: Connection, claim: Claim, *, code: str, text: str, outcome: str) -> Performed:
    run = claim.run
    note = f"{code}: {text}"
    row = runs.move(connection, run.id, run.fence, state="parked", due_at=None, note=note)
    if row is None:
        return Performed("fenced")
    attempts.end(ledger, connection, run, outcome=outcome, error=text)
    append(ledger, connection, _entry(claim, "run.parked", reason=note))
    return Performed("parked", note=note, retry_in=timedelta(0))


def _entry(claim: Claim, action: str, *, reason: str = "", value: Any = None) -> Entry:
    run = claim.run
    # Free text of people stays where it can be redacted: with the decision and the case.
    written = {name: one for name, one in value.items() if name not in _FREE_TEXT} if isinstance(value, dict) else {}
    return Entry(
        actor=f"{run.flow}.{claim.line.key}",
        action=action,
        store=run.store,
        subject=run.subject,
        case_id=run.case_id,
        run_id=run.id,
        reason=reason,
        detail={
            "attempt": run.attempts,
            "key": claim.key,
            "written": written,
            "flow_version": run.flow_version,
        },
    )


def _safe_text(error: Exception) -> str:
    """Remote errors are written to be shown; any other error shows its kind only, because its text may hold data."""
    if isinstance(error, RemoteError | LedgerFailure):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__
