"""When a sick system is left alone, and how it is found well again."""

from collections.abc import Iterator
from datetime import timedelta

import fakeredis
import pytest
import time_machine
from redis import Redis

from integrator.clients.breaker import Watch
from integrator.clients.errors import Throttled, Unreachable
from integrator.clients.gate import Breaker, Entry, Gate, Rate
from integrator.clients.http import Http, Request
from tests.clients.wire import Wire

RULES = Breaker(failures=3, window=timedelta(seconds=30), open_for=timedelta(seconds=5), open_cap=timedelta(seconds=12))
FREELY = {"ecm": Rate(per_second=1000, burst=1000)}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def gate(clock: time_machine.Traveller) -> Iterator[Gate]:
    with fakeredis.FakeRedis(decode_responses=True) as redis:
        yield Gate(redis, rates=FREELY, breaker=RULES)


def enter(gate: Gate, key: str = "") -> Entry:
    return gate.enter("ecm", "read", key)


def fail(gate: Gate, times: int = 1) -> None:
    for entry in [enter(gate) for _ in range(times)]:
        gate.failure(entry)


def test_it_opens_after_the_failures_that_the_rules_name(gate: Gate) -> None:
    fail(gate, 2)
    enter(gate)
    fail(gate, 1)

    with pytest.raises(Throttled, match="circuit breaker") as caught:
        enter(gate)

    assert timedelta(seconds=5) <= caught.value.retry_after <= timedelta(seconds=6.25)


def test_one_store_in_trouble_does_not_stop_another(gate: Gate) -> None:
    fail(gate, 3)

    assert Watch.FAILURE is enter(gate, "other.myshopify.com").watch


def test_failures_that_lie_far_apart_do_not_count_together(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate, 2)
    clock.shift(31)
    fail(gate, 2)

    assert Watch.BOTH is enter(gate).watch


def test_failures_among_more_successes_do_not_open_it(gate: Gate) -> None:
    fail(gate)
    for _ in range(6):
        gate.success(enter(gate))
    fail(gate, 4)

    assert Watch.BOTH is enter(gate).watch


def test_one_probe_goes_through_when_the_time_is_up(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate, 3)
    clock.shift(5)

    probe = enter(gate)

    assert Watch.PROBE is probe.watch
    with pytest.raises(Throttled):
        enter(gate)


def test_a_good_probe_closes_it(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate, 3)
    clock.shift(5)

    gate.success(enter(gate))

    assert Watch.FAILURE is enter(gate).watch


def test_each_bad_probe_doubles_the_time_up_to_the_cap(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate, 3)

    for seconds in (5, 10, 12, 12):
        clock.shift(seconds - 0.1)
        with pytest.raises(Throttled):
            enter(gate)
        clock.shift(0.1)
        gate.failure(enter(gate))


def test_a_probe_that_never_reports_gives_way_to_another(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate, 3)
    clock.shift(5)
    enter(gate)
    clock.shift(60)

    assert Watch.PROBE is enter(gate).watch


def test_calls_that_began_before_it_opened_change_nothing(gate: Gate, clock: time_machine.Traveller) -> None:
    fail(gate)
    early, late = enter(gate), enter(gate)
    fail(gate, 2)

    gate.success(early)
    clock.shift(4.9)
    gate.failure(late)

    with pytest.raises(Throttled) as caught:
        enter(gate)
    assert caught.value.retry_after <= timedelta(seconds=0.125)


def test_a_probe_that_the_rate_stops_is_handed_back(clock: time_machine.Traveller) -> None:
    with fakeredis.FakeRedis(decode_responses=True) as redis:
        gate = Gate(redis, rates={"ecm": Rate(per_second=1, burst=3)}, breaker=RULES)
        fail(gate, 3)
        clock.shift(4)
        gate.hold_back(Entry("ecm", ""), timedelta(seconds=3))
        clock.shift(1)
        with pytest.raises(Throttled, match="our own limit"):
            enter(gate)
        clock.shift(2)

        assert Watch.PROBE is enter(gate).watch


def test_a_real_server_lets_one_probe_through(redis: Redis) -> None:
    quickly = Breaker(failures=3, open_for=timedelta(milliseconds=1))
    gate = Gate(redis, key_prefix="real:", rates=FREELY, breaker=quickly)
    fail(gate, 3)
    while True:
        try:
            probe = enter(gate)
            break
        except Throttled:
            continue

    with pytest.raises(Throttled):
        enter(gate)
    assert Watch.PROBE is probe.watch
    assert 0 < redis.pttl("real:breaker:ecm:")

    gate.success(probe)
    assert Watch.FAILURE is enter(gate).watch


def test_http_tells_the_breaker_what_it_met(wire: Wire, redis: Redis) -> None:
    wire.answer(*[b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"] * 3)
    gate = Gate(redis, rates=FREELY, breaker=RULES)
    http = Http("ecm", gate=gate)
    for _ in range(3):
        with pytest.raises(Unreachable):
            http.send("read", Request("GET", wire.url))

    with pytest.raises(Throttled):
        http.send("read", Request("GET", wire.url))
    http.close()

    assert 3 == len(wire.requests)
