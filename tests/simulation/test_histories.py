"""A handful of random histories; many: `python -m tests.simulation`. A failing one prints the seed that replays it."""

from pathlib import Path

import pytest

from tests.simulation.batch import batch
from tests.simulation.fleet import cheap_papers
from tests.simulation.history import play
from tests.simulation.world import World

pytestmark = pytest.mark.harness


def test_random_histories_violate_nothing() -> None:
    total = batch("short", 0, 80)

    assert [] == [str(violation) for violation in total.violations]
    assert 20 < total.deaths
    assert {"wipe", "overlap", "lost_answer", "merchant_cancels", "requeue"} <= set(total.happened)


def test_the_same_seed_gives_the_same_history(tmp_path: Path) -> None:
    with cheap_papers():
        world = World(tmp_path)
        histories = [[play(world, f"again/{number}").happened for number in range(12)] for _ in range(2)]
        world.ledger.close()

    assert histories[0] == histories[1]
