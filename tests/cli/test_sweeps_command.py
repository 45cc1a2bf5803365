"""`integrator sweeps`: how far they are, what they found, and a new beginning further back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from integrator.context import Connections
from integrator.ledger import balances, sightings
from integrator.ledger.alarms import raise_alarm
from integrator.ledger.audit import find
from integrator.ledger.sightings import Reading
from integrator.sweeps import progress
from integrator.sweeps.progress import Progress, Round

Command = Callable[..., Any]
STORE = "acme.myshopify.com"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WHY = ("--reason", "an outage", "--as", "ada")


def place(connections: Connections, **facts: Any) -> None:
    to = Progress(since=NOON, mark=NOON, **facts)
    with connections.ledger.write() as connection:
        progress.move(connections.ledger, connection, STORE, "orders", was=None, to=to)


def test_sweeps_are_listed_with_their_places_and_the_last_balances(
    integrator: Command, connections: Connections
) -> None:
    here = Round(first=NOON, until=NOON, pages=7)
    place(connections, done_at=NOON, seen=12, found=3, round=here)
    with connections.ledger.write() as connection:
        counts = {"in_shopify": 5, "handled": 4, "waiting": 0}
        missing = [{"name": "#1042", "subject": "gid://shopify/Order/5678"}]
        balances.write(connections.ledger, connection, store=STORE, day="2026-11-19", counts=counts, missing=missing)

    told = integrator("sweeps", "list", "--json").json
    shown = integrator("sweeps", "list")

    orders, again = told["sweeps"]
    assert (STORE, "orders", 12, 3, "page 7") == tuple(
        orders[name] for name in ("store", "sweep", "seen", "missed", "now")
    )
    assert "not begun" == again["now"]
    assert ("2026-11-19", 5, 4, ["#1042"]) == tuple(
        told["balances"][0][name] for name in ("day", "in_shopify", "handled", "missing")
    )
    assert 0 == shown.code
    assert "#1042" in shown.out


def test_what_only_a_sweep_found_is_listed(integrator: Command, connections: Connections) -> None:
    reading = Reading(store=STORE, kind="order", subject="gid://shopify/Order/5678", updated_at=NOON, digest="d")
    with connections.ledger.write() as connection:
        sightings.raise_late(connections.ledger, connection, reading, topic="orders/create", quiet=False)

    assert ["gid://shopify/Order/5678"] == [one["subject"] for one in integrator("sweeps", "found", "--json").json]
    assert [] == integrator("sweeps", "found", "--store", "other.myshopify.com", "--json").json


def test_a_sweep_that_is_sent_back_begins_there_and_the_audit_says_why(
    integrator: Command, connections: Connections
) -> None:
    place(connections, done_at=NOON)
    since = NOON - timedelta(days=2)

    assert 0 == integrator("sweeps", "rewind", "--since", since.isoformat(), *WHY).code

    here = progress.read(connections.ledger, STORE, "orders")
    assert here is not None
    assert (since, None) == (here.mark, here.done_at)
    assert [("ada", "an outage")] == [
        (entry["actor"], entry["reason"]) for entry in find(connections.ledger, action="sweep.rewound")
    ]


def test_a_sweep_is_never_sent_forward(integrator: Command, connections: Connections) -> None:
    place(connections)

    integrator("sweeps", "rewind", "--since", (NOON + timedelta(days=1)).isoformat(), *WHY)

    here = progress.read(connections.ledger, STORE, "orders")
    assert here is not None
    assert NOON == here.mark


def test_a_store_that_was_not_swept_cannot_be_sent_back(integrator: Command, connections: Connections) -> None:
    told = integrator("sweeps", "rewind", "--since", NOON.isoformat(), *WHY)

    assert 1 == told.code
    assert "has not been swept yet" in told.err


def test_a_balance_needs_redis_which_shares_the_limits(integrator: Command, connections: Connections) -> None:
    told = integrator("sweeps", "balance", "--day", "2026-11-19")

    assert 1 == told.code
    assert "There is no Redis" in told.err


def test_what_is_wrong_is_listed_with_its_sentence(integrator: Command, connections: Connections) -> None:
    with connections.ledger.write() as connection:
        raise_alarm(connections.ledger, connection, code="store_silent", about=STORE, text="nothing since noon")

    told = integrator("alarms", "list")

    assert 0 == told.code
    assert "store_silent: nothing since noon" in told.out
    assert [STORE] == [alarm["about"] for alarm in integrator("alarms", "list", "--json").json]
