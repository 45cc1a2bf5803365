"""
A storm: a golden story under many random incidents at once, which has to end as if there had been none (I12).

What people do is the same as in the story; only messages, processes and remote systems misbehave. An operator puts
parked work back at the end.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tests.chaos.invariants import Violation
from tests.simulation.attacks import Attack, Golden, golden, judged, overtake
from tests.simulation.moments import Crash
from tests.simulation.operators import put_back
from tests.simulation.outcome import Outcome
from tests.simulation.stories import STORIES, Story, answered
from tests.simulation.world import World, sown

_FAULTS = ("away", "lost_answer", "throttled", "garbled")
_SHORT = 120
"""Moments of a story that storms tell often."""


class Storm:
    """The dice of one storm: which story, and how many incidents at which of its moments."""

    def __init__(self, world: World, seed: str) -> None:
        self.world = world
        self.outcome = Outcome(seed)
        ideals = [_ideal(world, story) for story in STORIES]
        self.dice = sown(seed)
        weights = [4 if len(ideal.moments) < _SHORT else 1 for ideal in ideals]
        self.story, self.ideal = self.dice.choices(list(zip(STORIES, ideals, strict=True)), weights)[0]
        self._left = self.dice.randint(1, 8)
        self._share = self._left / len(self.ideal.moments)
        self._nested = False
        self._incidents: tuple[Callable[[], None], ...] = (
            self.die,
            self.die,
            self.lose_message,
            self.double_message,
            self.wipe,
            self.overtake,
            self.interfere,
        )

    def play(self) -> Outcome:
        world = self.world
        self.story.begin(world)
        world.moments.strike, world.ground.fault = self._strike, self._fault
        told = replace(self.story, tell=self._tell)
        found = judged(world, told, self.ideal, Attack())
        self.outcome.violations += [self._named(violation) for violation in found]
        self.outcome.look(world)
        return self.outcome

    # What happens to the fleet.

    def die(self) -> None:
        raise Crash

    def lose_message(self) -> None:
        if self.world.carrier.messages:
            self.world.carrier.messages.pop(self.dice.randrange(len(self.world.carrier.messages)))

    def double_message(self) -> None:
        if self.world.carrier.messages:
            self.world.carrier.messages.append(self.dice.choice(self.world.carrier.messages))

    def wipe(self) -> None:
        self.world.wipe_redis()

    def overtake(self) -> None:
        overtake(self.world)

    def interfere(self) -> None:
        self.dice.choice((self.world.relay, self.world.poll))()

    def _tell(self, world: World) -> None:
        self.story.tell(world)
        self._left = 0
        for _ in range(6):
            if not put_back(world):
                return
            world.settle()
            for order in world.store.orders.values():
                # Whoever was asked only now answers now.
                if self.story.word and world.has_open_review(order):
                    answered(world, order, self.story.word)

    def _strike(self, _number: int, name: str) -> None:
        if self._left <= 0 or self._nested or self.dice.random() >= self._share:
            return
        incident = self.dice.choice(self._incidents)
        # Inside a transaction nobody else can act.
        if name == "before commit":
            incident = self.die
        self._left -= 1
        self.outcome.happened[f"storm {incident.__name__}"] += 1
        self._nested = True
        try:
            incident()
        finally:
            self._nested = False

    def _fault(self, _system: str, _operation: str, _changes: bool) -> str:  # noqa: FBT001
        if self._left <= 0 or self.dice.random() >= self._share:
            return ""
        self._left -= 1
        kind = self.dice.choice(_FAULTS)
        self.outcome.happened[kind] += 1
        return kind

    def _named(self, violation: Violation) -> Violation:
        return violation.with_seed(f"{self.outcome.seed}, a storm over {self.story.name}")


@cache
def _ideal(world: World, story: Story) -> Golden:
    return golden(world, story)
