"""
Crash points: every durable action of a golden history is a place to die, once and in ordered pairs.

    python -m tests.simulation.crashes [--pairs [--every N]] [--story NAME] [--processes N] [--replay STORY ATTACK]

plays every attack of a kind, or the one named, as in `--replay "W1 released" "death at 7, death at 40"`.

The same with "effect applied, answer lost" at every remote call; with a worker that is overtaken at every moment: it
stands still until its lease has ended, others go on with its work, and then it wakes; and with reviewers who answer at
every moment. A pair is a death or a lost answer, and then another of them. Exit code 0 only if nothing was violated.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.simulation.attacks import Attack, golden, play
from tests.simulation.batch import drop_logs, in_memory
from tests.simulation.fleet import cheap_papers
from tests.simulation.stories import STORIES
from tests.simulation.tree import explore
from tests.simulation.world import World

_HEAD = f"{'story':28}{'moments':>8}{'calls':>7}{'singles':>9}{'pairs':>8}{'seconds':>9}{'violations':>12}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.crashes", description=__doc__)
    parser.add_argument("--pairs", action="store_true", help="every ordered pair, too")
    parser.add_argument("--every", type=int, default=1, help="of the second attacks of pairs only each N-th")
    parser.add_argument("--story", default="", help="only stories whose name begins so")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--replay", nargs=2, metavar=("STORY", "ATTACK"), help="one attack as it was printed")
    wanted = parser.parse_args(arguments)
    # What the fleet logs of its deaths is not what is looked at here.
    structlog.configure(processors=[drop_logs])
    with tempfile.TemporaryDirectory(dir=in_memory()) as name, cheap_papers():
        world, folder = World(Path(name)), Path(name)
        if wanted.replay:
            return _replay(world, *wanted.replay)
        print(_HEAD, flush=True)  # noqa: T201
        failed = 0
        for story in (one for one in STORIES if one.name.startswith(wanted.story)):
            begun = time.monotonic()
            ideal = golden(world, story)
            found = explore(
                world, story, ideal, folder=folder, pairs=wanted.pairs, processes=wanted.processes, pace=wanted.every
            )
            pairs = sum(count for kind, count in found.attacks.items() if "+" in kind)
            row = f"{story.name:28}{len(ideal.moments):8}{ideal.calls:7}{found.attacks.total() - pairs:9}{pairs:8}"
            print(f"{row}{time.monotonic() - begun:9.1f}{len(found.violations):12}", flush=True)  # noqa: T201
            for violation in found.violations[:10]:
                print(f"  {violation}", flush=True)  # noqa: T201
            failed += bool(found.violations)
    return 1 if failed else 0


def _replay(world: World, name: str, attack: str) -> int:
    story = next(one for one in STORIES if one.name == name)
    found = play(world, story, golden(world, story), Attack.read(attack)).violations
    for violation in found:
        print(violation)  # noqa: T201
    print(f"{len(found)} violations")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
