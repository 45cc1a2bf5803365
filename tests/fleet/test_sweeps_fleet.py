"""Real processes, and a fifth of the webhooks lost: every order is found, judged as if it were heard, marked late."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from integrator.cli.fleet import Fleet
from integrator.ledger import cases, sightings
from integrator.ledger.database import Ledger
from integrator.ledger.tables import events
from integrator.sweeps import progress
from tests.fleet.conftest import SHORT_WAITS
from tests.fleet.watch import is_settled, ledger_of, wait_for

pytestmark = [pytest.mark.fleet, pytest.mark.harness]

ORDERS = 40
STORE = "acme.myshopify.com"
PLAIN = {"store": STORE, "currency": "EUR", "total": "80.00"}


@pytest.fixture(scope="module")
def fleet_settings() -> dict[str, str]:
    """Rounds of a few seconds."""
    return {
        **SHORT_WAITS,
        "INTEGRATOR_SWEEP_EVERY": "PT3S",
        "INTEGRATOR_SWEEP_GRACE": "PT5S",
        "INTEGRATOR_SWEEP_AGAIN": "PT0S",
    }


@pytest.fixture(scope="module")
def ledger(fleet: Fleet) -> Iterator[Ledger]:
    with ledger_of(fleet) as found:
        yield found


def records(ledger: Ledger) -> dict[str, Any]:
    """Return the record case of each order by its number."""
    found = [case for case in cases.search(ledger, state="", limit=1000) if case["concern"] == "RECORD"]
    return {case["subject"].rsplit("/", 1)[-1]: case for case in found}


def heard_of(ledger: Ledger) -> set[str]:
    """Return the orders whose creation a webhook told."""
    query = select(events.c.subject).where(events.c.source == "delivery", events.c.topic == "orders/create")
    with ledger.read() as connection:
        return {subject.rsplit("/", 1)[-1] for subject in connection.execute(query).scalars()}


def found_of(ledger: Ledger) -> set[str]:
    """Return the orders that a sweep raised."""
    return {one["subject"].rsplit("/", 1)[-1] for one in sightings.found_late(ledger, limit=1000)}


def test_every_order_whose_webhooks_were_lost_is_found_and_marked_late(fleet: Fleet, ledger: Ledger) -> None:
    wait_for(lambda: progress.read(ledger, STORE, "orders"), seconds=30)
    fleet.sandbox.post("/shopify/settings", {"drop_percent": 20, "seed": 7})
    placed = [str(fleet.sandbox.post("/orders", PLAIN)["number"]) for _ in range(ORDERS)]
    fleet.sandbox.post("/shopify/settings", {"drop_percent": 0})

    def all_found() -> bool:
        lost = set(placed) - heard_of(ledger)
        return lost <= found_of(ledger) and all(is_settled(ledger, number) for number in placed)

    wait_for(all_found, seconds=150, told=lambda: f"{len(records(ledger))} of {ORDERS}, found {found_of(ledger)}")

    lost = set(placed) - heard_of(ledger)
    late = {number for number, case in records(ledger).items() if case["late"]}
    assert 0 < len(lost) < ORDERS
    assert found_of(ledger) <= set(placed)
    # An order whose payment was heard came in by that, and only its creation was late.
    assert late
    assert late <= lost
    assert set(placed) == set(records(ledger))
    assert {1} == set(_effects(fleet, "workspace_created").values())
    assert ORDERS == len(_effects(fleet, "workspace_created"))


def _effects(fleet: Fleet, operation: str) -> Counter[str]:
    return Counter(effect["key"] for effect in fleet.sandbox.effects() if effect["operation"] == operation)
