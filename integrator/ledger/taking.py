"""
Taking a run's present step on PostgreSQL, in two exchanges with the server: the claim and the case, then the intent.

The runner's ordinary way needs seven for the same, see `runner.claiming`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from sqlalchemy import Text, and_, bindparam, case, cast, func, insert, select, update
from sqlalchemy.types import Interval

from integrator.cases import Case
from integrator.ledger.cases import REASON, case_of
from integrator.ledger.database import Ledger
from integrator.ledger.direct import Direct
from integrator.ledger.held import COLUMNS, Held
from integrator.ledger.runs import is_free
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


def take(
    ledger: Ledger, run_id: str, *, step: str, worker: str, lease: timedelta, key_of: Callable[[Held, str], str]
) -> Taken | None:
    """
    Claim the first attempt of `step`, and write its intent with the key that `key_of` returns.

    `None`, and nothing is written, when there is nothing to do, when an earlier attempt has to be looked at, or when
    `key_of` returns no key.
    """
    taken = None
    wanted = {"set_clock": ledger.set_clock(), "run": run_id, "at_step": step, "by_worker": worker, "for_lease": lease}
    with ledger.direct() as connection, connection.pipeline(), connection.transaction() as transaction:
        claimed = _TAKE.send(connection, wanted)
        found = _CASE.send(connection, wanted)
        row = claimed.fetchone()
        if row is not None and not row.died and row.attempts == 1:
            run = Held.of(row)
            key = key_of(run, row.plan_text)
            if key:
                _INTEND.send(connection, _intent(run, key=key, worker=worker, now=row.now))
                rows = found.fetchall()
                taken = Taken(run, case_of(rows, wanted=run.generation), rows[0].version, row.plan_text, key)
        if taken is None:
            raise psycopg.Rollback(transaction)
    return taken


def _intent(run: Held, *, key: str, worker: str, now: datetime) -> dict[str, object]:
    same = {name: getattr(run, name) for name in ("step", "lap", "position", "fence")}
    return {**same, "run_id": run.id, "attempt": run.attempts, "key": key, "worker": worker, "started_at": now}


_clock = func.coalesce(bindparam("set_clock", type_=runs.c.due_at.type), func.clock_timestamp())
_moment = select(_clock.label("now")).cte("moment")
_now = select(_moment.c.now).scalar_subquery()
_holder = (
    select(runs.c.id, and_(runs.c.lease_until.is_not(None), runs.c.lease_owner != bindparam("by_worker")).label("died"))
    .where(runs.c.id == bindparam("run"))
    .with_for_update()
    .cte("holder")
)
_TAKE = Direct(
    update(runs)
    .where(
        runs.c.id == _holder.c.id,
        runs.c.id == bindparam("run"),
        runs.c.step == bindparam("at_step"),
        *is_free(_now),
    )
    .values(
        state="running",
        fence=runs.c.fence + 1,
        attempts=runs.c.attempts + 1,
        crashes=runs.c.crashes + case((_holder.c.died, 1), else_=0),
        lease_owner=bindparam("by_worker"),
        lease_until=_now + bindparam("for_lease", type_=Interval()),
    )
    .returning(
        *(runs.c[name] for name in COLUMNS),
        cast(runs.c.plan, Text).label("plan_text"),
        _holder.c.died,
        _now.label("now"),
    )
)
_of_run = and_(case_reasons.c.case_id == cases.c.id, case_reasons.c.generation == runs.c.generation)
_CASE = Direct(
    select(cases, *REASON)
    .join(runs, runs.c.case_id == cases.c.id)
    .outerjoin(case_reasons, _of_run)
    .where(runs.c.id == bindparam("run"))
)
_INTENT = ("run_id", "step", "lap", "attempt", "position", "key", "fence", "worker", "started_at")
_INTEND = Direct(insert(steps).values(error="", **{name: bindparam(name) for name in _INTENT}))
