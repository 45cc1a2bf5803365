"""How fast requests may go: by rate, by Shopify's points, and while Redis is away."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import fakeredis
import pytest
import time_machine
from redis import Redis

from integrator.clients.errors import Throttled
from integrator.clients.gate import CostBucket, Gate, Rate, ThrottleStatus

MOMENT = "2026-11-20T12:00:00Z"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shared() -> Iterator[Redis]:
    with fakeredis.FakeRedis(decode_responses=True) as redis:
        yield redis


def passes(gate: Gate, times: int, *, system: str = "ecm", key: str = "", cost: float = 1.0) -> int:
    """Try to enter `times` and say how often it worked."""
    entered = 0
    for _ in range(times):
        try:
            gate.enter(system, "read", key, cost)
        except Throttled:
            continue
        entered += 1
    return entered


def test_a_burst_goes_at_once_and_then_one_at_a_time(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"ecm": Rate(per_second=2, burst=3)})

    first = passes(gate, 10)
    clock.shift(0.5)
    second = passes(gate, 10)
    clock.shift(60)
    third = passes(gate, 10)

    assert (3, 1, 3) == (first, second, third)


def test_a_rate_of_many_thousands_is_counted_as_exactly(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"ecm": Rate(per_second=100_000, burst=3)})

    assert 3 == passes(gate, 10)


def test_a_refusal_says_when_to_come_back(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"ecm": Rate(per_second=2, burst=1)})
    gate.enter("ecm", "read")

    with pytest.raises(Throttled) as caught:
        gate.enter("ecm", "find_folder")

    assert ("ecm", "find_folder") == (caught.value.system, caught.value.operation)
    assert timedelta(seconds=0.5) <= caught.value.retry_after <= timedelta(seconds=0.625)


def test_two_workers_share_a_limit_and_two_keys_do_not(clock: time_machine.Traveller, shared: Redis) -> None:
    rates = {"ecm": Rate(per_second=1, burst=4)}
    one, other = Gate(shared, rates=rates), Gate(shared, rates=rates)

    assert 4 == passes(one, 3) + passes(other, 3)
    assert 4 == passes(one, 9, key="acme.myshopify.com")


def test_systems_without_a_rate_have_the_default(clock: time_machine.Traveller, shared: Redis) -> None:
    assert 5 == passes(Gate(shared), 10, system="workflow")


def test_what_the_server_asks_for_holds_everybody_back(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"ecm": Rate(per_second=10, burst=10)})

    gate.hold_back(gate.enter("ecm", "read"), timedelta(seconds=30))
    at_once = passes(Gate(shared, rates={"ecm": Rate(per_second=10, burst=10)}), 5)
    clock.shift(29.9)
    before = passes(gate, 5)
    clock.shift(0.1)
    after = passes(gate, 5)

    assert (0, 0, 1) == (at_once, before, after)


def test_points_are_reserved_and_come_back_with_time(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=100, restore=10)})

    first = passes(gate, 5, system="shopify", cost=40)
    clock.shift(2)
    second = passes(gate, 5, system="shopify", cost=40)

    assert (2, 1) == (first, second)


def test_unused_points_are_given_back_and_the_store_teaches_its_plan(
    clock: time_machine.Traveller, shared: Redis
) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=100, restore=10)})
    gate.enter("shopify", "read", cost=100)

    plus = ThrottleStatus(maximum=1000, available=970, restore=50)
    gate.settle("shopify", "", reserved=100, used=30, status=plus)
    at_once = passes(gate, 100, system="shopify", cost=10)
    clock.shift(100)
    full = passes(gate, 200, system="shopify", cost=10)

    assert (7, 100) == (at_once, full)


def test_the_figure_of_the_store_lowers_ours(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=1000, restore=10)})
    gate.enter("shopify", "read", cost=10)

    emptied_by_another_app = ThrottleStatus(maximum=1000, available=25, restore=10)
    gate.settle("shopify", "", reserved=10, used=10, status=emptied_by_another_app)

    assert 2 == passes(gate, 10, system="shopify", cost=10)


def test_a_request_above_the_bucket_goes_when_it_is_full(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=100, restore=10)})

    assert 1 == passes(gate, 3, system="shopify", cost=150)
    clock.shift(14.9)
    assert 0 == passes(gate, 3, system="shopify", cost=150)
    clock.shift(0.2)
    assert 1 == passes(gate, 3, system="shopify", cost=150)


def test_a_bucket_too_can_be_held_back(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=100, restore=10)})

    gate.hold_back(gate.enter("shopify", "read", cost=10), timedelta(seconds=20))
    clock.shift(20)
    before = passes(gate, 3, system="shopify", cost=10)
    clock.shift(1)

    assert (0, 1) == (before, passes(gate, 3, system="shopify", cost=10))


def test_a_real_server_admits_exactly_the_burst_to_many_threads(redis: Redis) -> None:
    gate = Gate(redis, key_prefix="real:", rates={"ecm": Rate(per_second=0.01, burst=20)})
    entered: list[int] = []
    threads = [threading.Thread(target=lambda: entered.append(passes(gate, 10))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 20 == sum(entered)
    assert {"real:limit:ecm:"} == set(redis.keys("*"))
    assert 0 < redis.pttl("real:limit:ecm:") <= 2_000_001


def test_a_real_server_keeps_buckets_too_and_loads_scripts_it_forgot(redis: Redis) -> None:
    gate = Gate(redis, rates={"shopify": CostBucket(maximum=100, restore=0.001)})
    before = passes(gate, 5, system="shopify", cost=30)

    redis.script_flush()
    gate.settle("shopify", "", reserved=30, used=0, status=ThrottleStatus(100, 90, 0.001))

    assert (3, 1) == (before, passes(gate, 5, system="shopify", cost=30))


def test_without_redis_a_share_of_the_rate_is_used() -> None:
    gate = Gate(None, rates={"ecm": Rate(per_second=0.1, burst=20)}, share=0.25)

    assert 5 == passes(gate, 50)


def test_without_redis_the_server_is_still_obeyed() -> None:
    gate = Gate(None, rates={"ecm": Rate(per_second=100, burst=20)}, share=1.0)

    gate.hold_back(gate.enter("ecm", "read"), timedelta(seconds=30))

    with pytest.raises(Throttled) as caught:
        gate.enter("ecm", "read")
    assert timedelta(seconds=29) < caught.value.retry_after < timedelta(seconds=38)


def test_a_gate_of_a_test_practically_never_closes() -> None:
    assert 1000 == passes(Gate.local(), 1000)


@pytest.mark.parametrize("refused", [False, True], ids=["silent", "gone"])
def test_a_redis_that_does_not_answer_costs_a_moment_and_not_the_limit(
    caplog: pytest.LogCaptureFixture, *, refused: bool
) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"redis://127.0.0.1:{listener.getsockname()[1]}"
    if refused:
        listener.close()
    gate = Gate.connect(url, key_prefix="x:", rates={"ecm": Rate(per_second=0.1, burst=20)})
    started = time.monotonic()

    with caplog.at_level(logging.WARNING):
        entered = passes(gate, 50)
    elapsed = time.monotonic() - started
    gate.close()
    listener.close()

    assert 5 == entered
    assert elapsed < 0.5
    assert 1 == len(caplog.records)


def test_a_gate_connects_to_a_server_by_its_socket_file(redis_url: str, redis: Redis) -> None:
    gate = Gate.connect(redis_url, key_prefix="connected:", rates={"ecm": Rate(per_second=0.1, burst=20)})

    assert 20 == passes(gate, 50)
    gate.close()


def test_work_under_way_books_its_place_and_waits_for_it(redis: Redis) -> None:
    gate = Gate(redis, rates={"ecm": Rate(per_second=20, burst=1)})
    gate.enter("ecm", "read")
    begun = time.monotonic()

    for _ in range(4):
        gate.enter("ecm", "read", patience=timedelta(seconds=3))

    assert 0.15 <= time.monotonic() - begun


def test_who_begins_does_not_wait_behind_the_booked_places(redis: Redis) -> None:
    gate = Gate(redis, rates={"ecm": Rate(per_second=20, burst=1)})
    gate.enter("ecm", "read")
    gate.enter("ecm", "read", patience=timedelta(seconds=3))

    with pytest.raises(Throttled):
        gate.enter("ecm", "read")


def test_a_place_too_far_away_is_not_booked(redis: Redis) -> None:
    gate = Gate(redis, rates={"ecm": Rate(per_second=0.1, burst=1)})
    gate.enter("ecm", "read")

    with pytest.raises(Throttled) as refused:
        gate.enter("ecm", "read", patience=timedelta(seconds=3))

    assert refused.value.retry_after > timedelta(seconds=8)


def test_work_in_the_background_sees_how_much_of_a_bucket_is_free(clock: time_machine.Traveller, shared: Redis) -> None:
    gate = Gate(shared, rates={"shopify": CostBucket(maximum=1000, restore=50)})
    unused = gate.room("shopify", "a")

    gate.enter("shopify", "read", "a", 800)
    used = gate.room("shopify", "a")
    clock.shift(10)

    assert [1.0, 0.2] == [unused, round(used, 3)]
    assert [0.7, 1.0, 1.0] == [round(gate.room("shopify", "a"), 3), gate.room("shopify", "b"), gate.room("ecm", "a")]


def test_a_bucket_that_cannot_be_asked_is_no_reason_to_stop() -> None:
    gate = Gate(Redis(host="127.0.0.1", port=1), rates={"shopify": CostBucket()})

    assert 1.0 == gate.room("shopify", "a") == Gate.local().room("shopify", "a")
