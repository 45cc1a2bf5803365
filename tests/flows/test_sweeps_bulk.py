"""A window of many orders is left to a bulk operation; whatever happens to it, every order is looked at."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrator.clients.errors import Unreachable
from integrator.clients.shopify import Shopify
from integrator.ledger.alarms import open_alarms
from integrator.settings import Settings
from integrator.sweeps import progress
from tests.flows.story import STORE, Sandbox, Shop, Workshop

PLAIN: dict[str, Any] = {"total": "80.00"}
FIRST_FILE = "5110200001.jsonl"


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sweep_every": timedelta(0), "sweep_grace": timedelta(0), "sweep_bulk_pages": 1})


@pytest.fixture(autouse=True)
def quick_bulk(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setattr("integrator.clients.shopify.lists.PAGE", 3)
    sandbox.call("POST", "/shopify/settings", {"bulk_seconds": 0})


@pytest.fixture
def placed(fleet: Workshop, store: Shop) -> set[str]:
    """Ten orders nobody told us about."""
    fleet.sweep()
    return {store.place_order(**PLAIN) for _ in range(10)}


def alarms(fleet: Workshop) -> list[str]:
    return [alarm["code"] for alarm in open_alarms(fleet.connections.ledger)]


def numbers(fleet: Workshop) -> set[str]:
    return {case["subject"].rsplit("/", 1)[-1] for case in fleet.cases()}


def sweep_to_the_end(fleet: Workshop) -> list[str]:
    told = []
    for _ in range(10):
        told.append(fleet.sweep())
        if "missed" in told[-1]:
            break
    fleet.look_at_overdue()
    return told


def test_a_large_window_is_fetched_in_bulk(fleet: Workshop, placed: set[str]) -> None:
    told = sweep_to_the_end(fleet)

    begun, ended = told
    assert "a bulk operation was begun" == begun
    assert ended.endswith("compared in bulk, 10 missed")
    assert placed == numbers(fleet)
    assert [] == alarms(fleet)


def test_nobody_waits_for_a_bulk_operation_under_way(fleet: Workshop, placed: set[str], sandbox: Sandbox) -> None:
    sandbox.call("POST", "/shopify/settings", {"bulk_seconds": 3600})
    begun = fleet.sweep()

    waiting = [fleet.sweep(), fleet.sweep()]
    sandbox.call("POST", "/clock", {"advance_seconds": 3601})
    ended = fleet.sweep()

    assert "a bulk operation was begun" == begun
    assert 2 * ["a bulk operation is under way"] == waiting
    assert ended.endswith("10 missed")


@pytest.mark.parametrize("end", ["FAILED", "EXPIRED", "CANCELED"])
def test_a_bulk_operation_that_fails_is_told_and_the_round_goes_on_by_pages(
    fleet: Workshop, placed: set[str], sandbox: Sandbox, end: str
) -> None:
    sandbox.call("POST", "/shopify/settings", {"bulk_end": end})

    told = sweep_to_the_end(fleet)

    assert f"ended as {end}" in told[1]
    assert ["sweep_bulk_failed"] == alarms(fleet)
    assert placed == numbers(fleet)


def test_an_operation_that_was_begun_before_its_id_was_written_down_is_found_again(
    fleet: Workshop, placed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, begun = Shopify.run_bulk, []

    def begin_and_die(self: Shopify, search: str) -> Any:
        begun.append(begin(self, search).id)
        raise Killed

    monkeypatch.setattr(Shopify, "run_bulk", begin_and_die)
    with pytest.raises(Killed):
        fleet.sweep()

    sweep_to_the_end(fleet)

    assert 1 == len(begun)
    assert placed == numbers(fleet)


def test_a_crash_while_the_file_is_read_goes_on_behind_the_last_batch(
    fleet: Workshop, placed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrator.sweeps.bulk._BATCH", 2)
    fleet.sweep()
    moving, moves = progress.move, iter(range(100))

    def dying(*args: Any, **keywords: Any) -> None:
        moving(*args, **keywords)
        if next(moves) == 2:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(progress, "move", dying)
        with pytest.raises(Killed):
            fleet.sweep()
    at = progress.read(fleet.connections.ledger, STORE, "orders")

    assert at is not None
    assert at.round is not None
    assert at.round.bulk is not None
    lines = lines_of(fleet, at.round.bulk.id)

    told = sweep_to_the_end(fleet)

    assert 4 == at.round.bulk.line
    assert [f"{at.round.seen + lines - 4} compared in bulk, 10 missed"] == told
    assert placed == numbers(fleet)


def lines_of(fleet: Workshop, bulk_id: str) -> int:
    shopify = fleet.connections.shopify(fleet.connections.stores[STORE])
    operation = shopify.find_bulk(bulk_id)
    assert operation is not None
    return len(list(shopify.bulk_orders(operation.url)))


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[" * 30_000,
        b'{"id": "gid://shopify/Order/1"}',
        b'{"__parentId": "x"}',
        b'"' + b"x" * 70_000 + b'"',
        b"\xff\xfe",
        b"null",
    ],
    ids=["text", "deep", "short", "child", "long", "no-utf-8", "null"],
)
def test_a_hostile_file_is_told_and_the_round_goes_on_by_pages(
    fleet: Workshop, placed: set[str], monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    fleet.sweep()
    with_line(monkeypatch, line)

    told = sweep_to_the_end(fleet)

    assert "left a file that cannot be read" in told[0]
    assert ["sweep_bulk_failed"] == alarms(fleet)
    assert placed == numbers(fleet)


def with_line(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    """Put a line into the middle of every file."""
    from integrator.clients.shopify import bulk

    reading = bulk._lines

    def lines(file: Any) -> Iterator[bytes]:
        content = file.read().split(b"\n")
        content.insert(4, line)
        file.seek(0)
        file.truncate()
        file.write(b"\n".join(content))
        file.seek(0)
        yield from reading(file)

    monkeypatch.setattr(bulk, "_lines", lines)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://user@storage.example/x", "gopher://x", "http:///x"])
def test_the_address_of_a_file_is_not_followed_everywhere(fleet: Workshop, url: str) -> None:
    shopify = fleet.connections.shopify(fleet.connections.stores[STORE])

    with pytest.raises(Exception, match="the address of the file cannot be used"):
        list(shopify.bulk_orders(url))


@pytest.mark.parametrize("status", [403, 404])
def test_a_file_that_is_gone_is_told_and_the_round_goes_on_by_pages(
    fleet: Workshop, placed: set[str], sandbox: Sandbox, status: int
) -> None:
    fleet.sweep()
    sandbox.fault("shopify", f"GET {FIRST_FILE}", "status", status=status, times=1)

    told = sweep_to_the_end(fleet)

    assert "left a file that cannot be read" in told[0]
    assert placed == numbers(fleet)


def test_a_file_that_cannot_be_fetched_now_is_fetched_later(
    fleet: Workshop, placed: set[str], sandbox: Sandbox
) -> None:
    fleet.sweep()
    sandbox.fault("shopify", f"GET {FIRST_FILE}", "status", status=503, times=1)
    with pytest.raises(Unreachable):
        fleet.sweep()

    assert [True] == [line.endswith("compared in bulk, 10 missed") for line in sweep_to_the_end(fleet)]


def test_too_many_operations_at_once_are_no_reason_to_stop(fleet: Workshop, placed: set[str], sandbox: Sandbox) -> None:
    sandbox.call("POST", "/shopify/settings", {"bulk_seconds": 3600})
    shopify = fleet.connections.shopify(fleet.connections.stores[STORE])
    for minute in range(5):
        shopify.run_bulk(f"updated_at:>='2026-01-01T00:0{minute}:00Z'")

    told = sweep_to_the_end(fleet)

    assert "was refused: LIMIT_REACHED" in told[0]
    assert placed == numbers(fleet)
