"""
A stride: the end of a step and what comes then, in one statement of PostgreSQL.

An exchange with the server costs a worker more than what the server does for it; the runner's ordinary way, which
SQLite takes always, needs up to ten for the same. All parts hang on the move of the run: when somebody else has it,
or is just writing it, nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Interval, Table, bindparam, cast, func, insert, literal, null, select, update
from sqlalchemy.types import TypeEngine

from integrator.ledger.audit import Entry
from integrator.ledger.database import Ledger
from integrator.ledger.direct import Direct
from integrator.ledger.held import Held
from integrator.ledger.runs import WAITS_FOR, Position, is_held, unlocked
from integrator.ledger.tables import audit, cases, runs, steps


@dataclass(frozen=True)
class Stride:
    """From the present step of `run` to the line at `position`, or to the end."""

    run: Held
    value: Any
    values: dict[str, Any]
    position: Position
    entry: Entry


def go_on(ledger: Ledger, stride: Stride, *, key: str, worker: str, lease: timedelta) -> tuple[Held, int] | None:
    """
    End the step and claim the next one, its idempotency key being `key`.

    Return the run at its next step and the version of its case; `None` when nothing was written.
    """
    more = {"next_key": key, "by_worker": worker, "for_lease": lease}
    found = ledger.group.send(_GO_ON, _given(ledger, stride) | more)
    if not found:
        return None
    row = found[0]
    held = replace(
        _moved_on(stride, fence=row.fence), attempts=1, params=row.params, restart=row.restart, quiet=row.quiet
    )
    return held, row.case_version


def hand_over(ledger: Ledger, stride: Stride, *, key: str) -> Held | None:
    """
    End the step and make the next one, its idempotency key being `key`, due for anybody.

    `None` when nothing was written.
    """
    found = ledger.group.send(_HAND_OVER, _given(ledger, stride) | {"key_of_next": key})
    return _moved_on(stride, fence=found[0].fence) if found else None


def finish(ledger: Ledger, stride: Stride) -> bool | None:
    """
    End the last step and the run; return whether other runs wait for that, which are not told yet.

    `None` when nothing was written.
    """
    if not ledger.group.send(_FINISH, _given(ledger, stride)):
        return None
    # A statement of its own: only one that begins after the end is sure to see a successor that was made meanwhile.
    return bool(ledger.group.send(_WAITS, {"ended": stride.run.id}))


def _given(ledger: Ledger, stride: Stride) -> dict[str, Any]:
    run, position, entry = stride.run, stride.position, stride.entry
    return {
        "set_clock": ledger.set_clock(),
        "run": run.id,
        "of": run.generation,
        "held": run.fence,
        "ended_step": run.step,
        "ended_lap": run.lap,
        "ended_attempt": run.attempts,
        "ended_value": stride.value,
        "all_values": stride.values,
        "at_position": position.position,
        "at_step": position.step,
        "at_queue": position.queue,
        "actor": entry.actor,
        "action": entry.action,
        "detail": dict(entry.detail or {}),
    }


def _moved_on(stride: Stride, *, fence: int) -> Held:
    position = stride.position
    return replace(
        stride.run,
        values=stride.values,
        position=position.position,
        step=position.step,
        queue=position.queue,
        fence=fence,
        attempts=0,
        failures=0,
        crashes=0,
        first_failure_at=None,
        released_at=None,
    )


_clock = func.coalesce(bindparam("set_clock", type_=runs.c.due_at.type), func.clock_timestamp())
_moment = select(_clock.label("now")).cte("moment")
_now = select(_moment.c.now).scalar_subquery()
_NEEDED = ("id", "store", "subject", "case_id", "params", "restart", "quiet", "position", "step", "lap", "fence")


_free = unlocked(bindparam("run"))


def _moved(**values: Any) -> Any:
    """Move the run; the key of a step is made of the generation, so it must be the one that was claimed."""
    return (
        update(runs)
        .where(
            runs.c.id == _free.c.id,
            runs.c.id == bindparam("run"),
            runs.c.generation == bindparam("of"),
            *is_held(bindparam("held")),
        )
        .values(
            {
                runs.c["values"]: bindparam("all_values", type_=runs.c["values"].type),
                runs.c.position: bindparam("at_position"),
                runs.c.step: bindparam("at_step"),
                runs.c.queue: bindparam("at_queue"),
                runs.c.attempts: 0,
                runs.c.failures: 0,
                runs.c.crashes: 0,
                runs.c.first_failure_at: None,
                runs.c.released_at: None,
                runs.c.woken_at: _now,
                runs.c.note: "",
                **{runs.c[name]: value for name, value in values.items()},
            }
        )
        .returning(*(runs.c[name] for name in _NEEDED))
        .cte("moved")
    )


def _ended(moved: Any) -> Any:
    """End the attempt; it is named by parameters alone, so that no plan can look for it anywhere but in its key."""
    return (
        update(steps)
        .where(
            steps.c.run_id == moved.c.id,
            steps.c.run_id == bindparam("run"),
            steps.c.step == bindparam("ended_step"),
            steps.c.lap == bindparam("ended_lap"),
            steps.c.attempt == bindparam("ended_attempt"),
        )
        .values(ended_at=_now, outcome="done", value=bindparam("ended_value", type_=steps.c.value.type), error="")
        .returning(steps.c.run_id)
        .cte("ended")
    )


def _told(moved: Any) -> Any:
    columns = {name: moved.c[name] for name in ("store", "subject", "case_id")}
    columns |= {name: _typed(name, audit.c[name].type) for name in ("actor", "action", "detail")}
    return _row_of(audit, {"at": _now, "run_id": moved.c.id, "reason": literal(""), **columns}, moved)


def _intended(moved: Any) -> Any:
    columns = {name: moved.c[name] for name in ("step", "lap", "position", "fence")}
    columns |= {"key": _typed("next_key", steps.c.key.type), "worker": _typed("by_worker", steps.c.worker.type)}
    more = {"run_id": moved.c.id, "attempt": literal(1), "started_at": _now, "error": literal("")}
    return _row_of(steps, {**columns, **more}, moved)


def _row_of(table: Table, columns: dict[str, Any], moved: Any) -> Any:
    chosen = select(*columns.values()).select_from(moved)
    return insert(table).from_select(list(columns), chosen).returning(table.c.run_id).cte(f"new_{table.name}")


def _typed(name: str, type_: TypeEngine[Any]) -> Any:
    """Return a parameter of a select list, where the server cannot see from a column what type it has."""
    return cast(bindparam(name, type_=type_), type_)


def _statement(moved: Any, *parts: Any, found: Sequence[Any]) -> Direct:
    return Direct(select(*found).select_from(moved).add_cte(_ended(moved), _told(moved), *parts))


_FREE = {"lease_owner": "", "lease_until": null()}
# Due it was before, and so it stays: no index has to follow.
_claimed = _moved(
    attempts=1,
    fence=runs.c.fence + 1,
    lease_owner=bindparam("by_worker"),
    lease_until=_now + bindparam("for_lease", type_=Interval()),
)
_version = select(cases.c.version).where(cases.c.id == _claimed.c.case_id).scalar_subquery().label("case_version")
_GO_ON = _statement(
    _claimed,
    _intended(_claimed),
    found=[_claimed.c.params, _claimed.c.restart, _claimed.c.quiet, _claimed.c.fence, _version],
)
_freed = _moved(due_at=_now, next_key=bindparam("key_of_next"), **_FREE)
_HAND_OVER = _statement(_freed, found=[_freed.c.fence])
_last = _moved(due_at=null(), state="done", ended_at=_now, **_FREE)
_FINISH = _statement(_last, found=[_last.c.fence])
_WAITS = Direct(WAITS_FOR)
