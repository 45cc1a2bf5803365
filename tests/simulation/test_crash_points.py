"""A part of the single attacks on each story; all of them: `python -m tests.simulation.crashes`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.attacks import Attack, attacks_of, golden, play
from tests.simulation.batch import in_memory
from tests.simulation.fleet import cheap_papers
from tests.simulation.stories import STORIES, Story
from tests.simulation.tree import explore
from tests.simulation.world import World

pytestmark = pytest.mark.harness

_MOST = 10
"""Attacks on one story; of more, every second or third is made."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = Path(in_memory() or "") / f"simulation-{os.getpid()}" if in_memory() else tmp_path_factory.mktemp("world")
    folder.mkdir(exist_ok=True)
    with cheap_papers():
        world = World(folder)
        yield world
        world.ledger.close()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_an_attack_at_any_moment_changes_nothing(story: Story, world: World) -> None:
    ideal = golden(world, story)
    attacks = list(attacks_of(ideal, pairs=False))
    chosen = attacks[:: len(attacks) // _MOST + 1]

    found = [violation for attack in chosen for violation in play(world, story, ideal, attack).violations]

    assert [] == [str(violation) for violation in found]


def test_a_tree_makes_the_same_single_attacks(world: World, tmp_path: Path) -> None:
    story = STORIES[0]
    ideal = golden(world, story)
    places = sum(name != "before write" for name in ideal.moments)

    found = explore(world, story, ideal, folder=tmp_path, pairs=False)

    assert [] == [str(violation) for violation in found.violations]
    assert (places, ideal.calls) == (found.attacks["deaths"], found.attacks["lost"])


@pytest.mark.parametrize("attack", [Attack(deaths=(7, 40), lost=(3,)), Attack(overtaken=(5,)), Attack(answered=(9,))])
def test_a_printed_attack_can_be_read_again(attack: Attack) -> None:
    assert attack == Attack.read(str(attack))
