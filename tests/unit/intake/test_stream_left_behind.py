"""What was left behind in the stream: blameless entries come together, suspects alone, poisoned ones unread."""

from datetime import timedelta
from typing import Any

import pytest
from redis import Redis
from structlog.testing import capture_logs

from integrator.context import Connections
from integrator.intake import drain, replay
from integrator.intake.stream import Stream
from integrator.ledger import deliveries, events
from integrator.ledger.deliveries import Delivery, Poisoned
from integrator.ledger.events import Look
from tests.ledger.builders import ORDER, STORE
from tests.unit.intake.post import WANTED, Post

PATIENT = timedelta(hours=1)


@pytest.fixture
def patient(connections: Connections) -> Stream:
    """A consumer that takes over what has been left for an hour; `age` makes it so."""
    return Stream(connections.redis, key_prefix=connections.settings.key_prefix, consumer="w9", abandoned=PATIENT)


def age(stream: Stream, redis: Redis, deaths: int, *entry_ids: bytes) -> None:
    """Let entries look as if `deaths` workers had taken them, the last one two hours ago."""
    ids: Any = list(entry_ids)
    redis.xclaim(stream._key, "intake", "dead", 0, ids, idle=7_200_000, retrycount=deaths, justid=True)


def take(stream: Stream) -> list[str]:
    """Take once; name what came, poisoned ones with a mark."""
    return [_name(delivery) for _, delivery in stream.take(10)]


def _name(delivery: Delivery | None) -> str:
    return "" if delivery is None else delivery.webhook_id + ("!" if isinstance(delivery, Poisoned) else "")


def left_behind(patient: Stream, post: Post, redis: Redis, *deaths: int) -> None:
    """Ship an entry for each number, webhook-0 first, that so many workers died over."""
    for number in range(len(deaths)):
        post.ship(f"webhook-{number}")
    for (entry_id, _), count in zip(patient.take(10), deaths, strict=True):
        age(patient, redis, count, entry_id)


def test_suspects_come_one_by_one(patient: Stream, post: Post, redis: Redis) -> None:
    left_behind(patient, post, redis, 1, 1, 2)

    assert [["webhook-0"], ["webhook-1"], ["webhook-2"], []] == [take(patient) for _ in range(4)]


def test_from_the_fourth_time_on_an_entry_is_poisoned(patient: Stream, post: Post, redis: Redis) -> None:
    left_behind(patient, post, redis, 2, 3, 4)

    assert [["webhook-0"], ["webhook-1!"], ["webhook-2!"]] == [take(patient) for _ in range(3)]


def test_what_was_given_back_comes_together_and_before_suspects(patient: Stream, post: Post, redis: Redis) -> None:
    left_behind(patient, post, redis, 3, 0, 0, 1)

    assert [["webhook-1", "webhook-2"], ["webhook-0!"], ["webhook-3"]] == [take(patient) for _ in range(3)]


def test_what_was_given_back_and_kills_then_is_a_suspect(patient: Stream, post: Post, redis: Redis) -> None:
    left_behind(patient, post, redis, 0, 0)
    died = [entry_id for entry_id, _ in patient.take(10)]
    pending: Any = redis.xpending_range(patient._key, "intake", "-", "+", 10)
    age(patient, redis, pending[0]["times_delivered"], *died)

    assert [["webhook-0"], ["webhook-1"]] == [take(patient) for _ in range(2)]


def test_entries_at_work_hide_none_that_was_left_behind(patient: Stream, post: Post, redis: Redis) -> None:
    for number in range(40):
        post.ship(f"webhook-{number}")
    held = patient.take(40)
    age(patient, redis, 1, held[-1][0])

    assert [["webhook-39"], []] == [take(patient) for _ in range(2)]


def test_a_deleted_entry_hides_none_behind_it(patient: Stream, post: Post, redis: Redis) -> None:
    left_behind(patient, post, redis, 1, 1, 1)
    pending: Any = redis.xpending_range(patient._key, "intake", "-", "+", 10)
    redis.xdel(patient._key, pending[0]["message_id"], pending[1]["message_id"])

    assert ["webhook-2"] == take(patient)


def test_a_poisoned_delivery_is_told_parked_unread_and_replayed(
    connections: Connections, patient: Stream, post: Post, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(patient, post, redis, 3)

    def opened(*_: object, **__: object) -> bytes:
        raise AssertionError("the body was opened")

    with capture_logs() as logs, monkeypatch.context() as patched:
        patched.setattr(connections.seal, "open", opened)
        taken = drain(connections, patient, wanted=WANTED)

    (listed,) = deliveries.search(connections.ledger, state="parked")
    assert (1, []) == taken
    assert ("webhook-0", 0) == (listed["webhook_id"], post.lying)
    assert "crashes: 3 workers died while they read it; look at their logs, then replay" == listed["note"]
    assert ["stream entry poisoned"] == [line["event"] for line in logs if line["log_level"] == "error"]

    assert Look(STORE, ORDER) == replay(connections, "webhook-0", actor="olga", reason="mended")
    assert [("pending", 0)] == [
        (event["state"], event["crashes"]) for event in events.of_delivery(connections.ledger, listed["id"])
    ]
