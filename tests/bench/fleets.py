"""A whole fleet for a bench: everything as `integrator demo` starts it but Flower, with servers of its own."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from integrator.cli.fleet import Fleet
from integrator.embedded import Broker, start_broker
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.bench.scratch import scratch_database
from tests.bench.servers import NOTHING, Weight, machine_seconds, postgres_seconds, weigh

WORKERS = ("urgent", "w1", "w2")
PROCESSES = ("sandbox", "ingress", *WORKERS, "beat")
_UNDER_WAY = frozenset({"waiting", "retrying"})
_SETTINGS = {
    # In a fleet that has worked for longer the alerts of earlier orders are due all the time, so they shall be here.
    "INTEGRATOR_GATHERING": "PT1S",
    "INTEGRATOR_LOG_LEVEL": "WARNING",
}
# The bucket of a large plan: the store shall not be what limits the load.
_STORE = {"bucket_maximum": 500_000, "bucket_restore_rate": 50_000}
_RESTLESS = (
    text("SELECT count(*) FROM deliveries WHERE state = 'new'"),
    text("SELECT count(*) FROM events WHERE state = 'pending'"),
    text("SELECT count(*) FROM runs WHERE state = 'running'"),
)


@dataclass(frozen=True)
class BenchFleet:
    """A running fleet, and what a bench wants to know of it."""

    fleet: Fleet
    broker: Broker
    ledger: Ledger
    database_url: str

    def weigh(self) -> Mapping[str, Weight]:
        """Return what each process has used so far, Redis included; nothing for one that has ended."""
        assert self.broker.process is not None
        children = {name: self.fleet.child(name) for name in PROCESSES}
        weights = {name: weigh(child.pid) if child.is_alive else NOTHING for name, child in children.items()}
        return weights | {"redis": weigh(self.broker.process.pid)}

    def cpu_seconds(self) -> Mapping[str, float]:
        """Return the CPU seconds of each process so far, of PostgreSQL for our database, and of the whole machine."""
        ours = {name: weight.cpu_seconds for name, weight in self.weigh().items()}
        database = self.database_url.rpartition("/")[2]
        return ours | {"postgres": postgres_seconds(database) if database else 0.0, "machine": machine_seconds()}

    def has_work(self) -> bool:
        """Whether the ledger knows of something that is under way."""
        with self.ledger.read() as connection:
            return any(connection.execute(query).scalar() for query in _RESTLESS)

    def is_at_rest(self) -> bool:
        """Whether nothing is under way: only people, or the time, can bring about something new."""
        if self.has_work():
            return False
        # The sandbox tells of every delivery it ever made, so it is asked last.
        deliveries: list[dict[str, Any]] = self.fleet.sandbox.get("/deliveries")["deliveries"]
        return not any(one["state"] in _UNDER_WAY for one in deliveries)

    def await_rest(self, *, seconds: float) -> float:
        """Wait until the fleet is at rest, twice in a row; return how long it took, infinite when it never was."""
        begun = time.monotonic()
        rests = 0
        while time.monotonic() - begun < seconds:
            rests = rests + 1 if self.is_at_rest() else 0
            if rests == 2:
                return time.monotonic() - begun
            time.sleep(1.2)
        return float("inf")


@contextmanager
def bench_fleet(
    folder: Path, *, server: str, settings: Mapping[str, str] | None = None, rules: Path | None = None
) -> Iterator[BenchFleet]:
    """
    Start everything anew in `folder`, and end it in any case.

    Args:
        folder: empty.
        server: where the scratch database is made; empty for SQLite.
        settings: on top of those of every bench.
        rules: instead of the operators' rules.
    """
    broker = start_broker(folder, redis_url="")
    try:
        with scratch_database(server) as database_url:
            told = _SETTINGS | {"REDIS_URL": broker.url} | (dict(settings) if settings else {})
            if database_url:
                told["DATABASE_URL"] = database_url
            fleet = Fleet(told, folder, names=PROCESSES)
            if rules:
                shutil.copy(rules, folder / "config" / "rules.toml")
            with fleet:
                fleet.sandbox.post("/shopify/settings", _STORE)
                ledger_url = Settings(data_dir=folder, database_url=database_url).ledger_url
                with closing(Ledger(ledger_url)) as ledger:
                    yield BenchFleet(fleet, broker, ledger, database_url)
    finally:
        broker.stop()
