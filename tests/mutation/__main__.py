"""
The checker's own test: `python -m tests.mutation [--only NAME] [--histories N]`.

Each planted defect must be caught, by a golden history, a single attack at one of its moments, or a random history.
First everything is played without any defect and must be clean. Last come rules of contracts that an emulation breaks,
each to be noticed by a test of that contract. Exit code 0 only if all were caught.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from tests.chaos.invariants import Violation
from tests.mutation.contracts import is_noticed
from tests.mutation.defects import DEFECTS
from tests.mutation.defects.contracts import CONTRACTS
from tests.mutation.defects.defect import Defect
from tests.simulation.attacks import Attack, attacks_of, golden, play
from tests.simulation.batch import drop_logs, in_memory
from tests.simulation.fleet import cheap_papers
from tests.simulation.history import play as play_history
from tests.simulation.stories import STORIES
from tests.simulation.world import NeverQuiet, World

_STORIES = ("W1 released", "W1 released in one go", "N5 approval", "W1 changed", "E4 cancelled", "all released")
_EVERY = 4
"""Of the single attacks each fourth is enough to catch what can be caught by them."""


def verdicts(world: World, *, histories: int) -> Iterator[tuple[str, list[Violation]]]:
    """Yield layer and violations of one trial after the other, the cheap ones first."""
    ideals = {}
    for story in (one for one in STORIES if one.name in _STORIES):
        try:
            ideals[story] = golden(world, story)
        except (AssertionError, NeverQuiet) as error:
            yield f"story {story.name}", [Violation("I1", str(error)[:160])]
    yield "stories", []
    for number in range(histories // 4):
        yield f"history {number}", play_history(world, f"mutation/{number}").violations
    for story, ideal in ideals.items():
        for attack in _chosen(list(attacks_of(ideal, pairs=False))):
            yield f"{story.name}, {attack}", play(world, story, ideal, attack).violations
    for number in range(histories // 4, histories):
        yield f"history {number}", play_history(world, f"mutation/{number}").violations


def _chosen(attacks: list[Attack]) -> list[Attack]:
    """Return a part of the attacks; of those in which people answer at a moment, all, as each stands for a race."""
    races = [attack for attack in attacks if attack.answered or attack.carried]
    return [*races, *[attack for attack in attacks if attack not in races][::_EVERY]]


def hunt(world: World, defect: Defect | None, *, histories: int) -> tuple[str, Violation | None, int]:
    """Return layer, first violation and number of trials; no violation when nothing was found."""
    trials = 0
    for layer, found in verdicts(world, histories=histories):
        trials += 1
        if found:
            return layer, found[0], trials
    return "", None, trials


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", default="", help="only defects whose name begins so")
    parser.add_argument("--histories", type=int, default=120, help="most random histories for each defect")
    wanted = parser.parse_args(arguments)
    structlog.configure(processors=[drop_logs])
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder, cheap_papers():
        world = World(Path(folder))
        layer, violation, trials = hunt(world, None, histories=wanted.histories // 4)
        print(f"without a defect: {violation or 'clean'} {layer} ({trials} trials)", flush=True)  # noqa: T201
        missed = int(violation is not None)
        chosen = [defect for defect in DEFECTS if defect.name.startswith(wanted.only)]
        for defect in chosen:
            begun = time.monotonic()
            with defect.planted():
                layer, violation, trials = hunt(world, defect, histories=wanted.histories)
            missed += violation is None
            told = f"{violation.invariant} in {layer}" if violation else "NOT CAUGHT"
            row = f"{defect.name:30}{trials:5} trials {time.monotonic() - begun:6.1f} s  {told}"
            print(row, flush=True)  # noqa: T201
    rules = [rule for rule in CONTRACTS if rule.defect.name.startswith(wanted.only)]
    for rule in rules:
        is_caught = is_noticed(rule)
        missed += not is_caught
        print(f"{rule.defect.name:30}{'red' if is_caught else 'NOT CAUGHT':>11}  {rule.seen_by}", flush=True)  # noqa: T201
    total = len(chosen) + len(rules)
    print(f"{total - missed} of {total} caught")  # noqa: T201
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
