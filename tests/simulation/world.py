"""
A whole installation in one process: real intake, flows, runner, relay, poller and operators' verbs; simulated remote
systems, Redis and time.

    world = World(folder)
    order = world.store.place(total="12400.00", risk="HIGH", wholesale=True)
    world.deliver(order, "orders/create")
    world.settle()                                  # until nothing is due any more
    world.decide(order, "release")
    world.settle()
    world.evidence()                                # what the checker judges

`world.moments.strike` is asked at every yield point, `world.ground.fault` at every remote call. `forget()` makes the
world new; it costs little, so one world serves many histories.
"""

import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from integrator.cases import Case, Decision
from integrator.clients.errors import RemoteError
from integrator.clock import FixedClock
from integrator.decisions import collect, take
from integrator.flow import flows, load_flows
from integrator.intake import drain, judge
from integrator.ledger import audit, cases, events, relay, runs, upgrade
from integrator.ledger.deliveries import Delivery
from integrator.ledger.events import Look
from integrator.ledger.runs import Wakeup
from integrator.ledger.sealing import delivery_context
from integrator.ledger.tables import metadata
from integrator.queues import QUEUES
from integrator.rules import RuleBook, load_rules, signatures_of
from integrator.rules.book import BoundRule
from integrator.runner import carry_on, leases, perform
from tests.chaos.evidence import Evidence, read_tables
from tests.chaos.invariants import Violation
from tests.simulation.archive import SimArchive
from tests.simulation.carrier import Carrier, Message, SimStream
from tests.simulation.desk import CANARY, SimDesk
from tests.simulation.fleet import SimConnections, SimLeases, SimLedger, SimRedis, sim_settings
from tests.simulation.mailbox import SimMailbox
from tests.simulation.moments import Crash, Moments
from tests.simulation.store import STORE, SimOrder, SimStore
from tests.simulation.systems import Ground

START = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday morning, in everybody's working hours."""
_ROUNDS = 4000
_PACKAGE = "tasks.flows"

_DUE = [
    select(table.c.state, table.c.due_at, table.c.lease_until, table.c.woken_at).where(
        table.c.state.in_(("running", "waiting", "pending")), table.c.due_at.is_not(None)
    )
    for table in (metadata.tables["runs"], metadata.tables["events"])
]


_ATTEMPTS = select(metadata.tables["runs"].c.flow, metadata.tables["steps"].c.step, metadata.tables["steps"].c.outcome)
_ATTEMPTS = _ATTEMPTS.join_from(
    metadata.tables["steps"], metadata.tables["runs"], metadata.tables["runs"].c.id == metadata.tables["steps"].c.run_id
)


class NeverQuiet(AssertionError):
    """Work is due for ever (I15)."""


class World:
    """See the module."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(START)
        self.moments = Moments()
        self.ledger = SimLedger(self.clock, self.moments)
        upgrade.upgrade(self.ledger)
        load_flows(_PACKAGE)
        self.connections = SimConnections(sim_settings(folder), clock=self.clock)
        self.connections.ledger = self.ledger
        self.connections.teams = {
            name: team.model_copy(update={"quiet_hours": None}) for name, team in self.connections.teams.items()
        }
        self._all_rules = load_rules(
            self.connections.settings.config_dir / "rules.toml",
            flows=signatures_of(flows().values()),
            teams=self.connections.teams,
            stores=self.connections.stores,
        )
        self.leases = SimLeases()
        self.forget()

    def forget(self, *, only: tuple[str, ...] = (), goes_on: Callable[[], bool] = lambda: False) -> None:
        """
        Begin anew with an empty ledger and store.

        `only` names the flows that rules may start; `goes_on` says after each step whether the worker goes on with the
        next one at once, or sends a message.
        """
        self._goes_on = goes_on
        self.asks = not only or "workflow.order_review" in only
        """Whether reviews are put to people in Workflow Service."""
        self.moments.strike = None
        self.moments.passed = 0
        self.moments.names.clear()
        self.clock.at = START
        self.ground = Ground(self.clock, self.moments)
        self.store = SimStore(self.ground)
        self.desk = SimDesk(self.ground)
        self.archive = SimArchive(self.ground)
        self.mailbox = SimMailbox(self.ground)
        self.redis = SimRedis(self.clock)
        self.carrier = Carrier()
        self.stream = SimStream(self.clock, self.moments, self.connections.settings.lease)
        self.journal: list[Delivery] = []
        self.deliveries: list[dict[str, Any]] = []
        self.intents: list[dict[str, Any]] = []
        self.deaths = 0
        self.errors: list[str] = []
        """Kinds of errors that ended a task and that no task expects."""
        self.quiet_after = 0.0
        """Virtual seconds that the last `settle` took."""
        self._workers = 0
        self._answers = 0
        here = self.connections
        here.sim_store, here.sim_archive = self.store, self.archive
        here.workflow, here.notifications = self.desk, self.mailbox  # type: ignore[assignment]  # stand-ins
        here.redis = self.redis  # type: ignore[assignment]  # a stand-in
        bound = [(one.rule, one.starts) for one in self._all_rules._rules]
        self.rules = RuleBook(
            [BoundRule(rule, tuple(s for s in starts if not only or s.flow in only)) for rule, starts in bound]
        )
        with self.ledger.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    # The outside world.

    def deliver(self, order: SimOrder, topic: str, *, webhook_id: str = "", shipped: bool = True) -> str:
        """Let Shopify post a webhook that the ingress journals; `shipped=False` leaves it to `ship_again`."""
        webhook_id = webhook_id or f"w{len(self.journal) + 1}"
        body = json.dumps(_body(order)).encode()
        delivery = Delivery(
            store=STORE,
            topic=topic,
            webhook_id=webhook_id,
            event_id=f"e-{webhook_id}",
            triggered_at=self.clock.now().isoformat(),
            api_version="2026-07",
            received_at=self.clock.now(),
            journal=f"journal-a:{len(self.journal) + 1}",
            body=self.connections.seal.seal(body, context=delivery_context(STORE, webhook_id)),
            body_hash=hashlib.sha256(body).hexdigest(),
        )
        self.journal.append(delivery)
        self.deliveries.append(
            {
                "webhook_id": webhook_id,
                "store": STORE,
                "topic": topic,
                "subject": order.gid,
                "attempts": [{"status": 200, "at": self.clock.now().isoformat()}],
                "forged": False,
            }
        )
        if shipped:
            self.stream.ship(delivery)
            self.carrier.send(Message("drain"))
        return webhook_id

    def decide(self, order: SimOrder, word: str, **more: str) -> bool:
        """Let the reviewers answer the open question about an order; `False` when there is none."""
        waiting = self.desk.waiting(order.gid)
        if waiting:
            self.desk.decide(waiting[0], word, **more)
        return bool(waiting)

    def decide_in_console(self, order: SimOrder, word: str) -> str:
        """Decide as an operator does; return how the decision stands, empty without an open case."""
        case = self._review_of(order)
        if case is None:
            return ""
        self._answers += 1
        decision = Decision(
            word=word,
            by="operator",
            at=self.clock.now(),
            source="console",
            source_id=f"console-{self._answers}",
        )
        told: list[str] = []

        def turn() -> None:
            standing, wakeups = take(self.connections, case, decision)
            told.append(standing)
            self.wake(wakeups)

        while not self._alive(turn):
            continue  # Whoever sees the command die enters it once more.
        return told[-1]

    def wipe_redis(self) -> None:
        """Lose queues, stream and locks; the ingress notices and ships its journal again."""
        self.carrier.messages.clear()
        self.stream.entries.clear()
        self.redis.flushall()
        self.ship_again()

    def ship_again(self) -> None:
        for delivery in self.journal:
            self.stream.ship(delivery)
        self.carrier.send(Message("drain"))

    # The fleet. Each of these is one turn of one process, which may die in it.

    def work(self, message: Message) -> bool:
        """Let a worker do what a message says; `False` when it died."""
        turns: dict[str, Callable[[], None]] = {
            "drain": self._drain,
            "judge": lambda: self._judge(message.body),
            "step": lambda: self._step(message.body),
        }
        return self._alive(turns[message.kind])

    def relay(self) -> bool:
        return self._alive(self._relay)

    def poll(self) -> bool:
        return self._alive(lambda: self.wake(collect(self.connections, "shopify_order_review").wakeups))

    def seal_audit(self) -> None:
        audit.seal(self.ledger)

    def settle(self, *, waits: bool = False) -> None:
        """Work until nothing is due, moving the clock to the next due moment; `waits` also passes deadlines."""
        begun = self.clock.now()
        for _ in range(_ROUNDS):
            while self.carrier.messages:
                self.work(self.carrier.messages.pop(0))
            # Beat asks again and again, so a relay or poll that died is followed by another.
            if not self.poll() or self.carrier.messages:
                continue
            upcoming = self._next_due(waits=waits)
            if upcoming is not None:
                self.clock.at = max(upcoming, self.clock.at) + timedelta(seconds=1)
                self.relay()
            elif self._has_no_successors() and not self.carrier.messages:
                self.quiet_after = 0.0 if waits else (self.clock.now() - begun).total_seconds()
                return
        raise NeverQuiet(str(self.states()))

    # Looking.

    def states(self) -> list[tuple[str, str, str, str]]:
        return [(run["flow"], run["state"], run["step"], run["note"]) for run in self.found_runs()]

    def found_runs(self) -> list[dict[str, Any]]:
        return runs.search(self.ledger, limit=200)

    def attempts(self) -> list[tuple[str, str, str | None]]:
        """Return flow, step and ending of each attempt."""
        with self.ledger.read() as connection:
            return [(row.flow, row.step, row.outcome) for row in connection.execute(_ATTEMPTS)]

    def left_behind(self) -> list[Violation]:
        """Return what only a simulation may expect: no run is parked at the end, and no task ended with a surprise."""
        parked = [
            Violation("I15", f"{run['flow']} is parked: {run['note'][:100]}", run=run["id"], step=run["step"])
            for run in self.found_runs()
            if run["state"] == "parked"
        ]
        return parked + [Violation("I15", f"a task ended with {name}") for name in self.errors]

    def evidence(self, *, seed: str = "") -> Evidence:
        """Return what the checker judges; the audit is sealed first, as upkeep would have done."""
        self.moments.strike = None
        self.seal_audit()
        return Evidence(
            effects=self.ground.effects,
            deliveries=self.deliveries,
            tables=read_tables(self.ledger),
            orders={gid: _page(order) for gid, order in self.store.orders.items()},
            intents=self.intents,
            canaries=(CANARY,),
            seed=seed,
            quiet_after=self.quiet_after,
        )

    def _alive(self, turn: Callable[[], None]) -> bool:
        try:
            turn()
        except Crash:
            self.deaths += 1
            self._workers += 1
            return False
        except RemoteError:  # Celery writes the failure down and goes on.
            return False
        except SQLAlchemyError as error:  # So it does here, but nobody expects this one.
            self.errors.append(type(error).__name__)
            return False
        return True

    def _has_no_successors(self) -> bool:
        freed: list[int] = []
        return self._alive(lambda: freed.append(relay.free_successors(self.ledger))) and freed == [0]

    def _drain(self) -> None:
        while True:
            taken, looks = drain(self.connections, self.stream, wanted=self.rules.topics)  # type: ignore[arg-type]  # a stand-in
            if not taken:
                return
            self.look(looks)

    def _judge(self, look: Any) -> None:
        self.wake(judge(self.connections, self.rules, look))

    def _step(self, wakeup: Any) -> None:
        here = self.connections
        with patch.object(leases, "WORKER", f"w{self._workers}"):
            performed = perform(here, self.leases, wakeup.run, wakeup.step, reach=self._reach)  # type: ignore[arg-type]
            self.wake(list(performed.wakeups))
            while performed.following is not None:
                performed = carry_on(here, self.leases, performed.following, reach=self._reach)  # type: ignore[arg-type]
                self.wake(list(performed.wakeups))

    def _reach(self) -> frozenset[str]:
        return frozenset(QUEUES) if self._goes_on() else frozenset()

    def _relay(self) -> None:
        after = self.connections.settings.relay_after
        relay.free_successors(self.ledger)
        self.wake(relay.overdue(self.ledger, after=after, room=self.carrier.room()))
        self.look(events.overdue(self.ledger, after=after))
        self._drain()

    def has_open_review(self, order: SimOrder) -> bool:
        case = self._review_of(order)
        return case is not None and case.state == "open"

    def _review_of(self, order: SimOrder) -> Case | None:
        with self.ledger.read() as connection:
            return cases.find(connection, store=STORE, concern="ORDER_REVIEW", subject=order.gid)

    def wake(self, wakeups: list[Wakeup]) -> None:
        for wakeup in wakeups:
            self.moments.reach("before publish")
            self.carrier.send(Message("step", wakeup))

    def look(self, looks: list[Look]) -> None:
        for look in looks:
            self.moments.reach("before publish")
            self.carrier.send(Message("judge", look))

    def _next_due(self, *, waits: bool) -> datetime | None:
        """Return when something comes back by itself: a due run or event, an abandoned lease or entry."""
        lease, after = self.connections.settings.lease, self.connections.settings.relay_after
        found: list[datetime] = [
            entry.taken_at + lease for entry in self.stream.entries.values() if entry.taken_at is not None
        ]
        with self.ledger.read() as connection:
            for query in _DUE:
                for row in connection.execute(query):
                    if row.state == "waiting" and not waits and row.due_at > self.clock.now():
                        continue
                    moments = [row.due_at, row.lease_until, row.woken_at and row.woken_at + after]
                    found.append(max(moment for moment in moments if moment))
        return min(found, default=None)


def _body(order: SimOrder) -> dict[str, Any]:
    """Return a body that fits every order topic; what counts is read back from the store."""
    return {
        "id": order.number,
        "admin_graphql_api_id": order.gid,
        "order_id": order.number,
        "name": f"#{order.number}",
        "financial_status": "authorized",
        "line_items": [],
        "risk_level": order.risk.lower(),
        "order_edit": {"order_id": order.number},
    }


def _page(order: SimOrder) -> dict[str, Any]:
    """Show an order in the fields of the sandbox's order page that the checker reads."""
    return {
        "id": order.gid,
        "number": str(order.number),
        "cancelled_at": order.cancelled_at.isoformat() if order.cancelled_at else None,
        "cancel_reason": order.cancel_reason,
        "fulfillment_status": "FULFILLED" if order.fulfilled else "UNFULFILLED",
        "tags": list(order.tags),
        "total": str(order.total),
        "currency": "EUR",
        "fulfillment_orders": [
            {"id": part, "holds": [{"id": h.id, "handle": h.handle, "ours": h.is_ours} for h in holds]}
            for part, holds in order.parts.items()
        ],
    }


def sown(seed: int | str) -> random.Random:
    """Return the dice of a history, and make backoff's own ones follow them."""
    dice = random.Random(seed)
    random.seed(dice.random())
    return dice
