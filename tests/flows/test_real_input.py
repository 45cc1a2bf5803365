"""Every sample body of Shopify's, as it arrives, ends in a recorded state; so does everything that is broken."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrator.intake.drain import accept
from integrator.intake.judge import judge
from integrator.ledger import deliveries, events
from integrator.ledger.deliveries import Delivery
from integrator.ledger.sealing import delivery_context
from tests.flows.story import STORE, Shop, Workshop
from tests.support.samples import SAMPLES, topic_of

ORDER = 6120443789553


def deliver(fleet: Workshop, topic: str, raw: bytes, *, webhook_id: str = "one", store: str = STORE) -> tuple[str, str]:
    """Take a body through intake as the stream hands it over; return state and note of the delivery."""
    connections = fleet.connections
    delivery = Delivery(
        store=store,
        topic=topic,
        webhook_id=webhook_id,
        event_id="event",
        triggered_at="2026-11-12T13:14:22.000000000Z",
        api_version="2026-07",
        received_at=datetime.now(UTC),
        journal=f"test:{webhook_id}",
        body=connections.seal.seal(raw, context=delivery_context(store, webhook_id)),
        body_hash="0" * 64,
    )
    with connections.ledger.write() as connection:
        look = accept(connections, connection, delivery, wanted=fleet.wanted)
    if look:
        judge(connections, fleet.rules, look)
    row = deliveries.get(connections.ledger, webhook_id)
    assert row is not None
    return row["state"], row["note"]


def test_there_are_34_samples() -> None:
    assert 34 == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_sample_ends_as_handled_or_ignored_with_a_reason(sample: Path, store: Shop, fleet: Workshop) -> None:
    store.place_order(id=ORDER, name="#1042", total="424.08", risk="LOW")
    topic = topic_of(sample)

    state, note = deliver(fleet, topic, sample.read_bytes())

    assert ("handled" if topic in fleet.wanted else "ignored") == state
    assert note


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "the body is empty"),
        (b"{", "the body is not valid JSON"),
        (b"[]", "the body is not a JSON object"),
        (b'"text"', "the body is not a JSON object"),
        (b'{"id": 1e400}', "the body holds a number beyond all measure"),
        (b'{"id": NaN}', "the body holds NaN, which is not JSON"),
        (b'{"id": 99999999999999999999999}', "the body holds an integer of more than 64 bits"),
        (b"\xff\xfe{}", "the body is not UTF-8"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "the body is nested deeper than 64 levels"),
        (b"[" * 10_000, "the body is nested deeper than 64 levels"),
        (b'{"id": 5}', "the body does not fit the topic orders/create: it has no admin_graphql_api_id"),
    ],
)
def test_a_broken_body_is_parked_with_the_reason(raw: bytes, why: str, fleet: Workshop) -> None:
    state, note = deliver(fleet, "orders/create", raw)

    assert "parked" == state
    assert note.startswith(why)


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\u202e", "😀", "İ"])
def test_strange_characters_in_a_note_are_no_obstacle(character: str, store: Shop, fleet: Workshop) -> None:
    store.place_order(id=ORDER, name="#1042", total="424.08", risk="LOW")
    body = json.loads(Path("tests/samples/shopify/webhooks/orders-create.json").read_text())
    body["note"] = f"before{character}after"

    state, _ = deliver(fleet, "orders/create", json.dumps(body).encode())

    assert "handled" == state


def test_a_body_under_the_wrong_topic_is_parked(fleet: Workshop) -> None:
    order = Path("tests/samples/shopify/webhooks/orders-create.json").read_bytes()

    state, note = deliver(fleet, "customers/redact", order)

    assert "parked" == state
    assert "does not fit the topic customers/redact" in note


def test_an_order_of_another_store_is_parked(fleet: Workshop) -> None:
    order = Path("tests/samples/shopify/webhooks/orders-create.json").read_bytes()

    state, note = deliver(fleet, "orders/create", order)

    assert "parked" == state
    assert "no such order" in note


def test_a_duplicate_is_counted_and_not_worked_on(store: Shop, fleet: Workshop) -> None:
    store.place_order(id=ORDER, name="#1042", total="424.08", risk="LOW")
    raw = Path("tests/samples/shopify/webhooks/orders-create.json").read_bytes()
    connections = fleet.connections
    deliver(fleet, "orders/create", raw)
    again = Delivery(
        store=STORE,
        topic="orders/create",
        webhook_id="one",
        event_id="event",
        triggered_at="",
        api_version="2026-07",
        received_at=datetime.now(UTC),
        journal="elsewhere:7",
        body=b"",
        body_hash="",
    )

    with connections.ledger.write() as connection:
        look = accept(connections, connection, again, wanted=fleet.wanted)

    row = deliveries.get(connections.ledger, "one")
    assert look is None
    assert row is not None
    assert 1 == row["duplicates"]
    assert 1 == len(events.of_delivery(connections.ledger, row["id"]))
