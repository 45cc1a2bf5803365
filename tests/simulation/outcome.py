"""How a history ended, and what it went through."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from integrator.flow import flows
from tests.chaos.invariants import Violation
from tests.simulation.world import World


@dataclass
class Outcome:
    """Of one history, or of many added up."""

    seed: str
    violations: list[Violation] = field(default_factory=list)
    deaths: int = 0
    moments: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    """Attempts by flow and step, and by how they ended."""

    def look(self, world: World) -> None:
        """Count what a history left in its world."""
        self.deaths, self.moments = world.deaths, world.moments.passed
        for flow, step, ended in world.attempts():
            self.steps[f"{flow}.{step}"] += ended != "skipped"
            self.steps[f"ended {ended or 'unknown'}"] += 1

    def add(self, other: "Outcome") -> None:
        self.violations += other.violations
        self.deaths += other.deaths
        self.moments += other.moments
        self.happened += other.happened
        self.steps += other.steps


def unreached(steps: Counter[str]) -> Iterator[str]:
    """Yield the steps of all flows that no history came to."""
    for flow in flows().values():
        yield from (name for line in flow.plan.lines if (name := f"{flow.name}.{line.key}") not in steps)
