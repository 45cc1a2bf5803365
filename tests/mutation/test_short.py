"""A few planted defects that are caught quickly; all of them: `python -m tests.mutation`."""

from collections.abc import Iterator

import pytest

from tests.mutation.__main__ import hunt
from tests.mutation.defects import DEFECTS
from tests.mutation.defects.defect import Defect
from tests.simulation.fleet import cheap_papers
from tests.simulation.world import World

pytestmark = pytest.mark.harness

_QUICK = frozenset(
    {
        "decision wakes nobody",
        "steps left out",
        "no audit entry",
        "event not kept",
        "dedupe too much",
        "endless lease",
        "release nothing",
        "case never closes",
        "amounts as floats",
        "free text in the audit",
    }
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cheap_papers():
        world = World(tmp_path_factory.mktemp("mutation"))
        yield world
        world.ledger.close()


@pytest.mark.parametrize(
    "defect", [one for one in DEFECTS if one.name in _QUICK], ids=lambda defect: defect.name.replace(" ", "-")
)
def test_a_planted_defect_is_caught(defect: Defect, world: World) -> None:
    with defect.planted():
        _, violation, _ = hunt(world, defect, histories=60)

    assert violation is not None
