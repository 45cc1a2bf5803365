"""`integrator runs requeue --parked`, `integrator deliveries replay --state parked`: many at once, looked at first."""

from collections.abc import Callable
from typing import Any

import pytest

from integrator.context import Connections
from integrator.ledger import audit, deliveries, events, runs

Command = Callable[..., Any]
WHY = ("--reason", "looked into it", "--as", "ada")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrator.cli.one_by_one.time.sleep", lambda _: None)


@pytest.fixture
def refused_run(connections: Connections, run_id: str) -> str:
    """A run that a remote system refused."""
    with connections.ledger.write() as connection:
        runs.overrule(connection, run_id, state="parked", due_at=None, note="refused:Refused: no such category")
    return run_id


@pytest.fixture
def parked_delivery(connections: Connections, delivery_id: str) -> str:
    with connections.ledger.write() as connection:
        deliveries.settle(connection, delivery_id, state="parked", note="the store is not in stores.toml")
    return delivery_id


def test_parked_runs_of_a_code_are_requeued(integrator: Command, connections: Connections, refused_run: str) -> None:
    other = integrator("runs", "requeue", "--parked", "--code", "crashes", *WHY)
    told = integrator("runs", "requeue", "--parked", "--code", "refused", *WHY)

    assert (0, "0 requeued\n") == (other.code, other.out)
    assert (0, "1 requeued\n") == (told.code, told.out)
    assert "running" == integrator("runs", "show", refused_run, "--json").json["state"]


def test_a_preview_of_a_requeue_changes_nothing(integrator: Command, refused_run: str) -> None:
    [row] = integrator("runs", "requeue", "--parked", "--preview", "--json").json

    assert (refused_run, "hold_order", "refused", "try it") == (row["run"], row["step"], row["code"], row["would"])
    assert "parked" == integrator("runs", "show", refused_run, "--json").json["state"]


@pytest.mark.parametrize("words", [(), ("r-1", "--parked"), ("r-1", "--code", "refused"), ("--store", "x")])
def test_which_runs_are_meant_has_to_be_said(integrator: Command, words: tuple[str, ...]) -> None:
    told = integrator("runs", "requeue", *words, *WHY)

    assert (1, "Name runs, or say --parked, to which --code, --flow and --store may be added.\n") == (
        told.code,
        told.err,
    )


def test_without_a_reason_nothing_is_requeued(integrator: Command, refused_run: str) -> None:
    told = integrator("runs", "requeue", refused_run)

    assert (1, "The reason is empty; say in a few words why.\n") == (told.code, told.err)
    assert "parked" == integrator("runs", "show", refused_run, "--json").json["state"]


def test_parked_deliveries_are_replayed(integrator: Command, connections: Connections, parked_delivery: str) -> None:
    told = integrator("deliveries", "replay", "--state", "parked", "--topic", "orders/create", *WHY)

    assert (0, "1 replayed, quietly\n") == (told.code, told.out)
    [event] = events.of_delivery(connections.ledger, parked_delivery)
    assert ("replay", True) == (event["source"], event["quiet"])
    assert 1 == len(audit.find(connections.ledger, action="delivery.replayed"))


@pytest.mark.parametrize(
    "words", [("--since", "2026-11-20T12:00Z"), ("--until", "2026-11-20T12:01Z"), ("--store", "acme.myshopify.com")]
)
def test_deliveries_are_chosen_by_moment_and_store(
    integrator: Command, parked_delivery: str, words: tuple[str, ...]
) -> None:
    assert "1 replayed, quietly\n" == integrator("deliveries", "replay", *words, *WHY).out


@pytest.mark.parametrize("words", [("--since", "2026-11-20T12:01Z"), ("--until", "2026-11-20T12:00Z")])
def test_deliveries_outside_the_window_stay(integrator: Command, parked_delivery: str, words: tuple[str, ...]) -> None:
    assert "0 replayed, quietly\n" == integrator("deliveries", "replay", *words, *WHY).out


@pytest.mark.parametrize("words", [(), ("wh-1", "--state", "parked")])
def test_which_deliveries_are_meant_has_to_be_said(integrator: Command, words: tuple[str, ...]) -> None:
    told = integrator("deliveries", "replay", *words, *WHY)

    assert (1, "Name deliveries, or say which with --state, --topic, --store, --since or --until.\n") == (
        told.code,
        told.err,
    )


@pytest.mark.usefixtures("connections")
def test_a_delivery_that_is_not_there_is_named(integrator: Command) -> None:
    told = integrator("deliveries", "replay", "nothing", *WHY)

    assert (1, "There is no delivery nothing.\n") == (told.code, told.err)


def test_replays_stop_when_what_was_replayed_is_parked(
    integrator: Command, parked_delivery: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrator.ledger.replays.count_parked", lambda *_, **__: 3)

    told = integrator("deliveries", "replay", "--state", "parked", *WHY)

    assert 1 == told.code
    assert "stopped with 1 left: 3 of the replayed ones were parked; see to them first" in told.out
