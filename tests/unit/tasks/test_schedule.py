"""The schedule: "look now" ticks that are dropped when nobody looked, and taken once however many beats say them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery

from integrator.ledger import jumps, ticks
from integrator.queues import QUEUES
from integrator.settings import Settings
from tasks import misfits, schedule, upkeep
from tasks.pollers import decisions, messages
from tasks.sweeps import balance, each, orders, silence, subscriptions

PERIODIC = {
    "upkeep.relay": upkeep.relay,
    "upkeep.seal_audit": upkeep.seal_audit,
    "upkeep.prune": upkeep.prune,
    "upkeep.misfits": misfits.look,
    "poll.decisions": decisions.poll,
    "poll.messages": messages.poll,
    "sweep.orders": orders.tick,
    "sweep.subscriptions": subscriptions.tick,
    "sweep.balance": balance.tick,
    "sweep.silence": silence.tick,
}


@pytest.fixture
def entries(app: Celery) -> dict[str, Any]:
    schedule.register(app)
    found: dict[str, Any] = app.conf.beat_schedule
    return found


def test_every_periodic_task_is_on_the_schedule(entries: dict[str, Any]) -> None:
    assert set(PERIODIC) == set(entries)
    assert {name: name for name in PERIODIC} == {name: entry["task"] for name, entry in entries.items()}


@pytest.mark.parametrize("name", PERIODIC)
def test_an_entry_expires_soon_enough_but_not_for_a_machine_whose_clock_is_ten_minutes_ahead(
    entries: dict[str, Any], name: str
) -> None:
    entry = entries[name]
    every = entry["schedule"].run_every

    assert every >= timedelta(seconds=1)
    assert timedelta(minutes=10) + every < timedelta(seconds=entry["options"]["expires"])
    assert timedelta(seconds=entry["options"]["expires"]) <= timedelta(minutes=12) + 2 * every


@pytest.mark.parametrize("name", PERIODIC)
def test_an_entry_goes_to_the_queue_of_its_task(entries: dict[str, Any], name: str) -> None:
    assert entries[name]["options"]["queue"] in QUEUES
    assert ("upkeep" if name.startswith("upkeep.") else "poll") == entries[name]["options"]["queue"]


def test_the_relay_comes_round_well_before_its_patience_ends(entries: dict[str, Any]) -> None:
    assert entries["upkeep.relay"]["schedule"].run_every < Settings().relay_after


def test_the_pollers_come_round_as_the_settings_say(app: Celery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_TICK", "PT3S")

    schedule.register(app)

    assert timedelta(seconds=3) == app.conf.beat_schedule["poll.decisions"]["schedule"].run_every


@pytest.mark.parametrize(
    ("setting", "job"),
    [
        ("SWEEP_EVERY", "sweep.orders"),
        ("SWEEP_EVERY", "sweep.balance"),
        ("WATCH_SUBSCRIPTIONS", "sweep.subscriptions"),
        ("SILENCE_AFTER", "sweep.silence"),
    ],
)
def test_a_sweep_that_is_switched_off_is_not_on_the_schedule(
    app: Celery, monkeypatch: pytest.MonkeyPatch, setting: str, job: str
) -> None:
    monkeypatch.setenv(f"INTEGRATOR_{setting}", "PT0S")

    schedule.register(app)

    assert job not in app.conf.beat_schedule


@pytest.mark.parametrize("name", PERIODIC)
def test_a_tick_that_another_beat_had_does_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def taken(_: object, job: str, *, every: timedelta) -> bool:
        asked.append(job)
        return False

    monkeypatch.setattr(ticks, "take", taken)
    monkeypatch.setattr(jumps, "heal", lambda *_, **__: timedelta(0))
    for module in (upkeep, misfits, decisions, each, orders, subscriptions):
        monkeypatch.setattr(
            module, "fleet", lambda: SimpleNamespace(connections=SimpleNamespace(ledger=None), settings=Settings())
        )

    assert "another beat had this tick" == PERIODIC[name]()
    assert [name] == asked
