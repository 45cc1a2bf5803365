"""Runs: created once per case, flow and generation; claimed under a lease and a fence; moved by whoever holds them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Integer, bindparam, func, or_, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import once
from integrator.ledger.tables import cases, runs

OPEN = ("running", "waiting")
_SHORTEST_RELEASE = timedelta(seconds=1)
_LONGEST_RELEASE = timedelta(seconds=30)

_EARLIER = (
    select(runs.c.id)
    .where(
        runs.c.case_id == bindparam("case"),
        runs.c.flow == bindparam("of_flow"),
        runs.c.generation < bindparam("before"),
        runs.c.state.in_((*OPEN, "parked")),
    )
    .order_by(runs.c.generation.desc())
    .limit(1)
    # Locked, so that it cannot end unseen between this look and the commit.
    .with_for_update()
)
_CREATE = once(runs, returning=runs.c.id)
_HOLDER = select(runs.c.lease_until, runs.c.lease_owner).where(runs.c.id == bindparam("run")).with_for_update()


def is_free(now: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a run may be claimed at the moment `now`."""
    return (
        runs.c.state.in_(OPEN),
        runs.c.due_at <= now,
        or_(runs.c.lease_until.is_(None), runs.c.lease_until < now),
    )


def unlocked(run: Any) -> CTE:
    """Lock a run, unless somebody else has: a statement on it waits for nobody, and finds nothing instead."""
    return select(runs.c.id).where(runs.c.id == run).with_for_update(skip_locked=True, key_share=True).cte("unlocked")


_CLAIM = (
    update(runs)
    .where(runs.c.id == bindparam("run"), runs.c.step == bindparam("at_step"), *is_free(bindparam("now")))
    .values(
        state="running",
        fence=runs.c.fence + 1,
        attempts=runs.c.attempts + 1,
        crashes=runs.c.crashes + bindparam("died", type_=Integer),
    )
    .returning(runs)
)


def is_held(fence: Any) -> tuple[ColumnElement[bool], ...]:
    """
    Return the conditions under which whoever claimed a run under `fence` may write it.

    Without a lease it was written before, and the answer to that commit was lost.
    """
    return runs.c.fence == fence, runs.c.state == "running", runs.c.lease_until.is_not(None)


_MOVE = update(runs).where(runs.c.id == bindparam("run"), *is_held(bindparam("held"))).returning(runs)
_MOVE_ON = _MOVE.values(fence=runs.c.fence + 1)
_LOCK_CASE = select(cases.c.version).where(cases.c.id == bindparam("case")).with_for_update()
_GET = select(runs).where(runs.c.id == bindparam("run"))
_LOCK = _GET.with_for_update()
_WAITING = (
    update(runs)
    .where(runs.c.case_id == bindparam("case"), runs.c.id != bindparam("but"), runs.c.state == "waiting")
    .returning(runs)
)
_IS_SUCCESSOR = (runs.c.after == bindparam("ended"), runs.c.state.in_(OPEN))
WAITS_FOR = select(runs.c.id).where(*_IS_SUCCESSOR).limit(1)
"""Whether a run waits for the run `ended`."""
_SUCCESSORS = update(runs).where(*_IS_SUCCESSOR).returning(runs)


@dataclass(frozen=True)
class Wakeup:
    """A message that says "look at this run"; never the truth."""

    run: str
    flow: str
    step: str
    queue: str
    attempt: int
    order: str

    @property
    def task(self) -> str:
        return f"{self.flow}.{self.step}"

    @property
    def task_id(self) -> str:
        return f"{self.run}.{self.step}.{self.attempt}"

    @property
    def keywords(self) -> dict[str, str | int]:
        """What the task is called with; the order's name comes first, because Flower cuts long keywords."""
        return {"order": self.order, "step": self.step, "run": self.run, "attempt": self.attempt}


@dataclass(frozen=True)
class NewRun:
    """What a run begins with; `plan`, `params` are JSON as the flow language writes them."""

    flow: str
    flow_version: str
    store: str
    subject: str
    subject_name: str
    case_id: str
    generation: int
    plan: Mapping[str, Any]
    params: Mapping[str, Any]
    first_step: str
    first_queue: str
    quiet: bool
    position: int = 0
    first_key: str = ""
    """Idempotency key of the first step; what is not known is written when the step is claimed."""


@dataclass(frozen=True)
class Position:
    """Where a run goes next; `step` is empty when the plan is at its end."""

    position: int
    step: str
    queue: str


def wakeup_of(row: Any, *, attempt: int = 0) -> Wakeup:
    """Return the wake-up for the next attempt of a run's present step, or for the one that is named."""
    attempt = attempt or row.attempts + 1
    return Wakeup(run=row.id, flow=row.flow, step=row.step, queue=row.queue, attempt=attempt, order=row.subject_name)


def create(ledger: Ledger, connection: Connection, new: NewRun) -> Wakeup | None:
    """
    Insert a run; return its wake-up, or `None` when it exists already or waits for an earlier run of its case.

    A run of a later generation of the same case and flow begins when the earlier one has ended.
    """
    now = ledger.now(connection)
    earlier = _earlier_run(connection, new) if new.generation > 1 else None
    run_id = new_id()
    values = {
        "id": run_id,
        "flow": new.flow,
        "flow_version": new.flow_version,
        "store": new.store,
        "subject": new.subject,
        "subject_name": new.subject_name,
        "case_id": new.case_id,
        "generation": new.generation,
        "after": earlier,
        "plan": dict(new.plan),
        "params": dict(new.params),
        "values": {},
        "state": "running",
        "position": new.position,
        "step": new.first_step,
        "queue": new.first_queue,
        "lap": 1,
        "restart": False,
        "quiet": new.quiet,
        "due_at": None if earlier else now,
        "woken_at": None if earlier else now,
        "lease_owner": "",
        "lease_until": None,
        "fence": 0,
        "attempts": 0,
        "failures": 0,
        "crashes": 0,
        "first_failure_at": None,
        "note": "",
        "created_at": now,
        "ended_at": None,
        "next_key": new.first_key or None,
    }
    if _CREATE.first(connection, values) is None or earlier:
        return None
    return Wakeup(run_id, new.flow, new.first_step, new.first_queue, attempt=1, order=new.subject_name)


def _earlier_run(connection: Connection, new: NewRun) -> str | None:
    wanted = {"case": new.case_id, "of_flow": new.flow, "before": new.generation}
    return connection.execute(_EARLIER, wanted).scalar()


def claim(
    ledger: Ledger, connection: Connection, run_id: str, *, step: str, worker: str, lease: timedelta
) -> tuple[Any, bool] | None:
    """
    Take the right to work on a run's present step; return its row and whether an earlier holder died.

    `None` means there is nothing to do: done, moved on, not due, or held by a living worker.
    """
    now = ledger.now(connection)
    row = connection.execute(_HOLDER, {"run": run_id}).first()
    if row is None:
        return None
    # An attempt of this very process that could not be recorded is no death.
    died = row.lease_until is not None and row.lease_owner != worker
    found = {"run": run_id, "at_step": step, "now": now, "died": int(died)}
    claimed = connection.execute(_CLAIM, {**found, "lease_owner": worker, "lease_until": now + lease}).first()
    return (claimed, died) if claimed else None


def renew(ledger: Ledger, held: Mapping[str, int], *, lease: timedelta) -> None:
    """Prolong the leases of `held` (run id to fence), each in a transaction of its own; a lost one stays lost."""
    for run_id, fence in held.items():
        with ledger.write() as connection:
            # A run that was given back meanwhile must not look held again.
            held_still = (runs.c.id == run_id, runs.c.fence == fence, runs.c.lease_until.is_not(None))
            until = ledger.now(connection) + lease
            connection.execute(update(runs).where(*held_still).values(lease_until=until))


def move(connection: Connection, run_id: str, fence: int, **values: Any) -> Any | None:
    """Write `values` and give the lease back, if `fence` still holds; return the row, or `None` when fenced off."""
    back = {"lease_owner": "", "lease_until": None, "released_at": None}
    return connection.execute(_MOVE, {"run": run_id, "held": fence, **back, **values}).first()


def move_on(connection: Connection, run_id: str, fence: int, **values: Any) -> Any | None:
    """Write `values`, which hold the next lease, and raise the fence, if `fence` still holds: `move` and `claim`."""
    return connection.execute(_MOVE_ON, {"run": run_id, "held": fence, "released_at": None, **values}).first()


def release(ledger: Ledger, connection: Connection, run: Any, *, why: str) -> None:
    """
    Give a claimed run back unspent: it comes back soon, and ever later the longer nobody could do its step.

    The number of the attempt is given back too; the fence stays, because it never falls.
    """
    now = ledger.now(connection)
    since = run.released_at or now
    wait = min(_LONGEST_RELEASE, max(_SHORTEST_RELEASE, (now - since) / 2))
    move(
        connection,
        run.id,
        run.fence,
        attempts=run.attempts - 1,
        released_at=since,
        due_at=now + wait * random.uniform(0.75, 1.25),  # noqa: S311 - jitter needs no secrecy.
        woken_at=None,
        note=why,
    )


def lock_case(connection: Connection, case_id: str) -> int:
    """Read a case's version, and keep others from changing it until this transaction ends."""
    return int(connection.execute(_LOCK_CASE, {"case": case_id}).scalar_one())


def adjust(connection: Connection, case_id: str, *, flow: str, params: Mapping[str, Any] | None, quiet: bool) -> None:
    """
    Give the open run of a flow other parameters, unless they are `None`, and let it speak unless `quiet`.

    Parameters that the flow no longer has are kept: the plan that the run began with may still ask for them.
    """
    speaks = {} if quiet else {"quiet": False}
    mine = (runs.c.case_id == case_id, runs.c.flow == flow, runs.c.state.in_((*OPEN, "parked")))
    for row in connection.execute(select(runs.c.id, runs.c.params).where(*mine).with_for_update()).all():
        values = speaks if params is None else {**speaks, "params": {**row.params, **params}}
        if values:
            connection.execute(update(runs).where(runs.c.id == row.id).values(**values))


def ask_team(connection: Connection, case_id: str, *, flow: str, parameter: str, team: str) -> None:
    """Let the open runs of a flow ask another team."""
    mine = (runs.c.case_id == case_id, runs.c.flow == flow, runs.c.state.in_((*OPEN, "parked")))
    for row in connection.execute(select(runs.c.id, runs.c.params).where(*mine).with_for_update()).all():
        changed = {**row.params, parameter: team}
        connection.execute(update(runs).where(runs.c.id == row.id).values(params=changed))


def wake_case(
    ledger: Ledger, connection: Connection, case_id: str, *, restart: bool = False, but: str = ""
) -> list[Wakeup]:
    """
    Make the waiting runs of a case due, except the run `but`.

    With `restart` they and the running ones begin again at their next wait; a run that nobody claimed yet reads the
    case when its turn comes.
    """
    now = ledger.now(connection)
    if restart:
        begun = (runs.c.case_id == case_id, runs.c.id != but, runs.c.state.in_(OPEN), runs.c.fence > 0)
        connection.execute(update(runs).where(*begun).values(restart=True))
    woken = connection.execute(_WAITING, {"case": case_id, "but": but, "due_at": now, "woken_at": now}).all()
    return [wakeup_of(row) for row in woken]


def wake_successors(ledger: Ledger, connection: Connection, run_id: str) -> list[Wakeup]:
    """Make the runs due that waited for `run_id` to end."""
    if connection.execute(WAITS_FOR, {"ended": run_id}).first() is None:
        return []
    now = ledger.now(connection)
    woken = connection.execute(_SUCCESSORS, {"ended": run_id, "after": None, "due_at": now, "woken_at": now}).all()
    return [wakeup_of(row) for row in woken]


def get(connection: Connection, run_id: str) -> Any | None:
    return connection.execute(_GET, {"run": run_id}).first()


def search(
    ledger: Ledger,
    *,
    text: str = "",
    state: str = "",
    flow: str = "",
    store: str = "",
    code: str = "",
    oldest_first: bool = False,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """
    Return runs, newest first unless told otherwise.

    `text` is a run id, an order name, a Shopify id or its digits, or a case id; `code` is what the note begins with.
    """
    query = select(runs).order_by(runs.c.created_at if oldest_first else runs.c.created_at.desc()).limit(limit)
    if text:
        wanted = [runs.c.id == text, runs.c.subject_name == text, runs.c.subject == text, runs.c.case_id == text]
        if text.isdigit():
            wanted += [runs.c.subject == f"gid://shopify/Order/{text}", runs.c.subject_name == f"#{text}"]
        query = query.where(or_(*wanted))
    for column, value in ((runs.c.state, state), (runs.c.flow, flow), (runs.c.store, store)):
        if value:
            query = query.where(column == value)
    if code:
        query = query.where(runs.c.note.startswith(f"{code}:", autoescape=True))
    with ledger.read() as connection:
        return rows(connection.execute(query))


def count_by_state(ledger: Ledger, *, at: datetime | None = None) -> dict[str, int]:
    """Return how many runs are in each state; `at` limits to runs created since."""
    query = select(runs.c.state, func.count()).group_by(runs.c.state)
    if at:
        query = query.where(runs.c.created_at >= at)
    with ledger.read() as connection:
        return {state: int(number) for state, number in connection.execute(query).all()}


def is_open(connection: Connection, run_id: str) -> bool:
    """Return whether a run can still go on, be it that somebody puts it back first."""
    run = get(connection, run_id)
    return run is not None and run.state in {*OPEN, "parked"}


def open_runs(connection: Connection) -> Sequence[Any]:
    """Return the runs that can still go on, locked."""
    return connection.execute(select(runs).where(runs.c.state.in_((*OPEN, "parked"))).with_for_update()).all()


def lock(connection: Connection, run_id: str) -> Any | None:
    """Read a run and keep others from moving it until this transaction ends."""
    return connection.execute(_LOCK, {"run": run_id}).first()


def overrule(connection: Connection, run_id: str, **values: Any) -> Any:
    """Write `values` as an operator: whoever works on the run is fenced off."""
    return connection.execute(
        update(runs)
        .where(runs.c.id == run_id)
        .values(fence=runs.c.fence + 1, lease_owner="", lease_until=None, released_at=None, **values)
        .returning(runs)
    ).one()
