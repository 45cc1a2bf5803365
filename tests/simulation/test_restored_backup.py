"""The ledger is restored from a backup, while the remote systems and Redis have gone on: nothing happens twice."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.invariants import judge
from tests.simulation.fleet import cheap_papers
from tests.simulation.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cheap_papers():
        world = World(tmp_path)
        yield world
        world.ledger.close()


def backed_up(world: World) -> sqlite3.Connection:
    """Copy the whole ledger away."""
    backup = sqlite3.connect(":memory:")
    _database(world).backup(backup)
    return backup


def _database(world: World) -> sqlite3.Connection:
    found: sqlite3.Connection = world.ledger.engine.raw_connection().driver_connection  # type: ignore[assignment]
    return found


@pytest.mark.parametrize("word", ["release", "cancel"])
@pytest.mark.parametrize("is_wiped", [True, False])
@pytest.mark.parametrize("when", ["before the order", "before the answer"])
def test_what_was_done_after_the_backup_is_found_and_not_done_again(
    word: str,
    when: str,
    is_wiped: bool,  # noqa: FBT001
    world: World,
) -> None:
    backup = backed_up(world)
    order = world.store.place(total="12400.55", risk="HIGH", wholesale=True)
    world.deliver(order, "orders/create")
    world.settle()
    if when == "before the answer":
        backup.close()
        backup = backed_up(world)
    world.decide(order, word)
    world.settle()

    backup.backup(_database(world))
    backup.close()
    if is_wiped:
        world.wipe_redis()
    else:
        world.ship_again()
    world.deliver(order, "orders/updated")
    world.settle()

    found = judge(world.evidence(), only=["I1", "I2", "I3", "I4", "I7"])
    # A mail cannot be looked up; what went out after the backup goes out once more.
    assert [] == [str(violation) for violation in found if "mail" not in violation.text]
    once = [effect["operation"] for effect in world.ground.effects]
    assert 1 == once.count("workspace_created")
    assert int(word == "cancel") == once.count("order_cancelled")
    assert 1 == once.count("process_started")


def test_an_answer_that_the_backup_does_not_know_is_put_in_front_of_an_operator(world: World) -> None:
    backup = backed_up(world)
    order = world.store.place(total="12400.55", risk="HIGH", wholesale=True)
    world.deliver(order, "orders/create")
    world.settle()
    world.decide(order, "release")
    world.settle()

    backup.backup(_database(world))
    backup.close()
    world.ship_again()
    world.settle()

    (case,) = [row for row in world.evidence().tables["cases"] if row["concern"] == "ORDER_REVIEW"]
    assert "its question has ended in Workflow Service" in case["attention"]
    assert "accepted" == world.decide_in_console(order, "release")
    world.settle()
    assert [] == [hold for holds in order.parts.values() for hold in holds]
