"""The pieces of a story: a store, a review desk, an archive, an inbox, and the fleet's code without Celery or Redis."""

import json
import secrets
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import fakeredis
from sqlalchemy import select

from integrator.cases import Decision
from integrator.clients.gate import Gate
from integrator.clock import FixedClock
from integrator.context import Connections
from integrator.decisions import collect, take
from integrator.events.order import OrderSnapshot
from integrator.flow import flows, load_flows
from integrator.intake import judge
from integrator.ledger import cases, events, relay, runs, upgrade
from integrator.ledger.events import Look, NewEvent
from integrator.ledger.tables import metadata
from integrator.rules import RuleBook, load_rules, signatures_of
from integrator.rules.book import BoundRule
from integrator.runner import Leases, perform
from integrator.sweeps import KINDS, reconcile

STORE = "acme.myshopify.com"


class StoryConnections(Connections):
    """Connections whose limits never close and whose Redis lives in this process."""

    gate = Gate.local()
    redis = fakeredis.FakeRedis()


class Sandbox:
    """Control of the running sandbox over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_sandbox{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def effects(self, operation: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/effects")["effects"]
        return [effect for effect in found if operation in ("", effect["operation"])]

    def mails(self) -> list[tuple[str, str]]:
        """Return subject line and audience of each mail that was sent, in order."""
        sent = [effect["detail"] for effect in self.effects("mail_sent")]
        return [(mail["subject"], ",".join(mail["destinations"])) for mail in sent]

    def fault(self, system: str, operation: str, kind: str, **more: Any) -> None:
        self.call("POST", "/faults", {"system": system, "operation": operation, "kind": kind, **more})


@dataclass
class Shop:
    """The store's side: orders as a merchant and a customer make and change them."""

    sandbox: Sandbox

    def place_order(self, **fields: Any) -> str:
        """Return the order's number."""
        placed = self.sandbox.call("POST", "/orders", {"store": STORE, "currency": "EUR", **fields})
        return str(placed["number"])

    def order(self, number: str) -> Any:
        return self.sandbox.call("GET", f"/orders/{number}")

    def change(self, number: str, what: str, **fields: Any) -> None:
        self.sandbox.call("POST", f"/orders/{number}/{what}", fields)

    def our_holds(self, number: str) -> list[Any]:
        found = self.order(number)["fulfillment_orders"]
        return [hold for entry in found for hold in entry["holds"] if hold["ours"]]

    def tags(self, number: str) -> list[str]:
        tags: list[str] = self.order(number)["tags"]
        return tags


@dataclass
class ReviewDesk:
    """The reviewers of Workflow Service."""

    sandbox: Sandbox

    def tasks(self) -> list[Any]:
        tasks: list[Any] = self.sandbox.call("GET", "/tasks")["tasks"]
        return [task for task in tasks if task["name"] != "connector_apply" and "connector" not in task["name"].lower()]

    def decide(self, word: str, *, reason: str = "checked", by: str = "reviewer@acme.example", **detail: Any) -> None:
        tasks = self.tasks()
        assert 1 == len(tasks), tasks
        (task,) = tasks
        body = {"outcome": word, "reason": reason, "by": by, "detail": detail}
        self.sandbox.call("POST", f"/tasks/{task['id']}/decide", body)


class Workshop:
    """The fleet's own code, pumped by hand until nothing is due."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        upgrade.upgrade(connections.ledger)
        load_flows("tasks.flows")
        # Stories are told at any hour of the day.
        connections.teams = {
            name: team.model_copy(update={"quiet_hours": None}) for name, team in connections.teams.items()
        }
        self.leases = Leases(connections)
        self._deaths: tuple[type[BaseException], ...] = ()
        self.rules: RuleBook = load_rules(
            connections.settings.config_dir / "rules.toml",
            flows=signatures_of(flows().values()),
            teams=connections.teams,
            stores=connections.stores,
        )

    @property
    def wanted(self) -> frozenset[str]:
        """Topics that some rule listens to."""
        return frozenset(topic for rule in self.rules.rules for topic in rule.on)

    def hear(self, number: str, topic: str, *, quiet: bool = False) -> None:
        """Take in one event about an order and judge it."""
        subject = f"gid://shopify/Order/{number}"
        ledger = self.connections.ledger
        with ledger.write() as connection:
            new = NewEvent(
                store=STORE,
                topic=topic,
                subject=subject,
                source="delivery",
                occurred_at=datetime.now(UTC),
                quiet=quiet,
            )
            events.add(ledger, connection, new)
        self.look(number)

    def look(self, number: str) -> None:
        """Judge what was heard of an order and waits, as the relay lets a worker do."""
        judge(self.connections, self.rules, Look(STORE, f"gid://shopify/Order/{number}"))

    def sweep(self, kind: str = "orders") -> str:
        """Look once at what changed in the store, and judge what was missed."""
        chosen = next(one for one in KINDS if one.name == kind)
        told, looks = reconcile(self.connections, self.connections.stores[STORE], chosen, wanted=self.wanted)
        for look in looks:
            judge(self.connections, self.rules, look)
        return told

    def look_at_overdue(self) -> None:
        """Judge every subject whose event waits, as the relay lets a worker do."""
        for look in events.overdue(self.connections.ledger, after=timedelta(0)):
            judge(self.connections, self.rules, look)

    def poll(self) -> list[str]:
        """Ask Workflow Service for decisions."""
        return collect(self.connections, "shopify_order_review").told

    def decide_in_console(self, number: str, word: str) -> str:
        """Decide as an operator does, past Workflow Service; return how the decision stands."""
        subject = f"gid://shopify/Order/{number}"
        with self.connections.ledger.read() as connection:
            case = cases.find(connection, store=STORE, concern="ORDER_REVIEW", subject=subject)
        assert case is not None
        decision = Decision(
            word=word, by="operator", at=datetime.now(UTC), source="console", source_id=secrets.token_hex(8)
        )
        standing, _ = take(self.connections, case, decision)
        return standing

    def survives(self, death: type[BaseException]) -> None:
        """Go on with another worker when one dies of `death`."""
        self._deaths = (death,)

    def forget(self) -> None:
        """Begin with an empty ledger, on which the same sandbox ids are new."""
        with self.connections.ledger.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    def work(self, *, but: tuple[str, ...] = (), patience: float = 6.0) -> None:
        """
        Perform every due step until only waiting, parked and ended runs are left.

        `but` names what is out of reach meanwhile: a step such as "ecm.exception_case.open_workspace", or a flow.
        """
        deadline = time.monotonic() + patience
        room = dict.fromkeys(("intake", "protect", "shopify", "ecm", "workflow", "notifications"), 100)
        while True:
            found = relay.overdue(self.connections.ledger, after=timedelta(0), room=room)
            due = [wakeup for wakeup in found if not {wakeup.flow, wakeup.task} & {*but}]
            for wakeup in due:
                with suppress(*self._deaths):
                    perform(self.connections, self.leases, wakeup.run, wakeup.step)
            if not due and not self._soon(but):
                return
            assert time.monotonic() < deadline, self.states()
            if not due:
                time.sleep(0.05)

    def _soon(self, but: tuple[str, ...]) -> bool:
        """Whether a running run comes back by itself."""
        running = [run for run in runs.search(self.connections.ledger, state="running") if run["due_at"]]
        return any(not {run["flow"], f"{run['flow']}.{run['step']}"} & {*but} for run in running)

    def read(self, number: str) -> OrderSnapshot:
        """Read an order as the fleet does."""
        shopify = self.connections.shopify(self.connections.stores[STORE])
        order = shopify.get_order(f"gid://shopify/Order/{number}")
        assert order is not None
        return order

    def let_go(self, number: str) -> None:
        """End our holds behind the fleet's back, as staff can."""
        shopify = self.connections.shopify(self.connections.stores[STORE])
        shopify.release_holds(f"gid://shopify/Order/{number}", handle_prefix="ot-")

    def start_only(self, *flows: str) -> None:
        """Let the rules start these flows only, as after a change of `rules.toml`."""
        bound = [(one.rule, one.starts) for one in self.rules._rules]
        self.rules = RuleBook([BoundRule(rule, tuple(s for s in starts if s.flow in flows)) for rule, starts in bound])

    def wait_until(self, moment: datetime) -> None:
        """Let time pass, and everybody who waits look at the clock."""
        self.connections.clock = FixedClock(moment)
        self.wake_waiting()
        self.work()

    def wake_waiting(self) -> None:
        """Let every waiting run look at the clock again."""
        with self.connections.ledger.write() as connection:
            for case in cases.search(self.connections.ledger, state=""):
                runs.wake_case(self.connections.ledger, connection, case["id"])

    def outcomes(self) -> list[str]:
        """Return what came of each event, oldest first."""
        with self.connections.ledger.read() as connection:
            return [row.outcome for row in connection.execute(select(metadata.tables["events"]).order_by("id"))]

    def states(self) -> dict[str, tuple[str, str, str]]:
        """Return state, step and note by flow, newest run of each."""
        found = runs.search(self.connections.ledger)
        return {run["flow"]: (run["state"], run["step"], run["note"]) for run in reversed(found)}

    def runs_of(self, flow: str) -> list[dict[str, Any]]:
        """Return the runs of a flow, oldest first."""
        return runs.search(self.connections.ledger, flow=flow)[::-1]

    def review(self) -> dict[str, Any]:
        """Return the one review there is."""
        (case,) = [case for case in self.cases() if case["concern"] == "ORDER_REVIEW"]
        return dict(case)

    def cases(self) -> list[Any]:
        return list(cases.search(self.connections.ledger, state=""))
