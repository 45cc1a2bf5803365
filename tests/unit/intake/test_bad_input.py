"""Bad input holds nobody up and is told in words."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from integrator.context import Connections
from integrator.intake import drain, replay
from integrator.intake.replay import CannotReplay
from integrator.intake.stream import Stream
from integrator.ledger.events import Look
from tests.ledger.builders import ORDER, STORE
from tests.unit.intake.post import WANTED, Post


def test_a_body_with_a_monstrous_number_holds_nobody_up(connections: Connections, stream: Stream, post: Post) -> None:
    post.ship("webhook-1", b'{"id": 1e999999999999999999999}')
    post.ship("webhook-2")

    assert (2, [Look(STORE, ORDER)]) == drain(connections, stream, wanted=WANTED)

    assert "parked" == post.ends()["webhook-1"][0]


def test_a_delivery_whose_body_does_not_open_is_not_replayed(
    connections: Connections, stream: Stream, post: Post
) -> None:
    post.ship("webhook-1", b"\x01" + b"x" * 60, seal=False)
    drain(connections, stream, wanted=WANTED)

    with pytest.raises(CannotReplay, match="does not open with this installation's key"):
        replay(connections, "webhook-1", actor="olga", reason="once more")


def test_an_entry_that_redis_6_deleted_meanwhile_is_passed_over() -> None:
    left = [[{"message_id": b"1-0", "times_delivered": 1}], []]
    redis: Any = SimpleNamespace(
        xreadgroup=lambda *_, **__: [],
        xpending_range=lambda *_, **__: left.pop(0),
        xclaim=lambda *_, **__: [(None, None)],
    )

    assert [] == Stream(redis, key_prefix="ours:", consumer="w1", abandoned=timedelta(0)).take(1)
    assert [] == left
