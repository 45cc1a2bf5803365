"""A measurement counts only when every answer was 200 and every accepted webhook is still there."""

from pathlib import Path

import pytest
from fakeredis import FakeRedis

from tests.bench.ingest import kept
from tests.bench.ingest.kept import Kept
from tests.bench.ingest.measure import wrong
from tests.bench.ingest.sides import SIDES, Side
from tests.bench.ingest.telling import remarks


def side(name: str) -> Side:
    return next(one for one in SIDES if one.name == name)


def test_a_load_that_was_answered_and_kept_is_right() -> None:
    assert not wrong({"200": 10}, 12, {"Redis": 12, "journal": 12})


def test_what_is_kept_without_having_been_answered_is_no_loss() -> None:
    assert not wrong({"200": 10}, 10, {"Redis": 11})


@pytest.mark.parametrize(
    ("statuses", "found", "told"),
    [
        ({"200": 10, "503": 2}, {"Redis": 10}, "2 x 503"),
        ({"200": 10, "cut off": 1}, {"Redis": 10}, "1 x cut off"),
        ({"200": 10}, {"Redis": 10, "journal": 7}, "LOST: 3 not in journal"),
        ({}, {"Redis": 10}, "nothing was accepted"),
    ],
)
def test_what_went_wrong_is_named(statuses: dict[str, int], found: dict[str, int], told: str) -> None:
    assert told == wrong(statuses, 10, found)


def test_our_stream_is_emptied_and_counted(tmp_path: Path) -> None:
    client = FakeRedis()
    counting = Kept(side("ours"), client, tmp_path)
    for number in range(3):
        client.xadd("fleet:deliveries", {"webhook_id": number})

    found, _ = counting.await_all(3)
    counting.close()

    assert (3, 0) == (found, client.xlen("fleet:deliveries"))


def test_a_peers_queue_is_counted_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_PATIENCE", 0.05)
    client = FakeRedis()
    client.lpush("celery", "one", "two")
    counting = Kept(side("flask"), client, tmp_path)

    found, seconds = counting.await_all(3)

    assert (2, 2) == (found, client.llen("celery"))
    assert seconds >= 0.05
    assert counting.in_journal() is None


def test_remarks_name_rounds_that_do_not_count_and_a_load_at_its_limit() -> None:
    row = {"side": "ceiling", "cell": "7 kB, 4 connections", "load %": 90.0, "Redis %": 8.0}
    broken = {**row, "load %": None, "Redis %": None, "rounds": [{"wrong": "2 x 503"}]}

    assert ["at least ceiling, 7 kB, 4 connections: load and Redis had no more to give"] == remarks(
        [{**row, "rounds": [{"wrong": ""}]}]
    )
    assert ["NOT COUNTED ceiling, 7 kB, 4 connections: 2 x 503"] == remarks([broken])
