"""Replaying a stored delivery raises its event once more, quietly, with a reason in the audit."""

import pytest

from integrator.context import Connections
from integrator.intake import drain, replay
from integrator.intake.replay import CannotReplay
from integrator.intake.stream import Stream
from integrator.ledger import audit, deliveries, events
from integrator.ledger.events import Look
from tests.ledger.builders import ORDER, STORE
from tests.unit.intake.post import WANTED, Post


def test_a_replayed_delivery_is_looked_at_again_quietly(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1")
    drain(connections, stream, wanted=WANTED)

    look = replay(connections, "webhook-1", actor="olga", reason="the rule was wrong")

    row = deliveries.get(connections.ledger, "webhook-1")
    assert row is not None
    first, second = events.of_delivery(connections.ledger, row["id"])
    assert Look(STORE, ORDER) == look
    assert (("delivery", False), ("replay", True)) == (
        (first["source"], first["quiet"]),
        (second["source"], second["quiet"]),
    )
    (entry,) = audit.find(connections.ledger, action="delivery.replayed")
    assert ("olga", "the rule was wrong") == (entry["actor"], entry["reason"])


@pytest.mark.parametrize(
    ("body", "topic", "why"),
    [
        (b"not json", "orders/create", "the body is not valid JSON"),
        (b'{"id":1,"handle":"x","product_type":"x","vendor":"x"}', "products/update", "nothing that a flow works on"),
    ],
)
def test_a_delivery_that_leads_to_nothing_is_not_replayed(
    connections: Connections, stream: Stream, post: Post, body: bytes, topic: str, why: str
) -> None:
    post.ship("webhook-1", body, topic=topic)
    drain(connections, stream, wanted=WANTED)

    with pytest.raises(CannotReplay, match=why):
        replay(connections, "webhook-1", actor="olga", reason="once more")

    assert [] == audit.find(connections.ledger, action="delivery.replayed")


def test_a_replay_needs_a_delivery_and_a_reason(connections: Connections) -> None:
    with pytest.raises(CannotReplay, match="there is no delivery webhook-9"):
        replay(connections, "webhook-9", actor="olga", reason="once more")
    with pytest.raises(CannotReplay, match="a reason is needed"):
        replay(connections, "webhook-9", actor="olga", reason=" ")
