"""
All attacks on a story as one tree: at each moment a forked copy of the world suffers it, and the story goes on without.

So what comes before an attack is played once for all that follow, and the second attack of a pair strikes exactly the
moments that exist after the first. The world lies in memory, so a fork copies all of it.
"""

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from tests.chaos.invariants import Violation
from tests.simulation.attacks import Attack, Golden, answer, judged, overtake
from tests.simulation.moments import Crash
from tests.simulation.stories import Story
from tests.simulation.world import World


@dataclass
class Found:
    """What came of all attacks on one story."""

    attacks: Counter[str] = field(default_factory=Counter)
    """Number by kind, such as `deaths` or `deaths+lost`."""
    violations: list[Violation] = field(default_factory=list)


@dataclass
class _Tree:
    """One process's view: the branch it is on, and how much further it may branch."""

    world: World
    story: Story
    ideal: Golden
    report: Path
    depth: int
    room: int
    """Branches that may grow at the same time."""
    pace: int
    """Of the second attacks each `pace`-th is made."""
    attack: Attack = field(default_factory=Attack)
    calls: int = 0
    is_nested: bool = False
    places: int = 0
    growing: list[int] = field(default_factory=list)

    def grow(self) -> None:
        """Tell the story; each branch judges its own end."""
        self.world.moments.strike, self.world.ground.fault = self._strike, self._fault
        found = judged(self.world, self.story, self.ideal, self.attack)
        # What this branch suffered is known at its end only.
        found = [one.with_seed(f"{self.story.name}: {self.attack}") for one in found]
        kinds = [one.name for one in fields(self.attack) for _ in getattr(self.attack, one.name)]
        line = {"kind": "+".join(kinds), "violations": [asdict(one) for one in found]}
        while self.growing:
            self._await_one()
        with self.report.open("a") as report:
            report.write(json.dumps(line) + "\n")

    def _strike(self, number: int, name: str) -> None:
        if self.is_nested:
            return
        # Dying right after an action is dying right before the next one; for pairs that is looked at once.
        is_place = name.startswith("before") if self._is_second() else True
        if (
            is_place
            and name != "before write"
            and self._branches(replace(self.attack, deaths=(*self.attack.deaths, number)))
        ):
            raise Crash
        # Inside a transaction nobody else can act.
        if self._is_second() or name == "before commit":
            return
        if self._branches(Attack(overtaken=(number,))):
            self._meanwhile(lambda: overtake(self.world))
        elif self.is_asked and self._branches(Attack(answered=(number,))):
            self._meanwhile(lambda: answer(self.world, self.story))
        elif self.is_asked and self._branches(Attack(carried=(number,))):
            self._meanwhile(lambda: answer(self.world, self.story, carry_out=True))

    def _meanwhile(self, act: Callable[[], None]) -> None:
        """Let others act while the one whose moment this is stands still; no second attack follows."""
        self.depth = 0
        self.is_nested = True
        act()
        self.is_nested = False

    def _fault(self, _system: str, _operation: str, changes: bool) -> str:  # noqa: FBT001
        self.calls += changes
        if not changes or self.is_nested:
            return ""
        is_lost = self._branches(replace(self.attack, lost=(*self.attack.lost, self.calls)))
        return "lost_answer" if is_lost else ""

    @property
    def is_asked(self) -> bool:
        return any("workflow.start" in name for name in self.ideal.moments)

    def _is_second(self) -> bool:
        return self.attack != Attack()

    def _branches(self, attack: Attack) -> bool:
        """Fork a branch that suffers `attack`; `True` in the branch."""
        if not self.depth:
            return False
        self.places += 1
        if self._is_second() and self.places % self.pace:
            return False
        if len(self.growing) >= self.room:
            self._await_one()
        branch = os.fork()
        if branch:
            self.growing.append(branch)
            return False
        # Where a branch begins to count differs, so that each place of the story gets its share of second attacks.
        self.places = sum((*attack.deaths, *attack.lost)) * 7
        self.attack, self.depth, self.room, self.growing = attack, self.depth - 1, 1, []
        return True

    def _await_one(self) -> None:
        _, status = os.waitpid(self.growing.pop(0), 0)
        if status:
            raise AssertionError(f"a branch of {self.story.name} after {self.attack} ended with status {status}")


def explore(
    world: World, story: Story, ideal: Golden, *, folder: Path, pairs: bool, processes: int = 1, pace: int = 1
) -> Found:
    """Make every single attack on a story, and with `pairs` every second one after each."""
    report = folder / f"{story.name}.jsonl"
    report.unlink(missing_ok=True)
    with _no_collector():
        trunk = os.fork()
        if not trunk:
            code = 1
            try:
                story.begin(world)
                _Tree(world, story, ideal, report, 1 + pairs, processes, pace).grow()
                code = 0
            finally:
                # A branch is a copy of this process: whatever became of it, it must not go on as if it were the first.
                os._exit(code)
        _, status = os.waitpid(trunk, 0)
    if status:
        raise AssertionError(f"{story.name} could not be explored, status {status}")
    return _read(report)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the collector from touching, and so copying, what a branch shares with its parent."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _read(report: Path) -> Found:
    found = Found()
    for text in report.read_text().splitlines():
        line = json.loads(text)
        if line["kind"]:
            found.attacks[line["kind"]] += 1
        found.violations += [Violation(**one) for one in line["violations"]]
    return found
