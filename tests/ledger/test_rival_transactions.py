"""Transactions that meet: nobody's work is lost between them, and none of them fails because of another."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from integrator.cases import Case
from integrator.clock import FixedClock
from integrator.ledger import cases, decisions, deliveries, findings, relay, runs
from integrator.ledger.database import Ledger, persist
from integrator.ledger.runs import Wakeup
from tests.ledger.builders import (
    LEASE,
    NOON,
    at_once,
    begin,
    claimed,
    create,
    decision,
    ensure,
    finding,
    move,
    new_run,
    run_of,
)

with_rival_writers = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="SQLite lets in one writer at a time; DATABASE_URL must name PostgreSQL"
)
PATIENCE = timedelta(seconds=10)
ROUNDS = 30


@pytest.fixture
def case(ledger: Ledger) -> Case:
    return ensure(ledger)[0]


def wait_for_lock_or_end(ledger: Ledger, other: Future[Any]) -> None:
    """Go on when `other` stands in line for a lock, or did not have to and has ended."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 5
    while not other.done() and time.monotonic() < deadline:
        with ledger.read() as connection:
            if connection.execute(text(waiting)).scalar_one():
                return
        time.sleep(0.01)


def end(ledger: Ledger, run: Any) -> list[Wakeup]:
    """End a claimed run as the runner does; return whom that woke."""
    with ledger.write() as connection:
        runs.move(connection, run.id, run.fence, state="done", due_at=None, step="")
        return runs.wake_successors(ledger, connection, run.id)


def later_run(ledger: Ledger) -> Any:
    (found,) = (row for row in runs.search(ledger) if row["generation"] == 2)
    return run_of(ledger, found["id"])


@with_rival_writers
def test_a_run_created_while_the_one_before_it_ends_is_woken(ledger: Ledger, case: Case) -> None:
    first = claimed(ledger, begin(ledger, case))

    with ThreadPoolExecutor(1) as pool:
        with ledger.write() as connection:
            runs.create(ledger, connection, new_run(case, generation=2))
            ending = pool.submit(end, ledger, first)
            wait_for_lock_or_end(ledger, ending)
        woken = ending.result()

    later = later_run(ledger)
    assert [later.id] == [wakeup.run for wakeup in woken]
    assert (None, NOON) == (later.after, later.due_at)


@with_rival_writers
def test_a_run_created_just_after_the_one_before_it_ended_begins_at_once(ledger: Ledger, case: Case) -> None:
    first = claimed(ledger, begin(ledger, case))

    with ThreadPoolExecutor(1) as pool:
        with ledger.write() as connection:
            runs.move(connection, first.id, first.fence, state="done", due_at=None, step="")
            woken = runs.wake_successors(ledger, connection, first.id)
            creating = pool.submit(create, ledger, case, generation=2)
            wait_for_lock_or_end(ledger, creating)
        wakeup = creating.result()

    assert [] == woken
    assert wakeup is not None
    assert (None, NOON) == (later_run(ledger).after, later_run(ledger).due_at)


@with_rival_writers
def test_a_decision_that_comes_while_a_run_goes_to_wait_wakes_it(ledger: Ledger, case: Case) -> None:
    run = claimed(ledger, begin(ledger, case))

    def decide() -> list[Wakeup]:
        with ledger.write() as connection:
            decisions.record(ledger, connection, case, decision())
            return runs.wake_case(ledger, connection, case.id)

    with ThreadPoolExecutor(1) as pool:
        with ledger.write() as connection:
            version = runs.lock_case(connection, case.id)
            deciding = pool.submit(decide)
            wait_for_lock_or_end(ledger, deciding)
            runs.move(connection, run.id, run.fence, state="waiting", due_at=None)
        woken = deciding.result()

    assert 1 == version
    assert [run.id] == [wakeup.run for wakeup in woken]


@with_rival_writers
def test_a_deadlock_is_repeated_and_not_felt(ledger: Ledger, case: Case) -> None:
    run = begin(ledger, case)
    meeting = threading.Barrier(2, timeout=5)
    begun: list[str] = []

    def write(name: str, first: Callable[[Any], Any], second: Callable[[Any], Any]) -> None:
        with ledger.write() as connection:
            first(connection)
            begun.append(name)
            if begun.count(name) == 1:
                meeting.wait()
            second(connection)

    def touch_case(connection: Any) -> None:
        cases.change(connection, case.id, attention="seen")

    def touch_run(connection: Any) -> None:
        runs.lock(connection, run)

    orders = [(touch_case, touch_run), (touch_run, touch_case)]
    at_once(2, lambda number: persist(lambda: write(str(number), *orders[number]), patience=PATIENCE))

    with ledger.read() as connection:
        assert 3 == cases.get_version(connection, case.id)[1]
    assert 3 == len(begun)


@with_rival_writers
def test_workers_judges_and_reviewers_at_one_case_all_get_their_turn(ledger: Ledger, case: Case) -> None:
    ours = [begin(ledger, case, flow=f"test.{number}") for number in range(4)]

    def work(run: str) -> None:
        with ledger.write() as connection:
            found = runs.claim(ledger, connection, run, step="hold_order", worker="w1", lease=LEASE)
            version = cases.get_version(connection, case.id)[1]
            cases.get(connection, case.id)
        if found is None:
            return
        with ledger.write() as connection:
            missed = runs.lock_case(connection, case.id) != version
            runs.move(connection, run, found[0].fence, state="waiting", due_at=NOON if missed else None)

    def judge(turn: int) -> None:
        found = finding(inputs={"total": str(turn)}, subject_updated_at=NOON + timedelta(seconds=turn))
        with ledger.write() as connection:
            findings.ensure(ledger, connection, found)
            runs.wake_case(ledger, connection, case.id, restart=True)

    def decide(turn: int) -> None:
        answer = decision("correct" if turn % 2 else "request_info", source_id=f"task-{turn}")
        with ledger.write() as connection:
            if decisions.record(ledger, connection, case, answer) == "accepted":
                runs.wake_case(ledger, connection, case.id)

    parts: list[Callable[[int], None]] = [lambda _, run=run: work(run) for run in ours]  # type: ignore[misc]
    parts += [judge, decide]

    def play(number: int) -> int:
        for turn in range(ROUNDS):
            persist(lambda turn=turn: parts[number](turn), patience=PATIENCE)  # type: ignore[misc]
        return ROUNDS

    assert [ROUNDS] * len(parts) == at_once(len(parts), play)

    standings = [row["standing"] for row in decisions.of_case(ledger, case.id)]
    assert ["accepted"] * ROUNDS == standings
    assert str(ROUNDS - 1) == ensure(ledger, subject_updated_at=NOON)[0].inputs["total"]


@with_rival_writers
def test_leases_are_renewed_while_the_case_wakes_its_runs(ledger: Ledger, case: Case) -> None:
    held = [claimed(ledger, begin(ledger, case, flow=f"test.{number}")) for number in range(6)]
    backwards = {run.id: run.fence for run in reversed(held)}

    def renew() -> None:
        runs.renew(ledger, backwards, lease=LEASE)

    def wake() -> None:
        with ledger.write() as connection:
            runs.wake_case(ledger, connection, case.id, restart=True)

    def play(number: int) -> int:
        for _ in range(ROUNDS):
            (renew, wake)[number % 2]()
        return ROUNDS

    assert [ROUNDS] * 4 == at_once(4, play)


@with_rival_writers
def test_batches_that_heard_of_the_same_stores_in_another_order_do_not_lock_each_other(ledger: Ledger) -> None:
    stores = [f"store-{number}.myshopify.com" for number in range(6)]

    def play(number: int) -> int:
        order = stores if number % 2 else stores[::-1]
        for _ in range(ROUNDS):
            with ledger.write() as connection:
                deliveries.note_stores(connection, dict.fromkeys(order, NOON))
        return ROUNDS

    assert [ROUNDS] * 4 == at_once(4, play)


def test_a_sick_system_whose_work_comes_back_again_and_again_starves_nobody(
    ledger: Ledger, case: Case, clock: FixedClock
) -> None:
    sick = {begin(ledger, case, flow=f"test.{number}", first_queue="ecm") for number in range(30)}
    clock.advance(timedelta(hours=1))
    hold = begin(ledger, case)
    clock.advance(timedelta(minutes=1))

    named: list[set[str]] = []
    for _ in range(3):
        found = relay.overdue(ledger, after=timedelta(seconds=10), room={"ecm": 8, "protect": 8})
        named.append({wakeup.run for wakeup in found})
        clock.advance(timedelta(seconds=2))

    assert hold in named[0]
    assert [8, 8, 8] == [len(one & sick) for one in named]
    assert 24 == len(set.union(*named) & sick)


def test_a_successor_left_behind_is_freed_and_named_to_the_workers_at_once(ledger: Ledger, case: Case) -> None:
    first = claimed(ledger, begin(ledger, case))
    create(ledger, case, generation=2)
    move(ledger, first, state="done", due_at=None, step="")
    before = relay.overdue(ledger, after=timedelta(0), room={"protect": 8})

    freed = relay.free_successors(ledger)

    named = relay.overdue(ledger, after=timedelta(seconds=10), room={"protect": 8})
    assert ([], 1) == (before, freed)
    assert [later_run(ledger).id] == [wakeup.run for wakeup in named]
    assert 0 == relay.free_successors(ledger)
