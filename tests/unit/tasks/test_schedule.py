"""The schedule: "look now" ticks that are dropped when nobody looked, and taken once however many beats say them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery

from integrator.ledger import ticks
from integrator.queues import QUEUES
from integrator.settings import Settings
from tasks import schedule, upkeep
from tasks.pollers import decisions

PERIODIC = {
    "upkeep.relay": upkeep.relay,
    "upkeep.seal_audit": upkeep.seal_audit,
    "upkeep.prune": upkeep.prune,
    "poll.decisions": decisions.poll,
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
def test_an_entry_expires_soon_after_the_next_tick(entries: dict[str, Any], name: str) -> None:
    entry = entries[name]

    assert entry["schedule"] >= timedelta(seconds=1)
    assert entry["schedule"].total_seconds() < entry["options"]["expires"]
    assert entry["options"]["expires"] <= max(10.0, 2 * entry["schedule"].total_seconds())


@pytest.mark.parametrize("name", PERIODIC)
def test_an_entry_goes_to_the_queue_of_its_task(entries: dict[str, Any], name: str) -> None:
    assert entries[name]["options"]["queue"] in QUEUES
    assert ("poll" if name.startswith("poll.") else "upkeep") == entries[name]["options"]["queue"]


def test_the_relay_comes_round_well_before_its_patience_ends(entries: dict[str, Any]) -> None:
    assert entries["upkeep.relay"]["schedule"] < Settings().relay_after


def test_the_pollers_come_round_as_the_settings_say(app: Celery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_TICK", "PT3S")

    schedule.register(app)

    assert timedelta(seconds=3) == app.conf.beat_schedule["poll.decisions"]["schedule"]


@pytest.mark.parametrize("name", PERIODIC)
def test_a_tick_that_another_beat_had_does_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def taken(_: object, job: str, *, every: timedelta) -> bool:
        asked.append(job)
        return False

    monkeypatch.setattr(ticks, "take", taken)
    for module in (upkeep, decisions):
        monkeypatch.setattr(
            module, "fleet", lambda: SimpleNamespace(connections=SimpleNamespace(ledger=None), settings=Settings())
        )

    assert "another beat had this tick" == PERIODIC[name]()
    assert [name] == asked
