"""The short way to a claim on PostgreSQL: one statement; whatever is unusual is left to the ordinary way."""

import os
from typing import Any

import pytest
from sqlalchemy import delete, update

from integrator.ledger import steps as attempts
from integrator.ledger.tables import runs, steps
from integrator.runner import Claim, Performed
from integrator.runner.claiming import take
from integrator.runner.striding import take_plainly
from tests.ledger.builders import LEASE
from tests.unit.runner.bench import MOMENT, Bench, Deed

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite knows the ordinary way only")


def change(bench: Bench, run_id: str, **values: object) -> None:
    with bench.connections.ledger.write() as connection:
        connection.execute(update(runs).where(runs.c.id == run_id).values(**values))


def written(bench: Bench, run_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return dict(bench.row(run_id)._mapping), attempts.history(bench.connections.ledger, run_id)


def test_both_ways_claim_and_write_the_same(bench: Bench) -> None:
    run_id = bench.begin("test.certain")
    before, _ = written(bench, run_id)
    short = take_plainly(bench.connections, run_id, "prepare")
    by_short = written(bench, run_id)
    with bench.connections.ledger.write() as connection:
        connection.execute(delete(steps))
    change(bench, run_id, **before)

    ordinary = take(bench.connections, run_id, "prepare")

    assert isinstance(short, Claim)
    assert short == ordinary
    assert by_short == written(bench, run_id)


@pytest.mark.parametrize("prepared", [None, "stale"])
def test_the_intent_has_the_right_key_whatever_was_prepared(bench: Bench, prepared: str | None) -> None:
    run_id = bench.begin("test.certain")
    change(bench, run_id, next_key=prepared)

    claim = take_plainly(bench.connections, run_id, "prepare")

    assert isinstance(claim, Claim)
    assert [claim.key] == [row["key"] for row in attempts.history(bench.connections.ledger, run_id)]


def test_a_step_that_this_release_does_not_know_is_given_back_without_a_trace(bench: Bench) -> None:
    run_id = bench.begin("test.certain")
    plan = bench.row(run_id).plan
    plan["lines"][0]["step"] = "of_tomorrow"
    change(bench, run_id, plan=plan)

    given_back = take_plainly(bench.connections, run_id, "prepare")

    row = bench.row(run_id)
    assert isinstance(given_back, Performed)
    assert "released" == given_back.result
    assert (0, None) == (row.attempts, row.lease_until)
    assert [] == attempts.history(bench.connections.ledger, run_id)


def test_whoever_died_is_left_to_the_ordinary_way(bench: Bench, deed: Deed) -> None:
    run_id = bench.begin("test.harmless")
    assert isinstance(take_plainly(bench.connections, run_id, "attempt_harmless"), Claim)
    bench.pass_time(LEASE + MOMENT)

    assert take_plainly(bench.connections, run_id, "attempt_harmless") is None
    assert "done" == bench.perform(run_id).result
    assert ["do"] == deed.calls


def test_a_case_that_begins_again_is_left_to_the_ordinary_way(bench: Bench) -> None:
    run_id = bench.begin("test.certain")
    change(bench, run_id, restart=True)

    assert take_plainly(bench.connections, run_id, "prepare") is None
    assert [] == attempts.history(bench.connections.ledger, run_id)


def test_nobody_waits_for_whoever_writes_the_run(bench: Bench) -> None:
    run_id = bench.begin("test.certain")

    with bench.connections.ledger.write() as connection:
        connection.execute(update(runs).where(runs.c.id == run_id).values(note="just being written"))
        assert take_plainly(bench.connections, run_id, "prepare") is None

    assert isinstance(take_plainly(bench.connections, run_id, "prepare"), Claim)
