"""Poisoned events: three judges die, then a person looks; a slow judge or a ledger that is away is no death."""

import importlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrator.clients.errors import Unreachable
from integrator.clock import FixedClock
from integrator.context import Connections
from integrator.intake import drain, judge, replay
from integrator.intake.stream import Stream
from integrator.ledger import deliveries, events
from integrator.ledger.database import Ledger, LedgerFailure
from integrator.ledger.events import Look
from tests.ledger.builders import NOON, STORE, forget
from tests.unit.intake.post import WANTED, Post, order_body

judging = importlib.import_module("integrator.intake.judge")

POISON, OTHER = "gid://shopify/Order/1", "gid://shopify/Order/2"
RULES: Any = SimpleNamespace()


class Death(BaseException):
    """The process is gone."""


@pytest.fixture
def clock(connections: Connections, ledger_url: str) -> Iterator[FixedClock]:
    """A clock moved by hand, for the ledger too; deliveries about two orders wait to be judged."""
    clock = FixedClock(NOON)
    connections.ledger.close()
    connections.ledger, connections.clock = Ledger(ledger_url, now=clock.now), clock
    yield clock
    forget(connections.ledger)


@pytest.fixture
def delivered(connections: Connections, clock: FixedClock, stream: Stream, post: Post) -> Post:
    del clock
    post.ship("poison", order_body(1))
    post.ship("other", order_body(2))
    drain(connections, stream, wanted=WANTED)
    return post


def look_at(connections: Connections, get_order: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Shopify answer as `get_order` does; an order that is not there ends in front of a person."""
    monkeypatch.setattr(connections, "shopify", lambda _store: SimpleNamespace(get_order=get_order))


def deaths_of(connections: Connections, clock: FixedClock, subject: str) -> int:
    """Let one judge after the other come for a subject; return how many died."""
    deaths = 0
    for _ in range(6):
        try:
            judge(connections, RULES, Look(STORE, subject))
        except Death:
            deaths += 1
        clock.advance(connections.settings.lease + timedelta(seconds=1))
    return deaths


def is_deadly(subject: str) -> None:
    if subject == POISON:
        raise Death


def test_an_event_that_kills_its_judges_is_parked_and_told_and_others_are_judged(
    connections: Connections, clock: FixedClock, delivered: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(connections, is_deadly, monkeypatch)

    with capture_logs() as logs:
        deaths = [deaths_of(connections, clock, subject) for subject in (POISON, OTHER)]

    ends = delivered.ends()
    told = [line["reason"] for line in logs if line["event"] == "event parked" and line["log_level"] == "error"]
    assert [3, 0] == deaths
    assert ("parked", "crashes: 3 workers died while they judged it; look at their logs, then replay") == ends["poison"]
    assert "has no such order" in ends["other"][1]
    assert [ends["poison"][1], ends["other"][1]] == told


def test_a_replay_of_what_was_parked_begins_without_deaths(
    connections: Connections, clock: FixedClock, delivered: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(connections, is_deadly, monkeypatch)
    deaths_of(connections, clock, POISON)

    replay(connections, "poison", actor="olga", reason="mended")

    assert "parked" == delivered.ends()["poison"][0]
    assert [0] == [row.crashes for row in events.claim(connections.ledger, Look(STORE, POISON), lease=timedelta(1))]


def test_judges_that_are_slow_are_not_taken_for_dead(
    connections: Connections, clock: FixedClock, delivered: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(subject: str) -> None:
        clock.advance(connections.settings.remote_deadline)
        events.claim(connections.ledger, Look(STORE, subject), lease=connections.settings.lease)
        raise Unreachable("no answer", system="shopify", operation="getOrder")

    look_at(connections, slow, monkeypatch)
    for _ in range(6):
        judge(connections, RULES, Look(STORE, POISON))
        clock.advance(timedelta(minutes=20))

    assert connections.settings.remote_deadline > connections.settings.lease
    assert "new" == delivered.ends()["poison"][0]


def test_a_ledger_that_is_away_for_a_moment_is_told_of_the_failure_all_the_same(
    connections: Connections, clock: FixedClock, delivered: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_subject: str) -> None:
        raise Unreachable("no answer", system="shopify", operation="getOrder")

    refusals = [LedgerFailure("away")]
    real = events.postpone

    def postpone(*args: Any, **more: Any) -> None:
        if refusals:
            raise refusals.pop()
        real(*args, **more)

    look_at(connections, away, monkeypatch)
    monkeypatch.setattr(judging.events, "postpone", postpone)

    judge(connections, RULES, Look(STORE, POISON))

    found = deliveries.get(connections.ledger, "poison")
    assert found is not None
    assert [("pending", None)] == [
        (event["state"], event["lease_until"]) for event in events.of_delivery(connections.ledger, found["id"])
    ]
    clock.advance(timedelta(minutes=20))
    assert [0] == [row.crashes for row in events.claim(connections.ledger, Look(STORE, POISON), lease=timedelta(1))]
