"""Whatever happens to Redis, deliveries are answered, and reach the stream when it can take them."""

import time

import pytest

from tests.fleet.ingress.processes import IngressProcess, RedisServer, StartIngress, wait_until

pytestmark = pytest.mark.fleet


def post_all(ingress: IngressProcess, ids: list[str]) -> float:
    """Post deliveries one by one; return the slowest answer in seconds."""
    slowest = 0.0
    for webhook_id in ids:
        started = time.monotonic()
        assert 200 == ingress.post(webhook_id)
        slowest = max(slowest, time.monotonic() - started)
    return slowest


def test_deliveries_reach_the_stream_in_order_with_all_fields(
    ingress: IngressProcess, redis_server: RedisServer
) -> None:
    ids = [f"id-{number}" for number in range(50)]

    post_all(ingress, ids)

    wait_until(lambda: ids == redis_server.stream_ids())
    wait_until(lambda: 0 == ingress.health()["unshipped"]["rows"])
    first = redis_server.first_entry()
    assert b"ingress-1:1" == first[b"journal"]
    assert (b"acme.myshopify.com", b"orders/create", b"2026-07") == (
        first[b"store"],
        first[b"topic"],
        first[b"api_version"],
    )
    assert b"820982911946154508" not in first[b"body"]


def test_a_frozen_redis_delays_no_answer_and_gets_everything_later(
    ingress: IngressProcess, redis_server: RedisServer
) -> None:
    post_all(ingress, ["before"])
    wait_until(lambda: ["before"] == redis_server.stream_ids())
    ids = [f"id-{number}" for number in range(40)]

    redis_server.freeze()
    slowest = post_all(ingress, ids)
    wait_until(lambda: not ingress.health()["redis_reachable"])
    redis_server.thaw()

    assert slowest < 1
    wait_until(lambda: {"before", *ids} == set(redis_server.stream_ids()))
    assert ingress.health()["redis_reachable"]


def test_a_flushed_redis_gets_what_it_had_again(ingress: IngressProcess, redis_server: RedisServer) -> None:
    ids = [f"id-{number}" for number in range(20)]
    post_all(ingress, ids)
    wait_until(lambda: ids == redis_server.stream_ids())

    redis_server.command("FLUSHALL")

    wait_until(lambda: set(ids) <= set(redis_server.stream_ids()))
    assert 0 == ingress.health()["unshipped"]["rows"]


def test_two_processes_both_repeat_what_they_shipped_after_a_flush(
    start_ingress: StartIngress, redis_server: RedisServer
) -> None:
    processes = [start_ingress(), start_ingress()]
    for number, ingress in enumerate(processes):
        post_all(ingress, [f"id-{number}"])
    wait_until(lambda: {"id-0", "id-1"} == set(redis_server.stream_ids()))

    for _ in range(2):
        redis_server.command("FLUSHALL")
        wait_until(lambda: {"id-0", "id-1"} == set(redis_server.stream_ids()))
    time.sleep(2.5)  # One more look of each: nobody takes the other's new marker for another loss.

    assert 2 == len(redis_server.stream_ids())


def test_a_redis_that_restarts_with_an_old_snapshot_gets_the_rest_again(
    ingress: IngressProcess, redis_server: RedisServer
) -> None:
    post_all(ingress, ["saved"])
    wait_until(lambda: ["saved"] == redis_server.stream_ids())
    redis_server.command("SAVE")
    post_all(ingress, ["not saved"])
    wait_until(lambda: ["saved", "not saved"] == redis_server.stream_ids())

    redis_server.kill()
    redis_server.start()

    wait_until(lambda: {"saved", "not saved"} == set(redis_server.stream_ids()))


@pytest.mark.parametrize(
    ("ill", "well"),
    [
        (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
        (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]),
    ],
    ids=["out of memory", "read-only"],
)
def test_a_redis_that_takes_no_writes_gets_everything_when_it_does(
    ingress: IngressProcess, redis_server: RedisServer, ill: list[str], well: list[str]
) -> None:
    post_all(ingress, ["before"])
    wait_until(lambda: ["before"] == redis_server.stream_ids())
    ids = [f"id-{number}" for number in range(20)]

    redis_server.command(*ill)
    slowest = post_all(ingress, ids)
    unshipped = ingress.health()["unshipped"]["rows"]
    redis_server.command(*well)

    assert slowest < 1
    assert 20 == unshipped
    wait_until(lambda: {"before", *ids} == set(redis_server.stream_ids()))


def test_an_ingress_starts_and_answers_without_redis(redis_server: RedisServer, start_ingress: StartIngress) -> None:
    redis_server.kill()
    ingress = start_ingress()

    post_all(ingress, ["early"])
    redis_server.start()

    wait_until(lambda: ["early"] == redis_server.stream_ids())


def test_a_stream_that_nobody_drains_stops_growing(redis_server: RedisServer, start_ingress: StartIngress) -> None:
    with redis_server.client() as client, client.pipeline() as pipeline:
        for _ in range(10_000):
            pipeline.xadd("fleet:deliveries", {"webhook_id": "old"})
        pipeline.execute()
    ingress = start_ingress()

    post_all(ingress, ["waits"])
    time.sleep(0.3)
    unshipped = ingress.health()["unshipped"]["rows"]
    redis_server.command("XTRIM", "fleet:deliveries", "MAXLEN", "0")

    assert 1 == unshipped
    wait_until(lambda: ["waits"] == redis_server.stream_ids())
