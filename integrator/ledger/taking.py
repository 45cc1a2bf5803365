"""
Taking a run's present step on PostgreSQL in one statement: the claim, its intent, and what is known of the case.

The runner's ordinary way, which SQLite takes always, needs seven exchanges for the same, see `runner.claiming`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Text, and_, bindparam, func, insert, literal, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import Interval

from integrator.cases import Case
from integrator.ledger.cases import REASON, case_of
from integrator.ledger.database import Ledger
from integrator.ledger.direct import Direct
from integrator.ledger.held import COLUMNS, Held
from integrator.ledger.runs import is_free, unlocked
from integrator.ledger.tables import case_reasons, cases, runs, steps


@dataclass(frozen=True)
class Taken:
    """A run that was claimed, and what its worker has to know."""

    run: Held
    case: Case
    case_version: int
    plan: str
    """As JSON."""
    key: str
    """The idempotency key in the intent: as it was prepared, so it may be empty or stale."""


def take(ledger: Ledger, run_id: str, *, step: str, worker: str, lease: timedelta) -> Taken | None:
    """
    Claim the first attempt of `step` and write its intent.

    `None`, and nothing is written, when there is nothing to do, when a run begins again, or when an earlier attempt
    has to be looked at; also when somebody is just writing the run, whom the ordinary way waits for.
    """
    given = {"set_clock": ledger.set_clock(), "run": run_id, "at_step": step, "by_worker": worker, "for_lease": lease}
    found = ledger.group.send(_TAKE, given)
    if not found:
        return None
    row = found[0]
    run = Held.of(row)
    return Taken(run, _case_of(found, run), row.of_case_version, row.plan_text, row.intended_key)


def _case_of(found: Sequence[Any], run: Held) -> Case:
    names = [*(column.name for column in cases.c), *(column.name for column in REASON)]
    rows = [SimpleNamespace(**{name: getattr(row, _LABELS[name]) for name in names}) for row in found]
    return case_of(rows, wanted=run.generation)


_clock = func.coalesce(bindparam("set_clock", type_=runs.c.due_at.type), func.clock_timestamp())
_moment = select(_clock.label("now")).cte("moment")
_now = select(_moment.c.now).scalar_subquery()
_free = unlocked(bindparam("run"))
_claimed = (
    update(runs)
    .where(
        runs.c.id == _free.c.id,
        runs.c.id == bindparam("run"),
        runs.c.step == bindparam("at_step"),
        *is_free(_now),
        runs.c.lease_until.is_(None),
        runs.c.attempts == 0,
        ~runs.c.restart,
    )
    .values(
        state="running",
        fence=runs.c.fence + 1,
        attempts=1,
        lease_owner=bindparam("by_worker"),
        lease_until=_now + bindparam("for_lease", type_=Interval()),
    )
    .returning(
        *(runs.c[name] for name in COLUMNS),
        sql_cast(runs.c.plan, Text).label("plan_text"),
        func.coalesce(runs.c.next_key, "").label("intended_key"),
    )
    .cte("claimed")
)
_intent = {
    "run_id": _claimed.c.id,
    **{name: _claimed.c[name] for name in ("step", "lap", "attempts", "position", "fence")},
    "key": _claimed.c.intended_key,
    "worker": sql_cast(bindparam("by_worker"), steps.c.worker.type),
    "started_at": _now,
    "error": literal(""),
}
_intended = (
    insert(steps)
    .from_select(
        ["attempt" if name == "attempts" else name for name in _intent],
        select(*_intent.values()).select_from(_claimed),
    )
    .returning(steps.c.run_id)
    .cte("intended")
)
_LABELS = {column.name: f"of_case_{column.name}" for column in cases.c} | {one.name: one.name for one in REASON}
_TAKE = Direct(
    select(_claimed, *(column.label(_LABELS[column.name]) for column in cases.c), *REASON)
    .select_from(_claimed)
    .join(cases, cases.c.id == _claimed.c.case_id)
    .outerjoin(
        case_reasons,
        and_(case_reasons.c.case_id == cases.c.id, case_reasons.c.generation == _claimed.c.generation),
    )
    .add_cte(_intended)
)
