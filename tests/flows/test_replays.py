"""A replay: what it would do is said before, by the real judgement, and nothing is written."""

import json

from integrator.intake import replay
from integrator.intake.preview import preview
from integrator.ledger import deliveries
from integrator.ledger.deliveries import Delivery
from integrator.ledger.sealing import delivery_context
from tests.chaos.evidence import read_tables
from tests.flows.story import STORE, Sandbox, Shop, Workshop


def stored(fleet: Workshop, number: str, *, store: str = STORE) -> str:
    """Store a delivery about an order that could not be read when it came; return its id."""
    here = fleet.connections
    order = {"id": int(number), "admin_graphql_api_id": f"gid://shopify/Order/{number}", "name": "#1"}
    body = order | {"financial_status": "paid", "line_items": []}
    delivery = Delivery(
        store=store,
        topic="orders/create",
        webhook_id=f"webhook-{number}",
        event_id="e",
        triggered_at="",
        api_version="2026-07",
        received_at=here.clock.now(),
        journal="journal:1",
        body=here.seal.seal(json.dumps(body).encode(), context=delivery_context(store, f"webhook-{number}")),
        body_hash="",
    )
    with here.ledger.write() as connection:
        delivery_id = deliveries.insert(connection, delivery)
        assert delivery_id
        deliveries.settle(connection, delivery_id, state="parked", note="the seal was missing")
    return delivery_id


def test_a_preview_says_what_the_replay_then_does(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(total="12400.00", risk="HIGH")
    delivery = stored(fleet, order)
    before = read_tables(fleet.connections.ledger)

    told = preview(fleet.connections, fleet.rules, delivery, quiet=True)

    assert before == read_tables(fleet.connections.ledger)
    assert [] == sandbox.effects()
    assert "ORDER_REVIEW opened (risk, value)" in told["would"]
    assert "ecm.order_record, " in told["would"]
    replay(fleet.connections, delivery, actor="olga", reason="mended")
    fleet.look(order)
    fleet.work()
    row = deliveries.get(fleet.connections.ledger, delivery)
    assert row is not None
    assert "handled" == row["state"]
    assert told["would"].startswith(row["note"])
    assert 1 == len(sandbox.effects("hold_placed"))


def test_a_preview_of_what_is_done_already_says_so(store: Shop, fleet: Workshop) -> None:
    order = store.place_order(total="12400.00", risk="HIGH")
    fleet.hear(order, "orders/create")
    fleet.work()

    assert "own echo" == preview(fleet.connections, fleet.rules, stored(fleet, order), quiet=True)["would"]


def test_a_preview_names_what_stands_in_the_way(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    missing = stored(fleet, "4711")
    order = stored(fleet, store.place_order(total="49.90", risk="LOW"))
    sandbox.fault("shopify", "*", "status", status=503, times=9)

    unreadable = preview(fleet.connections, fleet.rules, order, quiet=True)["would"]
    sandbox.call("DELETE", "/faults")

    assert unreadable.startswith("not known, the order cannot be read: ")
    assert f"park: {STORE} has no such order" == preview(fleet.connections, fleet.rules, missing, quiet=True)["would"]


def test_a_replay_that_ends_badly_leaves_the_delivery_as_it_was(fleet: Workshop) -> None:
    delivery = stored(fleet, "4711")

    replay(fleet.connections, delivery, actor="olga", reason="once more")
    fleet.look("4711")

    row = deliveries.get(fleet.connections.ledger, delivery)
    assert row is not None
    assert ("parked", "the seal was missing") == (row["state"], row["note"])
