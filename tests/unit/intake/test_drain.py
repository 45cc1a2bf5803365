"""Draining: every delivery gets a recorded end or an event, and leaves the stream only after the commit."""

import importlib
import time
from types import SimpleNamespace
from typing import Any

import pytest

import tasks.intake
from integrator.context import Connections
from integrator.intake import drain
from integrator.intake.stream import Stream
from integrator.ledger import deliveries, events
from integrator.ledger.database import LedgerFailure
from integrator.ledger.events import Look
from tests.ledger.builders import ORDER, STORE
from tests.unit.intake.post import WANTED, Post, order_body

# The package offers the function of the same name, so the module is asked for by its full name.
draining = importlib.import_module("integrator.intake.drain")


def drained(connections: Connections, stream: Stream) -> list[Look]:
    return drain(connections, stream, wanted=WANTED)[1]


def events_of(connections: Connections, webhook_id: str) -> list[dict[str, Any]]:
    row = deliveries.get(connections.ledger, webhook_id)
    assert row is not None
    return events.of_delivery(connections.ledger, row["id"])


def test_a_wanted_delivery_becomes_an_event_and_leaves_the_stream(
    connections: Connections, stream: Stream, post: Post
) -> None:
    post.ship("webhook-1")

    assert [Look(STORE, ORDER)] == drained(connections, stream)

    (event,) = events_of(connections, "webhook-1")
    assert ("pending", "orders/create", "delivery", ORDER) == (
        event["state"],
        event["topic"],
        event["source"],
        event["subject"],
    )
    assert ("new", "") == post.ends()["webhook-1"]
    assert 0 == post.lying


def test_an_empty_stream_writes_nothing(connections: Connections, stream: Stream, post: Post) -> None:
    assert [] == drained(connections, stream)
    assert {} == post.ends()


def test_the_number_of_entries_is_told_with_the_subjects(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1")
    post.ship("webhook-2", topic="orders/paid")

    assert (2, [Look(STORE, ORDER)]) == drain(connections, stream, wanted=WANTED)
    assert (0, []) == drain(connections, stream, wanted=WANTED)


def test_an_entry_that_the_ingress_cannot_have_written_leaves_the_stream(
    connections: Connections, stream: Stream, post: Post
) -> None:
    post.ship("webhook-1", received_at="yesterday")
    post.ship("webhook-2")

    assert (2, [Look(STORE, ORDER)]) == drain(connections, stream, wanted=WANTED)

    assert (0, ["webhook-2"]) == (post.lying, list(post.ends()))


def test_a_ledger_that_refuses_once_is_asked_again(
    connections: Connections, stream: Stream, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.ship("webhook-1")
    real = draining.accept
    refusals = [LedgerFailure("away")]

    def refuse_once(*args: Any, **more: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return real(*args, **more)

    monkeypatch.setattr(draining, "accept", refuse_once)

    assert [Look(STORE, ORDER)] == drained(connections, stream)


def test_every_delivery_is_drained_at_one_ring_wanted_or_not(
    connections: Connections, stream: Stream, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(150):
        post.ship(f"webhook-{number}", topic="orders/paid")
    post.ship("webhook-wanted")
    looked: list[Look] = []
    here = SimpleNamespace(
        connections=connections, stream=stream, wanted=WANTED, dispatcher=SimpleNamespace(look=looked.extend)
    )
    monkeypatch.setattr(tasks.intake, "fleet", lambda: here)

    assert 151 == tasks.intake.drain()

    assert (0, [Look(STORE, ORDER)]) == (post.lying, looked)


def test_a_subject_of_several_deliveries_is_looked_at_once(
    connections: Connections, stream: Stream, post: Post
) -> None:
    post.ship("webhook-1")
    post.ship("webhook-2", topic="orders/updated")
    post.ship("webhook-3", order_body(9))

    assert [Look(STORE, ORDER), Look(STORE, "gid://shopify/Order/9")] == drained(connections, stream)


def test_the_same_delivery_again_leads_to_nothing(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1")
    post.ship("webhook-1")

    assert [Look(STORE, ORDER)] == drained(connections, stream)

    assert 1 == len(events_of(connections, "webhook-1"))
    assert 0 == post.lying


@pytest.mark.parametrize(
    ("fields", "body", "expected"),
    [
        ({"topic": "orders/paid"}, None, ("ignored", "no flow wants this topic yet")),
        (
            {"topic": "products/update"},
            b'{"id":1,"handle":"x","product_type":"x","vendor":"x"}',
            ("ignored", "no flow"),
        ),
        ({"topic": "orders/sung"}, b'{"id":1}', ("ignored", "the topic is not known")),
        (
            {"store": "stranger.myshopify.com"},
            None,
            ("parked", "the store stranger.myshopify.com is not in stores.toml"),
        ),
        ({}, b"not json", ("parked", "the body is not valid JSON")),
        ({}, b"", ("parked", "the body is empty")),
        ({}, b'{"id": 1}', ("parked", "the body does not fit the topic orders/create")),
    ],
    ids=["topic", "other subject", "unknown topic", "unknown store", "no JSON", "empty", "another topic"],
)
def test_what_leads_to_no_event_has_a_recorded_end(
    connections: Connections,
    stream: Stream,
    post: Post,
    fields: dict[str, Any],
    body: bytes | None,
    expected: tuple[str, str],
) -> None:
    post.ship("webhook-1", body, **fields)

    assert [] == drained(connections, stream)

    state, note = post.ends()["webhook-1"]
    assert expected[0] == state
    assert note.startswith(expected[1])
    assert [] == events_of(connections, "webhook-1")
    assert 0 == post.lying


def test_a_body_sealed_with_another_key_is_parked(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1", b"\x01" + b"x" * 60, seal=False)

    drained(connections, stream)

    assert ("parked", "the sealed body does not open with this installation's key") == post.ends()["webhook-1"]


def test_a_sealed_body_moved_under_another_id_is_parked(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1", webhook_id="webhook-2")

    drained(connections, stream)

    assert "parked" == post.ends()["webhook-2"][0]


def test_one_bad_delivery_does_not_hold_up_the_others(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1", b"not json")
    post.ship("webhook-2")

    assert [Look(STORE, ORDER)] == drained(connections, stream)

    assert {"webhook-1": "parked", "webhook-2": "new"} == {name: end[0] for name, end in post.ends().items()}


def test_a_transaction_that_fails_leaves_everything_in_the_stream(
    connections: Connections, stream: Stream, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.ship("webhook-1")
    post.ship("webhook-2", order_body(9))
    real = draining.accept

    def fail_at_the_second(*args: Any, **more: Any) -> Any:
        if args[2].webhook_id == "webhook-2":
            raise OSError("the ledger is away")
        return real(*args, **more)

    monkeypatch.setattr(draining, "accept", fail_at_the_second)

    with pytest.raises(OSError, match="away"):
        drained(connections, stream)

    assert (2, {}) == (post.lying, post.ends())


def test_what_a_failed_transaction_left_behind_is_drained_later(
    connections: Connections, stream: Stream, second_stream: Stream, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.ship("webhook-1")
    with monkeypatch.context() as away:
        away.setattr(draining, "accept", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            drained(connections, stream)

    deadline = time.monotonic() + 5
    while not (looks := drained(connections, second_stream)) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert [Look(STORE, ORDER)] == looks
    assert (0, ["webhook-1"]) == (post.lying, list(post.ends()))


def test_a_worker_that_dies_between_commit_and_acknowledgement_repeats_harmlessly(
    connections: Connections, stream: Stream, second_stream: Stream, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.ship("webhook-1")
    with monkeypatch.context() as dying:
        dying.setattr(stream, "done", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            drained(connections, stream)

    deadline = time.monotonic() + 5
    while post.lying and time.monotonic() < deadline:
        drained(connections, second_stream)

    row = deliveries.get(connections.ledger, "webhook-1")
    assert row is not None
    assert (0, 0, 1) == (post.lying, row["duplicates"], len(events_of(connections, "webhook-1")))
