"""Steps: one row per attempt, written before the remote is asked (intent) and completed after (outcome)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.tables import runs, steps

UNKNOWN = (None, "failed")
"""Outcomes after which the effect may have happened: died before the record, or failed after asking."""

_ATTEMPT = (
    steps.c.run_id == bindparam("run"),
    steps.c.step == bindparam("at_step"),
    steps.c.lap == bindparam("in_lap"),
)
_EARLIER = select(steps.c.outcome).where(*_ATTEMPT)
_INSERT = insert(steps)
_PRESENT = (*_ATTEMPT, steps.c.attempt == bindparam("present"))
_END = update(steps).where(*_PRESENT)
_WITHDRAW = delete(steps).where(*_PRESENT)


def intend(ledger: Ledger, connection: Connection, run: Any, *, key: str, worker: str) -> bool:
    """Write the intent of the present attempt; return whether an earlier attempt of this step ended unknown."""
    is_first = run.attempts == 1
    earlier = [] if is_first else connection.execute(_EARLIER, _present(run)).scalars().all()
    intent = {
        **_columns(run),
        "attempt": run.attempts,
        "position": run.position,
        "key": key,
        "worker": worker,
        "started_at": ledger.now(connection),
        "error": "",
    }
    connection.execute(_INSERT, intent)
    return any(outcome in UNKNOWN for outcome in earlier)


def correct(ledger: Ledger, run: Any, *, key: str) -> None:
    """Write the present attempt's right key into its intent, before anything is asked under it."""
    with ledger.write() as connection:
        connection.execute(_END, {**_present(run), "present": run.attempts, "key": key})


def withdraw(connection: Connection, run: Any) -> None:
    """Take the intent of an attempt back that was never begun."""
    connection.execute(_WITHDRAW, {**_present(run), "present": run.attempts})


def doubt(ledger: Ledger, connection: Connection, run: Any) -> None:
    """Write that the present step may have happened without this ledger knowing: the next attempt looks first."""
    doubtful = {
        **_columns(run),
        "attempt": run.attempts,
        "position": run.position,
        "key": "",
        "worker": "",
        "started_at": ledger.now(connection),
        "error": "the ledger was restored",
    }
    connection.execute(_INSERT, doubtful)


def end(ledger: Ledger, connection: Connection, run: Any, *, outcome: str, value: Any = None, error: str = "") -> None:
    """Complete the present attempt's row."""
    ended = {"ended_at": ledger.now(connection), "outcome": outcome, "value": value, "error": error[:2000]}
    connection.execute(_END, {**_present(run), "present": run.attempts, **ended})


def _columns(run: Any) -> dict[str, Any]:
    return {"run_id": run.id, "step": run.step, "lap": run.lap, "fence": run.fence}


def _present(run: Any) -> dict[str, Any]:
    return {"run": run.id, "at_step": run.step, "in_lap": run.lap}


def skip(ledger: Ledger, connection: Connection, run: Any, *, step: str, position: int, why: str) -> None:
    """Write that a line was not needed, or that an operator went on without it."""
    now = ledger.now(connection)
    attempt = run.attempts + 1 if step == run.step else 0
    skipped = {
        "run_id": run.id,
        "step": step,
        "lap": run.lap,
        "attempt": attempt,
        "position": position,
        "key": "",
        "fence": run.fence,
        "worker": "",
        "started_at": now,
        "ended_at": now,
        "outcome": "skipped",
        "error": why,
    }
    connection.execute(_INSERT, skipped)


def history(ledger: Ledger, run_id: str) -> list[dict[str, Any]]:
    """Return every attempt of a run, oldest first."""
    query = select(steps).where(steps.c.run_id == run_id)
    with ledger.read() as connection:
        return rows(connection.execute(query.order_by(steps.c.started_at, steps.c.position)))


def errors(connection: Connection, run: Any) -> list[str]:
    """Return the errors of the present step's failed attempts in this lap, oldest first."""
    query = select(steps.c.error).where(
        steps.c.run_id == run.id, steps.c.step == run.step, steps.c.lap == run.lap, steps.c.outcome == "failed"
    )
    return list(connection.execute(query.order_by(steps.c.attempt)).scalars().all())


def placed_recently(connection: Connection, *, store: str, subject: str, since: Any, names: Sequence[str]) -> bool:
    """Return whether one of the steps `names` ended for `subject` since the given moment."""
    query = (
        select(steps.c.run_id)
        .join(runs, runs.c.id == steps.c.run_id)
        .where(
            runs.c.store == store,
            runs.c.subject == subject,
            steps.c.step.in_(names),
            steps.c.outcome == "done",
            steps.c.ended_at >= since,
        )
        .limit(1)
    )
    return connection.execute(query).first() is not None
