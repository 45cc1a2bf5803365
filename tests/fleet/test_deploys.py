"""Releases are rolled out under load: runs keep their plans, unknown steps wait for who knows them, no TERM loses."""

import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from integrator.cli.fleet import Fleet
from integrator.ledger import runs
from integrator.ledger.alarms import open_alarms
from integrator.ledger.database import Ledger
from integrator.ledger.tables import steps
from tests.fleet.conftest import SHORT_WAITS
from tests.fleet.releases import deploy, write_releases
from tests.fleet.test_survival import assert_reviewed_once, decide, place, wait_for_question
from tests.fleet.watch import is_settled, ledger_of, states, wait_for

pytestmark = [pytest.mark.fleet, pytest.mark.harness]

FLOW = "workflow.order_review"
MOMENT = timedelta(seconds=2)
"""How long a claim that began before the signal may wait for its turn at the database."""


@pytest.fixture(scope="module")
def fleet_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("releases")
    write_releases(folder)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    return SHORT_WAITS | {"PYTHONPATH": path, "INTEGRATOR_FLOWS_PACKAGE": "earlier_flows"}


@pytest.fixture(scope="module")
def ledger(fleet: Fleet) -> Iterator[Ledger]:
    with ledger_of(fleet) as found:
        yield found


def review_run(ledger: Ledger, order: str) -> dict[str, Any]:
    return next(row for row in runs.search(ledger, text=order, flow=FLOW) if row["flow"] == FLOW)


def keys_of(run: dict[str, Any]) -> set[str]:
    return {line["key"] for line in run["plan"]["lines"]}


def attempts(ledger: Ledger, **wanted: str) -> list[Any]:
    query = select(steps).order_by(steps.c.started_at)
    for name, value in wanted.items():
        query = query.where(steps.c[name] == value)
    with ledger.read() as connection:
        return list(connection.execute(query).all())


def settle(ledger: Ledger, order: str, *, seconds: float = 60) -> None:
    wait_for(lambda: is_settled(ledger, order), seconds=seconds, told=lambda: states(ledger, order))


def pid_of(fleet: Fleet, worker: str) -> int:
    return fleet._children[worker].pid


def slow(fleet: Fleet, seconds: float) -> str:
    """Let every call to the archive take its time, until the fault is deleted."""
    fault = {"system": "ecm", "operation": "*", "kind": "delay", "delay_seconds": seconds, "times": 0}
    return str(fleet.sandbox.post("/faults", fault)["id"])


def at_work(ledger: Ledger, pid: int) -> list[Any]:
    """Return what a worker process asks the archive for right now."""
    slowed = attempts(ledger, step="open_workspace")
    return [row for row in slowed if f"-{pid}-" in row.worker and row.ended_at is None]


def busy_worker(fleet: Fleet, ledger: Ledger, workers: Sequence[str]) -> tuple[str, list[str]]:
    """Place orders until one of `workers` asks the archive, for another may be quicker; returns it and the orders."""
    pids = {worker: pid_of(fleet, worker) for worker in workers}
    orders: list[str] = []
    while len(orders) < 15:
        orders.append(place(fleet))
        patience = time.monotonic() + 2
        while time.monotonic() < patience:
            if found := next((worker for worker, pid in pids.items() if at_work(ledger, pid)), ""):
                return found, orders
            time.sleep(0.05)
    raise AssertionError(f"none of {workers} came to the archive with {len(orders)} orders")


def test_runs_of_both_releases_finish_with_their_plans_while_old_and_new_workers_are_up(
    fleet: Fleet, ledger: Ledger
) -> None:
    early = place(fleet)
    wait_for_question(fleet, ledger, early)
    ended = deploy(fleet, "w1", "later")
    mixed = []
    deadline = time.monotonic() + 90
    while {"wave", "say_farewell"} - {key for order in mixed for key in keys_of(review_run(ledger, order))}:
        assert time.monotonic() < deadline, "only one of the releases judges"
        mixed.append(place(fleet))
        wait_for_question(fleet, ledger, mixed[-1])

    for order in (early, *mixed):
        decide(fleet, ledger, order, "release")
    for order in (early, *mixed):
        settle(ledger, order)

    assert 0 == ended
    for order in (early, *mixed):
        run = review_run(ledger, order)
        verbs = {"stamp", "say_farewell"} if "stamp" in keys_of(run) else {"seal", "wave"}
        found = [
            row for row in attempts(ledger, run_id=run["id"]) if row.step in {"stamp", "say_farewell", "seal", "wave"}
        ]
        assert verbs == {row.step for row in found}
        assert {(1, "done")} == {(row.attempt, row.outcome) for row in found}
        assert run["released_at"] is None
        assert_reviewed_once(fleet, ledger, order, released=True)


def test_a_step_that_no_worker_knows_waits_unspent_is_told_and_goes_on_when_one_comes_back(
    fleet: Fleet, ledger: Ledger
) -> None:
    deploy(fleet, "w1", "earlier")
    order = place(fleet)
    wait_for_question(fleet, ledger, order)
    for worker in ("w1", "w2"):
        deploy(fleet, worker, "later")

    run = review_run(ledger, order)
    about = f"{FLOW}@{run['flow_version']}"
    wait_for(lambda: [a for a in open_alarms(ledger) if a["about"] == about], seconds=45)
    decide(fleet, ledger, order, "release")
    wait_for(lambda: review_run(ledger, order)["released_at"], seconds=30, told=lambda: states(ledger, order))
    given_back = review_run(ledger, order)
    deploy(fleet, "w2", "earlier")
    settle(ledger, order)

    assert ("running", "say_farewell", 0, 0) == (
        given_back["state"],
        given_back["step"],
        given_back["attempts"],
        given_back["failures"],
    )
    assert [(1, "done")] == [
        (row.attempt, row.outcome) for row in attempts(ledger, run_id=run["id"], step="say_farewell")
    ]
    assert_reviewed_once(fleet, ledger, order, released=True)


# From here on all workers are of one release.


def test_a_worker_that_is_asked_to_end_claims_nothing_more_and_finishes_its_step(fleet: Fleet, ledger: Ledger) -> None:
    deploy(fleet, "w1", "earlier")
    fault = slow(fleet, 1.5)
    pid = pid_of(fleet, "w1")
    _, orders = busy_worker(fleet, ledger, ["w1"])

    child = fleet._children["w1"]
    child.ask_to_end()
    asked = datetime.now(UTC)
    has_ended = child.wait(30)
    mine = [row for row in attempts(ledger) if f"-{pid}-" in row.worker]
    fleet.sandbox.delete(f"/faults/{fault}")
    fleet.start("w1")
    for order in orders:
        wait_for_question(fleet, ledger, order, seconds=60)
        decide(fleet, ledger, order, "release")
        settle(ledger, order)

    assert has_ended
    assert child._process is not None
    assert mine
    assert [] == [(row.step, row.started_at - asked) for row in mine if row.started_at > asked + MOMENT]
    assert [] == [row.step for row in mine if row.outcome is None]
    for order in orders:
        assert_reviewed_once(fleet, ledger, order, released=True)


def test_a_worker_that_is_killed_after_its_grace_leaves_its_step_to_another(fleet: Fleet, ledger: Ledger) -> None:
    fault = slow(fleet, 4.0)
    pids = {worker: pid_of(fleet, worker) for worker in ("w1", "w2")}
    worker, orders = busy_worker(fleet, ledger, ["w1", "w2"])

    child = fleet._children[worker]
    child.ask_to_end()
    ended_in_time = child.wait(1.0)
    child.kill()
    left = at_work(ledger, pids[worker])
    fleet.sandbox.delete(f"/faults/{fault}")
    fleet.start(worker)
    for order in orders:
        wait_for_question(fleet, ledger, order, seconds=60)
        decide(fleet, ledger, order, "release")
        settle(ledger, order)

    assert not ended_in_time
    assert left
    for order in orders:
        assert_reviewed_once(fleet, ledger, order, released=True)
