"""The stream: an entry goes to one consumer, stays until it is done with, and outlives the death of its consumer."""

import time
from datetime import timedelta

import pytest
from redis import Redis
from structlog.testing import capture_logs

from integrator.intake.stream import Stream
from integrator.ledger.deliveries import Delivery
from tests.ledger.builders import NOON, STORE, at_once
from tests.unit.intake.post import Post


def ids(taken: list[tuple[bytes, Delivery | None]]) -> list[str]:
    return [delivery.webhook_id for _, delivery in taken if delivery]


def take_abandoned(stream: Stream) -> list[str]:
    """Take until another consumer's entries may be taken over, five seconds at most."""
    deadline = time.monotonic() + 5
    while not (found := stream.take(10)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return ids(found)


def test_an_empty_stream_gives_nothing(stream: Stream) -> None:
    assert [] == stream.take(10)


def test_a_delivery_comes_as_it_was_shipped(stream: Stream, post: Post) -> None:
    post.ship("webhook-1", b"raw", seal=False)

    ((_, delivery),) = stream.take(10)

    assert delivery is not None
    assert (STORE, "orders/create", "webhook-1", "event-1") == (
        delivery.store,
        delivery.topic,
        delivery.webhook_id,
        delivery.event_id,
    )
    assert (NOON, b"raw", "journal-a:1", "2026-07") == (
        delivery.received_at,
        delivery.body,
        delivery.journal,
        delivery.api_version,
    )


def test_hostile_texts_are_made_storable(stream: Stream, post: Post) -> None:
    post.ship("web\x00hook\xff", b"\x00", seal=False, triggered_at="t" * 300, api_version="v" * 300)

    ((_, delivery),) = stream.take(10)

    assert delivery is not None
    assert "web\ufffdhook" == delivery.webhook_id[:8]
    assert "\x00" not in delivery.webhook_id
    assert (64, 32) == (len(delivery.triggered_at), len(delivery.api_version))


@pytest.mark.parametrize("moment", ["", "yesterday", "1e99", "9" * 30])
def test_an_entry_that_the_ingress_cannot_have_written_is_marked_unreadable(
    stream: Stream, post: Post, moment: str
) -> None:
    post.ship("webhook-1", received_at=moment)

    with capture_logs() as logs:
        ((_, delivery),) = stream.take(10)

    assert delivery is None
    assert ["stream entry unreadable"] == [line["event"] for line in logs]


def test_entries_come_oldest_first_and_no_more_than_asked(stream: Stream, post: Post) -> None:
    for number in range(3):
        post.ship(f"webhook-{number}")

    assert ["webhook-0", "webhook-1"] == ids(stream.take(2))
    assert ["webhook-2"] == ids(stream.take(2))


def test_an_entry_goes_to_one_consumer(stream: Stream, second_stream: Stream, post: Post) -> None:
    for number in range(20):
        post.ship(f"webhook-{number}")

    taken = at_once(10, lambda number: ids((stream, second_stream)[number % 2].take(2)))

    assert 20 == len({webhook_id for found in taken for webhook_id in found})
    assert 20 == sum(len(found) for found in taken)


def test_an_entry_stays_until_it_is_done_with(stream: Stream, post: Post) -> None:
    post.ship("webhook-1")
    ((entry_id, _),) = stream.take(10)
    before = post.lying

    stream.done([entry_id])

    assert (1, 0) == (before, post.lying)
    assert [] == take_nothing(stream)


def take_nothing(stream: Stream) -> list[str]:
    """Take once after everything left behind could be taken over."""
    time.sleep(0.15)
    return ids(stream.take(10))


def test_what_a_dead_consumer_left_behind_is_taken_over(stream: Stream, second_stream: Stream, post: Post) -> None:
    post.ship("webhook-1")
    stream.take(10)

    at_first = ids(second_stream.take(10))

    assert [] == at_first
    assert ["webhook-1"] == take_abandoned(second_stream)
    assert [] == ids(stream.take(10))


def test_new_entries_come_before_those_left_behind(stream: Stream, second_stream: Stream, post: Post) -> None:
    post.ship("webhook-old")
    stream.take(10)
    post.ship("webhook-new")

    fresh = second_stream.take(10)
    second_stream.done([entry_id for entry_id, _ in fresh])

    assert ["webhook-new"] == ids(fresh)
    assert ["webhook-old"] == take_abandoned(second_stream)


def test_an_entry_left_behind_that_was_deleted_meanwhile_is_passed_over(
    stream: Stream, second_stream: Stream, post: Post, redis: Redis
) -> None:
    post.ship("webhook-1")
    post.ship("webhook-2")
    (first, _), _ = stream.take(10)
    redis.xdel(stream._key, first)

    assert ["webhook-2"] == take_abandoned(second_stream)


def test_a_flushed_redis_takes_new_deliveries_at_once(stream: Stream, post: Post, redis: Redis) -> None:
    post.ship("webhook-1")
    stream.take(10)
    redis.flushall()

    empty = stream.take(10)
    post.ship("webhook-2")

    assert [] == empty
    assert ["webhook-2"] == ids(stream.take(10))


def test_deliveries_that_came_before_the_first_consumer_are_taken(stream: Stream, post: Post, redis: Redis) -> None:
    redis.flushall()
    post.ship("webhook-1")

    assert ["webhook-1"] == ids(stream.take(10))


def test_two_consumers_that_make_the_group_at_once_do_not_disturb_each_other(
    stream: Stream, second_stream: Stream, post: Post
) -> None:
    post.ship("webhook-1")

    taken = at_once(8, lambda number: ids((stream, second_stream)[number % 2].take(1)))

    assert [["webhook-1"]] == [found for found in taken if found]


def test_a_consumer_with_a_longer_patience_leaves_others_their_entries(
    stream: Stream, post: Post, redis: Redis
) -> None:
    patient = Stream(
        redis, key_prefix=stream._key.removesuffix("deliveries"), consumer="w3", abandoned=timedelta(hours=1)
    )
    post.ship("webhook-1")
    stream.take(10)

    assert [] == take_nothing(patient)


def test_a_delivery_that_waits_for_long_is_noticed(stream: Stream, post: Post) -> None:
    empty = stream.has_older_than(timedelta(0))
    post.ship("webhook-1", b"raw", seal=False)
    time.sleep(0.01)

    assert [False, True, False] == [
        empty,
        stream.has_older_than(timedelta(milliseconds=1)),
        stream.has_older_than(timedelta(minutes=1)),
    ]
