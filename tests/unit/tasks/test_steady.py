"""Beat's schedule goes on when the wall clock is set back, and catches up on nothing."""

import pickle
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import Celery
from celery.beat import ScheduleEntry, Scheduler

from tasks import schedule, steady
from tasks.steady import Steady

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Uptime:
    """The seconds that a machine is up, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> Uptime:
    found = Uptime()
    monkeypatch.setattr(steady, "time", found)
    monkeypatch.setattr(steady, "_STARTED", (NOON, found.seconds))
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what beat sends."""
    found = Counter[str]()

    def count(_: Scheduler, entry: ScheduleEntry, **__: object) -> None:
        found[entry.task] += 1

    monkeypatch.setattr(Scheduler, "apply_async", count)
    return found


@pytest.fixture
def beat(app: Celery, sent: Counter[str], uptime: Uptime) -> Scheduler:
    schedule.register(app)
    return Scheduler(app)


def go_on(beat: Scheduler, uptime: Uptime, seconds: int) -> None:
    """Let beat look ten times a second."""
    for _ in range(seconds * 10):
        uptime.seconds += 0.1
        beat.tick()


def test_beat_goes_on_with_every_job_when_the_wall_clock_is_set_back_an_hour(
    beat: Scheduler, uptime: Uptime, sent: Counter[str]
) -> None:
    with time_machine.travel(NOON, tick=False):
        go_on(beat, uptime, 60)
    sent.clear()

    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        go_on(beat, uptime, 60)

    assert 28 <= sent["upkeep.relay"] <= 30
    assert 5 <= sent["upkeep.seal_audit"] <= 6
    assert 11 <= sent["poll.decisions"] <= 12


def test_an_hour_of_standstill_is_followed_by_one_tick_of_each_job(
    beat: Scheduler, uptime: Uptime, sent: Counter[str]
) -> None:
    go_on(beat, uptime, 5)
    sent.clear()

    uptime.seconds += 3600
    for _ in range(100):
        beat.tick()

    assert {1} == set(sent.values())


def test_a_last_run_that_was_written_down_before_the_clock_went_back_holds_nothing_up(uptime: Uptime) -> None:
    is_due, after = Steady(timedelta(seconds=2)).is_due(NOON + timedelta(hours=1))

    assert (False, 2.0) == (is_due, after)


def test_a_schedule_survives_beats_file() -> None:
    kept: Any = pickle.loads(pickle.dumps(Steady(timedelta(seconds=2))))

    assert (timedelta(seconds=2), steady.steady_now) == (kept.run_every, kept.nowfun)
