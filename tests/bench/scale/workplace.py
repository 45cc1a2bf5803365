"""A place to work at: one ledger, filled to a size, and the fleet's own code around it, without messages."""

import hashlib
import itertools
import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import update

from integrator.clock import FixedClock
from integrator.flow import Plan, find_flow, flows, load_flows
from integrator.ledger import audit
from integrator.ledger.database import Ledger
from integrator.ledger.deliveries import Delivery
from integrator.ledger.events import Look
from integrator.ledger.runs import OPEN, Wakeup
from integrator.ledger.sealing import delivery_context
from integrator.ledger.tables import cases, runs
from integrator.rules import load_rules, signatures_of
from integrator.runner import Leases
from tests.bench.beginning import STORE, begin_run
from tests.bench.scale.pattern import Pattern
from tests.bench.scale.watch import Wrong
from tests.simulation.fleet import SimConnections, sim_settings
from tests.simulation.moments import Moments
from tests.simulation.store import SimStore
from tests.simulation.systems import Ground

_BENCH_FLOWS = "tests.bench.chain.flows"
_SAMPLES = 30
_BUSY = ("deliveries", "events", "cases", "case_reasons", "runs", "steps", "audit", "sightings")


class Workplace:
    """See the module; `size` is how many ended runs the ledger was filled with."""

    def __init__(self, url: str, pattern: Pattern, size: int, *, folder: Path) -> None:
        self.size = size
        self.url = url
        for package in (_BENCH_FLOWS, "tasks.flows"):
            load_flows(package)
        settings = sim_settings(folder).model_copy(update={"database_url": url})
        self.clock = FixedClock(datetime.now(UTC))
        self.connections = SimConnections(settings, clock=self.clock)
        self.ledger = Ledger(settings.ledger_url)
        self.connections.ledger = self.ledger
        self.store = SimStore(Ground(self.clock, Moments()))
        self.connections.sim_store = self.store
        self.leases = Leases(self.connections)
        self.rules = load_rules(
            settings.config_dir / "rules.toml",
            flows=signatures_of(flows().values()),
            teams=self.connections.teams,
            stores=self.connections.stores,
        )
        flow = find_flow("bench.four_steps")
        if flow is None:
            raise LookupError(f"{_BENCH_FLOWS} has no flow of four steps")
        self.plan: Plan = flow.plan
        self.looks: list[Look] = []
        """What was drained and not judged yet."""
        self._numbers = itertools.count(100_000)
        dice = random.Random(size)
        chosen = [dice.randrange(size or _SAMPLES) for _ in range(_SAMPLES)]
        self.names = [pattern.order_name(one) for one in chosen]
        """Of orders in the ledger; of an empty one, what would be there."""
        self.webhooks = [pattern.webhook_id(one) for one in chosen]

    def close(self) -> None:
        self.ledger.close()

    def delivered(self, count: int) -> "Entries":
        """Let the store have new orders, every fifth of them one to be reviewed, and return their deliveries."""
        self.clock.at = datetime.now(UTC)
        found = []
        for place in range(count):
            is_high = place % 5 == 0
            order = self.store.place(
                total="12400.00" if is_high else "120.00", risk="HIGH" if is_high else "LOW", wholesale=False
            )
            found.append(self._delivery(order.number, order.gid))
        return Entries(found)

    def _delivery(self, number: int, gid: str) -> Delivery:
        body = {"id": number, "admin_graphql_api_id": gid, "name": f"#{number - 4000}", "financial_status": "paid"}
        raw = json.dumps({**body, "line_items": [], "note": "x" * 2000}).encode()
        webhook = f"bench-{number}"
        return Delivery(
            store=STORE,
            topic="orders/create",
            webhook_id=webhook,
            event_id=f"e-{webhook}",
            triggered_at=self.clock.now().isoformat(),
            api_version="2026-07",
            received_at=self.clock.now(),
            journal=f"bench:{number}",
            body=self.connections.seal.seal(raw, context=delivery_context(STORE, webhook)),
            body_hash=hashlib.sha256(raw).hexdigest(),
        )

    def begun(self, count: int) -> list[Wakeup]:
        """Begin runs of four steps."""
        found = [begin_run(self.ledger, self.plan, next(self._numbers)) for _ in range(count)]
        wakeups = [one for one in found if one]
        if len(wakeups) != count:
            raise Wrong(f"{len(wakeups)} of {count} runs were begun")
        return wakeups

    def lose(self) -> None:
        """Let every open run be one whose message was lost long ago."""
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        with self.ledger.write() as connection:
            lost = {"due_at": long_ago, "woken_at": long_ago}
            connection.execute(update(runs).where(runs.c.state.in_(OPEN)).values(**lost))

    def tidy(self) -> None:
        """Sweep dead rows and count anew, as the server does by itself when it may; each turn begins alike."""
        if not self.ledger.is_sqlite:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f"VACUUM (ANALYZE) {', '.join(_BUSY)}")

    def put_away(self) -> None:
        """End what is open, so that every operation finds the ledger as the one before did."""
        with self.ledger.write() as connection:
            ended = {"state": "cancelled", "due_at": None, "ended_at": self.ledger.now(connection)}
            connection.execute(update(runs).where(runs.c.state.in_(OPEN)).values(**ended))
            connection.execute(update(cases).where(cases.c.state == "open").values(state="closed"))
        while audit.seal(self.ledger):
            continue


class Entries:
    """Deliveries as the stream hands them out, all at once."""

    def __init__(self, found: Sequence[Delivery]) -> None:
        self.left = [(str(place).encode(), one) for place, one in enumerate(found)]

    def take(self, most: int) -> list[tuple[bytes, Any]]:
        taken, self.left = self.left[:most], self.left[most:]
        return taken

    def done(self, entry_ids: list[bytes]) -> None:
        del entry_ids
