"""The claim: one worker at a time, for as long as its lease lasts; the fence stops whoever comes too late."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.clock import FixedClock
from integrator.ledger import runs
from integrator.ledger.database import Ledger
from tests.ledger.builders import LEASE, NOON, at_once, begin, claim, claimed, ensure, move, run_of

MOMENT = timedelta(seconds=1)


@pytest.fixture
def run(ledger: Ledger) -> str:
    case, _ = ensure(ledger)
    return begin(ledger, case)


def renew(ledger: Ledger, row: Any) -> None:
    runs.renew(ledger, {row.id: row.fence}, lease=LEASE)


def test_a_claim_takes_lease_fence_and_attempt(ledger: Ledger, run: str) -> None:
    found = claim(ledger, run)

    assert found is not None
    row, died = found
    assert ("w1", NOON + LEASE, 1, 1, 0) == (row.lease_owner, row.lease_until, row.fence, row.attempts, row.crashes)
    assert not died


def test_of_ten_workers_one_has_the_claim(ledger: Ledger, run: str) -> None:
    found = at_once(10, lambda number: claim(ledger, run, worker=f"w{number}"))

    winners = [entry for entry in found if entry]
    assert 1 == len(winners)
    assert (winners[0][0].lease_owner, 1) == (run_of(ledger, run).lease_owner, run_of(ledger, run).fence)


@pytest.mark.parametrize("state", ["done", "cancelled", "superseded", "parked"])
def test_a_run_that_is_over_or_parked_is_not_claimed(ledger: Ledger, run: str, state: str) -> None:
    move(ledger, claimed(ledger, run), state=state)

    assert claim(ledger, run) is None


def test_a_step_that_is_not_the_present_one_is_not_claimed(ledger: Ledger, run: str) -> None:
    assert claim(ledger, run, step="release_order") is None
    assert claim(ledger, "no such run") is None


def test_a_run_is_claimed_when_its_time_has_come(ledger: Ledger, run: str, clock: FixedClock) -> None:
    move(ledger, claimed(ledger, run), due_at=NOON + timedelta(minutes=1))

    clock.advance(timedelta(minutes=1) - MOMENT)
    early = claim(ledger, run)
    clock.advance(MOMENT)

    assert early is None
    assert claim(ledger, run) is not None


def test_a_waiting_run_works_again_once_it_is_claimed(ledger: Ledger, run: str) -> None:
    move(ledger, claimed(ledger, run), state="waiting", due_at=NOON)

    assert "running" == claimed(ledger, run).state


def test_a_living_worker_keeps_its_run(ledger: Ledger, run: str, clock: FixedClock) -> None:
    claimed(ledger, run)
    clock.advance(LEASE)

    assert claim(ledger, run, worker="w2") is None


def test_the_run_of_a_dead_worker_is_taken_over_and_the_death_is_counted(
    ledger: Ledger, run: str, clock: FixedClock
) -> None:
    claimed(ledger, run)
    clock.advance(LEASE + MOMENT)

    found = claim(ledger, run, worker="w2")

    assert found is not None
    row, died = found
    assert died
    assert ("w2", 2, 2, 1) == (row.lease_owner, row.fence, row.attempts, row.crashes)


def test_an_attempt_that_this_very_worker_could_not_record_is_no_death(
    ledger: Ledger, run: str, clock: FixedClock
) -> None:
    claimed(ledger, run)
    clock.advance(LEASE + MOMENT)

    found = claim(ledger, run)

    assert found is not None
    assert (False, 0, 2) == (found[1], found[0].crashes, found[0].fence)


def test_a_lease_that_was_given_back_is_no_death(ledger: Ledger, run: str) -> None:
    move(ledger, claimed(ledger, run))

    found = claim(ledger, run)

    assert found is not None
    assert (False, 0) == (found[1], found[0].crashes)


def test_a_stale_worker_writes_nothing(ledger: Ledger, run: str, clock: FixedClock) -> None:
    stale = claimed(ledger, run)
    clock.advance(LEASE + MOMENT)
    fresh = claimed(ledger, run, worker="w2")

    assert move(ledger, stale, state="done", note="too late") is None

    row = run_of(ledger, run)
    assert ("running", "", "w2") == (row.state, row.note, row.lease_owner)
    assert move(ledger, fresh, note="in time") is not None


def test_a_run_that_was_moved_cannot_be_moved_with_the_same_claim(ledger: Ledger, run: str) -> None:
    row = claimed(ledger, run)
    move(ledger, row, state="parked", note="first")

    assert move(ledger, row, state="done", note="second") is None

    assert "first" == run_of(ledger, run).note


def test_a_renewed_lease_lasts_longer(ledger: Ledger, run: str, clock: FixedClock) -> None:
    row = claimed(ledger, run)
    clock.advance(LEASE - MOMENT)

    renew(ledger, row)
    clock.advance(LEASE)

    assert claim(ledger, run, worker="w2") is None


def test_renewing_does_not_revive_a_lease_that_was_given_back(ledger: Ledger, run: str) -> None:
    row = claimed(ledger, run)
    move(ledger, row)

    renew(ledger, row)

    assert run_of(ledger, run).lease_until is None


def test_renewing_does_not_touch_the_lease_of_a_successor(ledger: Ledger, run: str, clock: FixedClock) -> None:
    stale = claimed(ledger, run)
    clock.advance(LEASE + MOMENT)
    fresh = claimed(ledger, run, worker="w2")
    clock.advance(MOMENT)

    renew(ledger, stale)

    assert fresh.lease_until == run_of(ledger, run).lease_until


def test_an_operator_fences_off_whoever_works_on_the_run(ledger: Ledger, run: str) -> None:
    row = claimed(ledger, run)

    with ledger.write() as connection:
        runs.overrule(connection, run, note="put aside")

    assert move(ledger, row, note="from the worker") is None
    assert ("put aside", None) == (run_of(ledger, run).note, run_of(ledger, run).lease_until)
