"""
The same rules as a state machine, so that Hypothesis finds histories, shrinks what fails and prints how to repeat it.

In CI it is short and always the same; `SIMULATION_EXAMPLES=2000 pytest -m harness tests/simulation/test_machine.py` is
long and random.
"""

import os
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.chaos.invariants import judge
from tests.simulation.fleet import cheap_papers
from tests.simulation.history import History
from tests.simulation.moments import Crash
from tests.simulation.world import World

_WORDS = st.sampled_from(["release", "cancel", "correct", "request_info", "whatever"])


_FLOWS = [
    ("workflow.order_review",),
    ("ecm.exception_case", "ecm.order_record"),
    ("notifications.approval_request", "notifications.order_alert"),
]
_EXAMPLES = int(os.environ.get("SIMULATION_EXAMPLES", "0"))


@cache
def _world() -> World:
    """Return one world for all examples; it is forgotten at the begin of each."""
    return World(Path(tempfile.gettempdir()))


class FleetMachine(RuleBasedStateMachine):
    """Hypothesis says what happens, and at which moment a process dies; at the end everything must be whole."""

    def __init__(self) -> None:
        super().__init__()
        self.papers = cheap_papers()
        self.papers.__enter__()
        self.world = _world()
        self.history = History(self.world, "machine")
        self.deadly = self.mute = 0
        self.calls = 0

    @initialize(flows=st.sampled_from(_FLOWS), begun=st.integers(0, 12), in_one_go=st.booleans())
    def begin(self, flows: tuple[str, ...], begun: int, in_one_go: bool) -> None:  # noqa: FBT001 - drawn
        """Place an order that gets a review, and let the fleet come some messages far with it."""
        self.world.forget(only=flows, goes_on=lambda: in_one_go)
        self.world.moments.strike, self.world.ground.fault = self._strike, self._fault
        order = self.world.store.place(total="12400.55", risk="HIGH", wholesale=True, parts=2)
        self.history.orders = [order]
        self.world.deliver(order, "orders/create")
        self.go_on(begun)

    @rule(after=st.integers(1, 40))
    def die(self, after: int) -> None:
        """Let the process that reaches the moment `after` from now die there."""
        self.deadly = self.world.moments.passed + after

    @rule(after=st.integers(1, 8))
    def answer_gets_lost(self, after: int) -> None:
        """Let the effect of the change `after` from now come true and its answer get lost."""
        self.mute = self.calls + after

    @precondition(lambda self: self.world.carrier.messages)
    @rule(most=st.integers(1, 4))
    def work(self, most: int) -> None:
        self.go_on(most)

    @rule(word=_WORDS)
    def everybody_works(self, word: str) -> None:
        """Let the fleet do what it is told, the reviewers answer what they are asked, and the fleet go on."""
        self.go_on(40)
        self.world.decide(self.history.orders[0], word)
        self.world.poll()
        self.go_on(40)

    def go_on(self, most: int) -> None:
        for _ in range(most):
            if not self.world.carrier.messages:
                return
            self.world.work(self.world.carrier.messages.pop(0))

    @rule(topic=st.sampled_from(["orders/create", "orders/updated", "orders/edited"]), shipped=st.booleans())
    def deliver(self, topic: str, shipped: bool) -> None:  # noqa: FBT001
        self.world.deliver(self.history.orders[0], topic, shipped=shipped)

    @rule()
    def redeliver(self) -> None:
        self.world.deliver(self.history.orders[0], "orders/create", webhook_id="w1")

    @rule()
    def poll(self) -> None:
        self.world.poll()

    @rule()
    def relay(self) -> None:
        self.world.relay()

    @rule(word=_WORDS)
    def decide(self, word: str) -> None:
        self.world.decide(self.history.orders[0], word)

    @rule(word=_WORDS)
    def decide_in_console(self, word: str) -> None:
        self.world.decide_in_console(self.history.orders[0], word)

    @rule(amount=st.sampled_from([-12_000, -300, 300, 700]))
    def edit(self, amount: int) -> None:
        order = self.history.orders[0]
        order.total = max(order.total + amount, order.total % 1)
        self.world.store.touch(order)

    @rule(level=st.sampled_from(["LOW", "MEDIUM", "HIGH"]))
    def risk_changes(self, level: str) -> None:
        self.history.orders[0].risk = level
        self.world.store.touch(self.history.orders[0])

    @precondition(lambda self: self.world.store.orders[self.history.orders[0].gid].tags)
    @rule()
    def merchant_cancels(self) -> None:
        self.history.merchant_cancels()

    @rule()
    def wipe(self) -> None:
        self.world.wipe_redis()

    @precondition(lambda self: self.world.carrier.messages)
    @rule(place=st.integers(0, 50))
    def reorder(self, place: int) -> None:
        messages = self.world.carrier.messages
        messages.append(messages.pop(place % len(messages)))

    @precondition(lambda self: self.world.carrier.messages)
    @rule()
    def lose(self) -> None:
        self.world.carrier.messages.pop()

    @precondition(lambda self: self.world.carrier.messages)
    @rule()
    def duplicate(self) -> None:
        self.world.carrier.messages.append(self.world.carrier.messages[0])

    @rule()
    def requeue(self) -> None:
        self.history.requeue()

    @rule(seconds=st.sampled_from([1, 5, 12, 25, 60, 600, 4000, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(timedelta(seconds=seconds))

    def _strike(self, number: int, _name: str) -> None:
        if number == self.deadly:
            raise Crash

    def _fault(self, _system: str, _operation: str, changes: bool) -> str:  # noqa: FBT001
        self.calls += changes
        return "lost_answer" if changes and self.calls == self.mute else ""

    def teardown(self) -> None:
        try:
            if self.history.orders:
                self.deadly = self.mute = 0
                self.history.heal()
                found = judge(self.world.evidence(seed="see the example above")) + self.world.left_behind()
                assert [] == [str(violation) for violation in found]
        finally:
            self.papers.__exit__(None, None, None)


@pytest.mark.harness
class TestFleetMachine(FleetMachine.TestCase):  # type: ignore[misc, valid-type]  # Hypothesis builds it.
    settings = settings(
        max_examples=_EXAMPLES or 20,
        stateful_step_count=25,
        deadline=None,
        derandomize=not _EXAMPLES,
        suppress_health_check=list(HealthCheck),
    )
