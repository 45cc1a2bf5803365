"""A history to copy: ten orders as the real fleet leaves them, played on the simulated remote systems."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from integrator.ledger.database import rows
from integrator.ledger.tables import metadata
from tests.simulation.fleet import cheap_papers
from tests.simulation.store import SimOrder
from tests.simulation.world import World

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Table name to its rows."""

COPIED = tuple(
    table.name for table in metadata.sorted_tables if table.name not in {"alarms", "balances", "cursors", "ticks"}
)
"""What orders leave behind, in an order in which rows come after those that they point to."""

_BETWEEN = timedelta(minutes=7)


def play(folder: Path) -> Rows:
    """
    Play seven orders that are paid and shipped, two that are reviewed and released, one that is cancelled.

    Raises:
        RuntimeError: a run has not ended.
    """
    with cheap_papers():
        world = World(folder)
        for follow in (_ship, _ship, _ship, _release, _ship, _ship, _cancel, _ship, _release, _ship):
            _play_one(world, follow)
        world.seal_audit()
    left = [state for state in world.states() if state[1] not in {"done", "cancelled", "superseded"}]
    if left:
        raise RuntimeError(f"not every run of the history has ended: {left}")
    with world.ledger.read() as connection:
        found = {name: rows(connection.execute(select(metadata.tables[name]))) for name in COPIED}
    world.ledger.close()
    return found


def _play_one(world: World, follow: Callable[[World, SimOrder], None]) -> None:
    is_plain = follow is _ship
    order = world.store.place(
        total="120.00" if is_plain else "12400.00", risk="LOW" if is_plain else "HIGH", wholesale=False
    )
    world.deliver(order, "orders/create")
    world.settle()
    world.clock.advance(_BETWEEN)
    follow(world, order)
    world.settle()
    world.clock.advance(_BETWEEN)


def _ship(world: World, order: SimOrder) -> None:
    world.store.touch(order)
    world.deliver(order, "orders/paid")
    world.settle()
    world.clock.advance(_BETWEEN)
    world.store.merchant_fulfills(order)
    world.deliver(order, "orders/fulfilled")


def _release(world: World, order: SimOrder) -> None:
    world.decide(order, "release")
    world.settle()
    _ship(world, order)


def _cancel(world: World, order: SimOrder) -> None:
    world.decide(order, "cancel")
    world.settle()
    world.deliver(order, "orders/cancelled")
