"""Defects of ledger and runner: claims, fences, leases, wake-ups, endings."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from integrator.ledger.tables import runs
from tests.mutation.defects.defect import Defect, always


def _without_lease(right: Any) -> Any:
    def claim(ledger: Any, connection: Any, run_id: str, **more: Any) -> Any:
        connection.execute(update(runs).where(runs.c.id == run_id).values(lease_until=None))
        return right(ledger, connection, run_id, **more)

    return claim


def _without_fence(_right: Any) -> Any:
    def move(connection: Any, run_id: str, _fence: int, **values: Any) -> Any:
        mine = update(runs).where(runs.c.id == run_id).values(lease_owner="", lease_until=None, **values)
        return connection.execute(mine.returning(runs)).first()

    return move


def _on_without_fence(_right: Any) -> Any:
    def move_on(connection: Any, run_id: str, fence: int, **values: Any) -> Any:
        mine = update(runs).where(runs.c.id == run_id).values(fence=fence + 1, **values)
        return connection.execute(mine.returning(runs)).first()

    return move_on


def _on_without_lease(right: Any) -> Any:
    def next_claim(*args: Any) -> Any:
        return right(*args) | {"lease_until": None}

    return next_claim


def _endless_lease(right: Any) -> Any:
    def claim(*args: Any, lease: timedelta, **more: Any) -> Any:
        del lease
        return right(*args, lease=timedelta(days=30), **more)

    return claim


def _only_unleased(right: Any) -> Any:
    def overdue(ledger: Any, **more: Any) -> Any:
        found = right(ledger, **more)
        with ledger.read() as connection:
            held = {row.id for row in connection.execute(runs.select().where(runs.c.lease_until.is_not(None)))}
        return [wakeup for wakeup in found if wakeup.run not in held]

    return overdue


def _no_way_back(right: Any) -> Any:
    def failed(connections: Any, claim: Any, error: Exception) -> Any:
        performed = right(connections, claim, error)
        with connections.ledger.write() as connection:
            connection.execute(update(runs).where(runs.c.id == claim.run.id).values(due_at=None))
        return performed

    return failed


def _ends_too_early(right: Any) -> Any:
    def go_on(connections: Any, connection: Any, claim: Any, **more: Any) -> Any:
        if claim.line.key == "decision_on" and claim.run.flow == "workflow.order_review":
            more["start"] = len(claim.plan.lines)
        return right(connections, connection, claim, **more)

    return go_on


def _of_no_version(right: Any) -> Any:
    def get_version(*args: Any, **more: Any) -> Any:
        return right(*args, **more)[0], 0

    return get_version


_RUNS = "integrator.ledger.runs"
RUNNER = (
    Defect("claim past a lease", "two workers hold one run", {f"{_RUNS}.claim": _without_lease}),
    Defect("write without fence", "a stale worker's write counts", {f"{_RUNS}.move": _without_fence}),
    Defect("go on without fence", "a stale worker goes on", {f"{_RUNS}.move_on": _on_without_fence}),
    Defect(
        "go on without lease",
        "two workers hold a run whose worker went on",
        {"integrator.runner.record.next_claim": _on_without_lease},
    ),
    Defect("endless lease", "the run of a dead worker is taken over after a month", {f"{_RUNS}.claim": _endless_lease}),
    Defect("no relay", "a lost wake-up stays lost", {"integrator.ledger.relay.overdue": always([])}),
    Defect(
        "relay skips the leased",
        "a dead worker's run is woken by nobody",
        {"integrator.ledger.relay.overdue": _only_unleased},
    ),
    Defect("decision wakes nobody", "waiting runs never hear", {f"{_RUNS}.wake_case": always([])}),
    Defect(
        "waiting does not look",
        "what happens between claim and wait is missed",
        {f"{_RUNS}.lock_case": always(0), "integrator.ledger.cases.get_version": _of_no_version},
    ),
    Defect("no second attempt", "a failed step is never due again", {"integrator.runner.record.failed": _no_way_back}),
    Defect("steps left out", "a run ends without its last steps", {"integrator.runner.record.go_on": _ends_too_early}),
    Defect("no audit entry", "what a step did is not told", {"integrator.runner.record.append": always(None)}),
)
