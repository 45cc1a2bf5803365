"""One random history: what shop, people, operators, Redis and deaths do to the fleet in some order; then it heals."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from integrator.flow import flows
from integrator.runner import operate
from tests.chaos.invariants import Violation, judge
from tests.simulation.moments import Crash
from tests.simulation.operators import put_back
from tests.simulation.outcome import Outcome
from tests.simulation.store import SimOrder
from tests.simulation.storms import Storm
from tests.simulation.world import NeverQuiet, World, sown

_FLOWS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("notifications.order_alert",), 30),
    (("notifications.approval_request", "notifications.order_alert"), 15),
    (("ecm.order_record",), 20),
    (("workflow.order_review",), 25),
    # E4 opens a workspace; that its amounts follow the order is E1's part.
    (("ecm.exception_case", "ecm.order_record"), 7),
    ((), 3),
)
"""Which flows the rules start, and how often of a hundred; small ones more often, so that histories are many."""
_TOPICS = ("orders/create", "orders/updated", "orders/edited", "orders/risk_assessment_changed")
_WORDS = ("release", "release", "cancel", "cancel", "correct", "request_info", "whatever")
_STORMS = 0.2
"""Share of histories that are a golden story under incidents, and have to end like it."""
_OPERATOR = operate.Operation("operator", "simulated")
_FAULTS = (("away", 0.02), ("lost_answer", 0.02), ("throttled", 0.01), ("garbled", 0.005))


class History:
    """The dice of one history over a world; `play` goes through it."""

    def __init__(self, world: World, seed: str) -> None:
        self.world = world
        self.dice = sown(seed)
        self.outcome = Outcome(seed)
        flows, weights = zip(*_FLOWS, strict=True)
        only = self.dice.choices(flows, weights)[0]
        in_one_go = self.dice.choice((0.0, 0.5, 1.0))
        world.forget(only=only, goes_on=lambda: self.dice.random() < in_one_go)
        self.orders: list[SimOrder] = []
        self._nested = False
        self._peace = False
        self._rules: tuple[tuple[int, Callable[[], None]], ...] = (
            (8, self.work),
            (4, self.deliver),
            (3, self.poll),
            (3, self.relay),
            (3, self.time_passes),
            (3, self.decide),
            (2, self.decide_in_console),
            (2, self.edit),
            (1, self.risk_changes),
            (1, self.merchant_cancels),
            (1, self.merchant_fulfills),
            (1, self.lose_message),
            (1, self.double_message),
            (1, self.redeliver),
            (1, self.wipe),
            (1, self.requeue),
            (1, self.park),
            (1, self.redo),
        )

    def play(self) -> Outcome:
        world = self.world
        world.moments.strike, world.ground.fault = self._strike, self._fault
        rules = [rule for weight, rule in self._rules for _ in range(weight)]
        try:
            self.place()
            for _ in range(self.dice.randint(4, 16)):
                self._do(self.dice.choice(rules))
            self.heal()
            self.outcome.violations += judge(world.evidence(seed=self.outcome.seed))
            left = [violation.with_seed(self.outcome.seed) for violation in world.left_behind()]
            self.outcome.violations += left
        except NeverQuiet as error:
            self.outcome.violations.append(Violation("I15", f"never came to rest: {error}", seed=self.outcome.seed))
        self.outcome.look(world)
        return self.outcome

    def heal(self) -> None:
        """Stop the faults; sweep, put parked work back, answer what is asked, and wait until all is quiet."""
        world = self.world
        self._peace = True
        world.ship_again()
        for order in self.orders:
            world.deliver(order, "orders/updated")
        world.settle()
        for _ in range(6):
            parked = put_back(world)
            asked = [order for order in self.orders if self._answer(order)]
            if not parked and not asked:
                return
            world.settle()

    # What may happen.

    def place(self) -> None:
        for _ in range(1 if self.dice.random() < 0.85 else 2):
            is_risky = self.dice.random() < 0.85
            order = self.world.store.place(
                total="12400.55" if is_risky else "40.05",
                risk="HIGH" if is_risky else "LOW",
                wholesale=is_risky,
                parts=self.dice.choice((1, 1, 2)),
            )
            self.orders.append(order)
            self.world.deliver(order, "orders/create", shipped=self.dice.random() < 0.95)

    def work(self) -> None:
        """Let a worker take a message, not always the oldest; a death may lose it or leave it to another."""
        messages = self.world.carrier.messages
        for _ in range(self.dice.randint(1, 8)):
            if not messages:
                return
            message = messages.pop(0 if self.dice.random() < 0.7 else self.dice.randrange(len(messages)))
            if not self.world.work(message) and self.dice.random() < 0.5:
                messages.append(message)

    def deliver(self) -> None:
        self.world.deliver(self._order(), self.dice.choice(_TOPICS), shipped=self.dice.random() < 0.9)

    def redeliver(self) -> None:
        """Post one of the webhooks once more."""
        sent = self.dice.choice(self.world.deliveries)
        order = next(order for order in self.orders if order.gid == sent["subject"])
        self.world.deliver(order, sent["topic"], webhook_id=sent["webhook_id"])

    def poll(self) -> None:
        self.world.poll()

    def relay(self) -> None:
        self.world.relay()

    def time_passes(self) -> None:
        seconds = self.dice.choice((1, 5, 12, 25, 60, 600, 4000, 90_000))
        self.world.clock.advance(timedelta(seconds=seconds))

    def decide(self) -> None:
        self.world.decide(self._order(), self.dice.choice(_WORDS))

    def decide_in_console(self) -> None:
        self.world.decide_in_console(self._order(), self.dice.choice(_WORDS))

    def edit(self) -> None:
        order = self._order()
        order.total += self.dice.choice((-12_000, -300, 300, 700)) if order.total > 12_000 else 200
        self.world.store.touch(order)

    def risk_changes(self) -> None:
        order = self._order()
        order.risk = self.dice.choice(("LOW", "MEDIUM", "HIGH"))
        self.world.store.touch(order)

    def merchant_cancels(self) -> None:
        self.world.store.merchant_cancels(self._order())

    def merchant_fulfills(self) -> None:
        self.world.store.merchant_fulfills(self._order())

    def lose_message(self) -> None:
        if self.world.carrier.messages:
            self.world.carrier.messages.pop(self.dice.randrange(len(self.world.carrier.messages)))

    def double_message(self) -> None:
        if self.world.carrier.messages:
            self.world.carrier.messages.append(self.dice.choice(self.world.carrier.messages))

    def wipe(self) -> None:
        self.world.wipe_redis()

    def requeue(self) -> None:
        for run in self.world.found_runs()[:2]:
            self._requeue(run["id"])

    def park(self) -> None:
        found = self.world.found_runs()
        if found:
            with suppress(operate.Refusal, Crash):
                operate.park(self.world.connections, self.dice.choice(found)["id"], _OPERATOR)

    def redo(self) -> None:
        """Send a parked run back to one of its steps; all steps look before they act."""
        parked = [run for run in self.world.found_runs() if run["state"] == "parked"]
        if parked:
            run = self.dice.choice(parked)
            lines = flows()[run["flow"]].plan.lines
            step = self.dice.choice(lines[: run["position"] + 1]).key
            with suppress(operate.Refusal, Crash):
                self.world.wake(operate.redo(self.world.connections, run["id"], _OPERATOR, step=step))

    # The dice at each moment.

    def _do(self, rule: Callable[[], None]) -> None:
        self.outcome.happened[rule.__name__] += 1
        with suppress(Crash):  # A person's or an operator's own process died; the next one begins anew.
            rule()

    def _strike(self, _number: int, name: str) -> None:
        if self._peace:
            return
        chance = self.dice.random()
        if chance < 0.02:
            self.outcome.happened[f"death {name.split('.', maxsplit=1)[0]}"] += 1
            raise Crash
        # Inside a transaction nobody else can act; everywhere else somebody may.
        if chance < 0.05 and name != "before commit" and not self._nested:
            self._nested = True
            try:
                self.outcome.happened["overlap"] += 1
                if self.dice.random() < 0.3:
                    self.world.clock.advance(timedelta(seconds=25))
                self.dice.choice((self.work, self.relay, self.poll, self.work))()
            finally:
                self._nested = False

    def _fault(self, _system: str, _operation: str, _changes: bool) -> str:  # noqa: FBT001
        if self._peace:
            return ""
        chance = self.dice.random()
        for kind, share in _FAULTS:
            if chance < share:
                self.outcome.happened[kind] += 1
                return kind
            chance -= share
        return ""

    # Help.

    def _order(self) -> SimOrder:
        return self.dice.choice(self.orders)

    def _requeue(self, run: str) -> None:
        with suppress(operate.Refusal, Crash):
            self.world.wake(operate.requeue(self.world.connections, run, _OPERATOR))

    def _answer(self, order: SimOrder) -> bool:
        word = self.dice.choice(("release", "cancel"))
        if self.world.decide(order, word):
            return True
        return self.world.has_open_review(order) and bool(self.world.decide_in_console(order, word))


def play(world: World, seed: str) -> Outcome:
    """Play the history of one seed; the same seed gives the same history."""
    is_storm = sown(f"{seed} kind").random() < _STORMS
    return Storm(world, seed).play() if is_storm else History(world, seed).play()
