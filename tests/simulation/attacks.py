"""What can be done to a golden history: deaths, lost answers, being overtaken, early answers; and its judgement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import Violation, judge
from tests.chaos.invariants.decisions import same_end
from tests.simulation.moments import Crash
from tests.simulation.stories import Story
from tests.simulation.world import NeverQuiet, World

_KINDS = {"death": "deaths", "lost": "lost", "overtaken": "overtaken", "people": "answered", "carried": "carried"}


@dataclass
class Played:
    """What came of one story under attack."""

    attack: "Attack"
    violations: list[Violation] = field(default_factory=list)


@dataclass(frozen=True)
class Golden:
    """A story undisturbed."""

    moments: tuple[str, ...]
    calls: int
    """Remote calls that may change something."""
    evidence: Evidence


def golden(world: World, story: Story) -> Golden:
    story.begin(world)
    world.moments.remembers = True
    story.tell(world)
    names = tuple(world.moments.names)
    world.moments.remembers = False
    found = Golden(names, sum(name.startswith("before ") and "." in name for name in names), world.evidence())
    broken = judge(found.evidence) + world.left_behind()
    if broken:
        raise AssertionError(f"{story.name} is broken without any attack: {', '.join(map(str, broken))}")
    return found


@dataclass(frozen=True)
class Attack:
    """Moments at which the process dies or is overtaken, and numbers of calls whose answers get lost."""

    deaths: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    overtaken: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    """People answer, and nobody has acted upon it yet."""
    carried: tuple[int, ...] = ()
    """Others go on until people are asked and answer, and carry it out."""

    def __str__(self) -> str:
        parts = [f"death at {at}" for at in self.deaths]
        parts += [f"answer {at} lost" for at in self.lost] + [f"overtaken at {at}" for at in self.overtaken]
        parts += [f"people answer at {at}" for at in self.answered] + [f"carried out at {at}" for at in self.carried]
        return ", ".join(parts)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` wrote."""
        found: dict[str, tuple[int, ...]] = {}
        for part in text.split(", "):
            number = re.search(r"\d+", part)
            kind = next((name for word, name in _KINDS.items() if word in part), "")
            if number is None or not kind:
                raise ValueError(f"{part!r} is no attack")
            found[kind] = (*found.get(kind, ()), int(number[0]))
        return cls(**found)


def play(world: World, story: Story, ideal: Golden, attack: Attack) -> Played:
    """Tell a story under attack and judge how it ended."""
    story.begin(world)
    played = Played(attack)
    is_nested = False

    def strike(number: int, name: str) -> None:
        nonlocal is_nested
        if number in attack.deaths:
            raise Crash
        # Inside a transaction nobody else can act.
        if name == "before commit" or is_nested:
            return
        is_nested = True
        if number in attack.overtaken:
            overtake(world)
        if number in attack.answered:
            answer(world, story)
        if number in attack.carried:
            answer(world, story, carry_out=True)
        is_nested = False

    calls = 0

    def fault(_system: str, _operation: str, changes: bool) -> str:  # noqa: FBT001
        nonlocal calls
        calls += changes
        return "lost_answer" if changes and calls in attack.lost else ""

    world.moments.strike, world.ground.fault = strike, fault
    played.violations += judged(world, story, ideal, attack)
    return played


def overtake(world: World) -> None:
    """Let others go on with the work of whoever stands still here, because the lease has ended."""
    world.clock.advance(world.connections.settings.lease + timedelta(seconds=5))
    world.relay()
    while world.carrier.messages:
        world.work(world.carrier.messages.pop(0))


def answer(world: World, story: Story, *, carry_out: bool = False) -> None:
    """
    Let the reviewers answer what they are asked right now.

    With `carry_out` others go on with the work of whoever stands still here, until people are asked, and do what those
    answer.
    """
    if carry_out:
        overtake(world)
    for process in world.desk.waiting():
        world.desk.decide(process, story.word)
    world.poll()
    while carry_out and world.carrier.messages:
        world.work(world.carrier.messages.pop(0))


def judged(world: World, story: Story, ideal: Golden, attack: Attack) -> list[Violation]:
    """Tell a story in a world that is prepared for an attack, and judge how it ended."""
    seed = f"{story.name}: {attack}"
    try:
        story.tell(world)
    except NeverQuiet as error:
        return [Violation("I15", f"never came to rest: {error}", seed=seed)]
    evidence = world.evidence(seed=seed)
    others = [*world.left_behind(), *same_end(ideal.evidence, evidence)]
    return judge(evidence) + [violation.with_seed(seed) for violation in others]


def attacks_of(ideal: Golden, *, pairs: bool, every: int = 1) -> Iterator[Attack]:
    """Yield each single attack, then pairs of deaths, and pairs of a lost answer and a death."""
    places = range(1, len(ideal.moments) + 1)
    calls = range(1, ideal.calls + 1)
    yield from (Attack(deaths=(at,)) for at in places if ideal.moments[at - 1] != "before write")
    yield from (Attack(lost=(call,)) for call in calls)
    yield from (Attack(overtaken=(at,)) for at in places)
    if any("workflow.start" in name for name in ideal.moments):
        yield from (Attack(answered=(at,)) for at in places)
        yield from (Attack(carried=(at,)) for at in places)
    if not pairs:
        return
    found = [Attack(deaths=(first, second)) for first in places for second in range(first + 1, len(places) + 20)]
    found += [Attack(deaths=(at,), lost=(call,)) for call in calls for at in places]
    yield from found[::every]
