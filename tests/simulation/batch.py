"""A batch of histories in one world; a process of a pool can run it."""

import gc
import tempfile
from pathlib import Path

import structlog

from tests.simulation.fleet import cheap_papers
from tests.simulation.history import play
from tests.simulation.outcome import Outcome
from tests.simulation.world import World


def batch(seed: str, first: int, count: int) -> Outcome:
    """Play `count` histories in a fresh world and return them added up."""
    # What the fleet logs of its deaths is not what is looked at here.
    structlog.configure(processors=[drop_logs])
    total = Outcome(seed)
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder, cheap_papers():
        world = World(Path(folder))
        spare_the_collector()
        for number in range(first, first + count):
            outcome = play(world, f"{seed}/{number}")
            total.add(outcome)
        world.ledger.close()
    return total


def spare_the_collector() -> None:
    """Let the garbage collector pass over what stays, and come seldom: statements make much that dies young."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def in_memory() -> str | None:
    """Return a folder in memory where there is one; a simulated death never loses the file."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else None


def drop_logs(*_: object) -> dict[str, object]:
    raise structlog.DropEvent
