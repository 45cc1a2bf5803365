"""The demo's story: three orders, what is done about each, and the wait for what the fleet makes of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integrator.cli.demo.expected import ASKED, EXPECTED, RECORDED, Effects, counted
from integrator.cli.fleet import Fleet
from integrator.cli.fleet.addresses import STORE

SECONDS = 75.0
"""How long the story may take; a fleet that works needs a third of it."""

QUIET_SECONDS = 4.0
"""How long nothing may happen before the story is over: a doubled effect would come within this time."""

_LOOK_AGAIN = 0.2

Json = dict[str, Any]


@dataclass(frozen=True)
class PlacedOrder:
    """One order of the story; `number` is the end of its gid."""

    title: str
    number: str
    name: str

    def owns(self, thing: Json) -> bool:
        """Return whether an effect or a task is about this order: every system refers to it by its number."""
        return self.number in json.dumps(thing)


class Story:
    """Plays the orders' part against a running fleet, one line of progress at a time."""

    def __init__(self, fleet: Fleet, *, say: Callable[[str], None]) -> None:
        self._fleet = fleet
        self._say = say
        self._ends = time.monotonic() + SECONDS
        # Fresh numbers each time, so that a ledger that has seen another demo takes these for new orders.
        self._first_number = int(time.time() * 1000)
        effects = fleet.sandbox.effects()
        self._since: int = effects[-1]["seq"] if effects else 0
        self.orders: list[PlacedOrder] = []

    def play(self) -> None:
        """
        Place the orders, let people decide, and return when nothing more happens.

        Returns also when the time is over: whoever compares the effects then sees what is missing.

        Raises:
            FleetError: a process ended.
        """
        small = self._place("small", total="49.90", risk="LOW")
        wholesale = self._place("wholesale", total="12400.00", risk="HIGH", wholesale=True)
        late = self._place("late risk", total="950.00", risk="LOW")
        self._wait_for(small, RECORDED, "recorded in Extended ECM")
        self._wait_for(late, RECORDED, "recorded in Extended ECM")
        self._fleet.sandbox.post(f"/orders/{late.number}/risk", {"level": "HIGH"})
        self._say(f"{late.name}: risk turned HIGH")
        self._review(wholesale, "release", reason="Known buyer, terms confirmed by phone")
        self._review(late, "cancel", reason="FRAUD")
        self._wait_for_the_end()

    def effects_of(self, order: PlacedOrder) -> list[Json]:
        """Return what happened about one order, in all systems, oldest first."""
        return [effect for effect in self._effects() if order.owns(effect)]

    def strangers(self) -> list[Json]:
        """Return effects that belong to none of the orders; there should be none."""
        return [effect for effect in self._effects() if not any(order.owns(effect) for order in self.orders)]

    def _effects(self) -> list[Json]:
        return self._fleet.sandbox.effects(self._since)

    def _place(self, title: str, *, total: str, risk: str, wholesale: bool = False) -> PlacedOrder:
        number = str(self._first_number + len(self.orders))
        answer = self._fleet.sandbox.post(
            "/orders",
            {
                "store": STORE,
                "id": int(number),
                "total": total,
                "currency": "EUR",
                "risk": risk,
                "wholesale": wholesale,
            },
        )
        order = PlacedOrder(title, number, str(answer["name"]))
        self.orders.append(order)
        self._say(f"{order.name}: {title} order placed, {total} EUR, risk {risk}")
        return order

    def _review(self, order: PlacedOrder, word: str, *, reason: str) -> None:
        # Reviewers decide after they were asked and told; who decides sooner makes alerts needless.
        self._wait_for(order, RECORDED + ASKED, "held, reviewers asked, people told")
        for task in self._fleet.sandbox.open_tasks():
            if order.owns(task):
                self._fleet.sandbox.decide(task["id"], word, reason=reason)
                self._say(f"{order.name}: {' and '.join(task['groups'])} decided {word} ({reason})")

    def _wait_for_the_end(self) -> None:
        count, quiet_since = len(self._effects()), time.monotonic()
        while time.monotonic() < self._ends:
            self._fleet.check()
            time.sleep(_LOOK_AGAIN)
            now = len(self._effects())
            if now != count:
                count, quiet_since = now, time.monotonic()
                self._say(f"{count} effects so far")
            is_quiet = time.monotonic() - quiet_since > QUIET_SECONDS
            if is_quiet and not any(self._missing(order, EXPECTED[order.title]) for order in self.orders):
                return
        self._say("the time is over")

    def _wait_for(self, order: PlacedOrder, expected: Effects, what: str) -> None:
        while self._missing(order, expected) and time.monotonic() < self._ends:
            self._fleet.check()
            time.sleep(_LOOK_AGAIN)
        self._say(f"{order.name}: {'not ' if self._missing(order, expected) else ''}{what}")

    def _missing(self, order: PlacedOrder, expected: Effects) -> Effects:
        return expected - counted(self.effects_of(order))
