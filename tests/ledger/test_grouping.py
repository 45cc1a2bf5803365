"""Statements of several threads go together, and each gets what is its own: rows, or its own failure."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from integrator.ledger.grouping import Group

Sent = list[list[Any]]


class Failure(Exception):
    """What a server says of one statement."""


class FakeDriver:
    """Notes what goes together; the first exchange waits until it is let go."""

    def __init__(self) -> None:
        self.exchanges: Sent = []
        self.begun, self.go = threading.Event(), threading.Event()
        self._together: list[Any] | None = None

    @contextmanager
    def lent(self) -> Iterator[Any]:
        yield self

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        self._together = []
        self.exchanges.append(self._together)
        yield
        together, self._together = self._together, None
        if "bad" in together:
            raise Failure("bad")

    def take(self, wanted: Any) -> None:
        if self._together is not None:
            self._together.append(wanted)
            return
        self.exchanges.append([wanted])
        if wanted == "first":
            self.begun.set()
            assert self.go.wait(5)
        if wanted == "bad":
            raise Failure("bad")


class Statement:
    """Returns what it was given."""

    def send(self, driver: FakeDriver, given: Mapping[str, Any]) -> Any:
        driver.take(given["wanted"])
        return Cursor(given["wanted"])


class Cursor:
    def __init__(self, wanted: Any) -> None:
        self._wanted = wanted

    def fetchall(self) -> list[Any]:
        return [self._wanted]


@pytest.fixture
def driver() -> FakeDriver:
    return FakeDriver()


@pytest.fixture
def send(driver: FakeDriver) -> Callable[[Any], Any]:
    group = Group(driver.lent)
    statement: Any = Statement()
    return lambda wanted: group.send(statement, {"wanted": wanted})


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as pool:
        yield pool


def begin_while_one_writes(
    driver: FakeDriver, send: Callable[[Any], Any], pool: ThreadPoolExecutor, wanted: list[Any]
) -> list[Future[Any]]:
    """Let the first statement be under way while the others come, in their order."""
    first = pool.submit(send, "first")
    assert driver.begun.wait(5)
    others = []
    for one in wanted:
        others.append(pool.submit(send, one))
        time.sleep(0.02)
    driver.go.set()
    return [first, *others]


def test_whoever_is_alone_writes_at_once(driver: FakeDriver, send: Callable[[Any], Any]) -> None:
    assert [["a"], ["b"]] == [send("a"), send("b")]
    assert [["a"], ["b"]] == driver.exchanges


def test_what_comes_meanwhile_goes_together(
    driver: FakeDriver, send: Callable[[Any], Any], pool: ThreadPoolExecutor
) -> None:
    futures = begin_while_one_writes(driver, send, pool, [1, 2, 3])

    assert [["first"], [1], [2], [3]] == [future.result(5) for future in futures]
    assert [["first"], [1, 2, 3]] == driver.exchanges


def test_a_group_has_a_limit_and_the_rest_goes_next(
    driver: FakeDriver, send: Callable[[Any], Any], pool: ThreadPoolExecutor
) -> None:
    futures = begin_while_one_writes(driver, send, pool, list(range(18)))

    assert [[number] for number in range(18)] == [future.result(5) for future in futures[1:]]
    assert [1, 16, 2] == [len(exchange) for exchange in driver.exchanges]


def test_one_that_fails_fails_alone(driver: FakeDriver, send: Callable[[Any], Any], pool: ThreadPoolExecutor) -> None:
    first, one, bad, other = begin_while_one_writes(driver, send, pool, [1, "bad", 2])

    assert [["first"], [1], [2]] == [future.result(5) for future in (first, one, other)]
    with pytest.raises(Failure):
        bad.result(5)
    assert [["first"], [1, "bad", 2]] == driver.exchanges[:2]
    alone = [wanted for exchange in driver.exchanges[2:] for wanted in exchange]
    assert {1, 2, "bad"} == set(alone)


def test_a_failure_of_one_alone_leaves_the_way_open(driver: FakeDriver, send: Callable[[Any], Any]) -> None:
    with pytest.raises(Failure):
        send("bad")

    assert ["a"] == send("a")


def test_many_threads_get_their_own_rows(send: Callable[[Any], Any], pool: ThreadPoolExecutor) -> None:
    futures = {number: pool.submit(send, number) for number in range(500)}

    assert all([number] == future.result(10) for number, future in futures.items())
