"""Sizing: more orders never need less, nothing runs alone, and the played queue agrees with what is known of it."""

import itertools

import pytest

from tests.bench.report import middle
from tests.bench.sizing.costs import Costs, Load
from tests.bench.sizing.needs import BUSY, DATABASE_CORES, needs
from tests.bench.sizing.waiting import waits


def test_more_orders_never_need_less() -> None:
    found = [needs(Load(orders), Costs()) for orders in (1e3, 1e4, 1e6, 1e8)]

    for less, more in itertools.pairwise(found):
        assert all(less[name] <= more[name] for name in less)


def test_nothing_that_people_wait_for_runs_alone() -> None:
    found = needs(Load(1), Costs())

    assert 2 == found["ingress processes"] == found["workers"] == found["urgent workers"]


def test_workers_are_busy_as_much_as_they_may_be() -> None:
    load = Load(1e8, risky=1.0)
    found = needs(load, Costs(workers_ms=100))

    assert pytest.approx(BUSY, rel=0.01) == load.peak_rate * 0.1 / found["workers"]


def test_a_ledger_that_one_server_cannot_carry_is_divided() -> None:
    found = needs(Load(1e8), Costs())

    assert found["ledgers"] >= found["PostgreSQL cores"] / DATABASE_CORES > 1


def test_a_lone_server_that_is_half_busy_lets_wait_what_theory_says() -> None:
    found = waits(rate=0.5, burst=1, seconds=200_000, service=1.0, workers=1)

    # Pollaczek and Khinchine; the service is spread evenly between 0.5 and 1.5, its variance is a twelfth.
    assert pytest.approx(0.5 * (1 + 1 / 12) / (2 * 0.5), rel=0.05) == sum(found) / len(found)


def test_a_burst_makes_holds_wait() -> None:
    calm = waits(rate=10, burst=1, seconds=300, service=0.02, workers=1)
    stormy = waits(rate=10, burst=8, seconds=300, service=0.02, workers=1)

    assert middle(calm) < 0.01
    assert stormy[-1] > 1
