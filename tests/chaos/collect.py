"""Gathering the evidence after the attack, and samples of memory while it lasts."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.chaos.evidence import Evidence, read_tables
from tests.chaos.load import CANARIES, Load
from tests.chaos.machine import PROCESSES, Machine
from tests.chaos.nemesis import Nemesis


class Gauges:
    """Samples memory, descriptors and threads of each process once a second."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._end = threading.Event()
        self.measures: dict[str, list[float]] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(5)

    def _watch(self) -> None:
        while not self._end.wait(1):
            for name in PROCESSES:
                with suppress(OSError, ValueError, LookupError):  # It died just now.
                    self._sample(name, self._machine.fleet.child(name).pid)
            with suppress(Exception), self._machine.redis() as client:
                self.measures.setdefault("redis_bytes", []).append(float(client.info("memory")["used_memory"]))

    def _sample(self, name: str, pid: int) -> None:
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
        )
        self.measures.setdefault(f"rss:{name}", []).append(float(status["VmRSS"].split()[0]) * 1024)
        self.measures.setdefault(f"threads:{name}", []).append(float(status["Threads"]))
        self.measures.setdefault(f"fds:{name}", []).append(float(len(list(Path(f"/proc/{pid}/fd").iterdir()))))


def collect(machine: Machine, load: Load, nemesis: Nemesis, gauges: Gauges, *, quiet_after: float) -> Evidence:
    """Read everything that the checker wants to see."""
    control = machine.fleet.sandbox
    recorded = {
        str(one["business_object"]["bo_id"]): one["categories"] for one in control.get("/ecm/tree")["workspaces"]
    }
    orders: dict[str, Any] = {}
    for gid in load.intents:
        number = gid.rsplit("/", 1)[-1]
        values = recorded.get(number, {}).get("Shopify Order", {})
        orders[gid] = {**control.get(f"/orders/{number}"), "recorded": values}
    deliveries = [{**one, "subject": "", "forged": False} for one in control.get("/deliveries")["deliveries"]]
    logs = {path.name: path.read_text(errors="replace") for path in (machine.folder / "logs").glob("*.log")}
    secrets = machine.fleet.secrets
    return Evidence(
        effects=control.effects(),
        deliveries=[*deliveries, *load.forged],
        tables=read_tables(machine.ledger),
        orders=orders,
        intents=list(load.intents.values()),
        faults=nemesis.log,
        texts={name: text for name, text in logs.items() if not name.startswith("sandbox")},
        canaries=(*CANARIES, secrets.shopify_client_secret, secrets.opentext_client_secret, secrets.ecm_password),
        measures=gauges.measures,
        seed=nemesis.seed,
        quiet_after=quiet_after,
    )


def is_quiet(machine: Machine, load: Load) -> bool:
    """Whether nothing is due any more: no question, no run under way, no event, no delivery on its way."""
    if load.review():
        return False
    with machine.ledger.read() as connection:
        for query in (
            "SELECT count(*) FROM runs WHERE state IN ('running', 'waiting')",
            "SELECT count(*) FROM events WHERE state = 'pending'",
            "SELECT count(*) FROM deliveries WHERE state = 'new'",
            "SELECT count(*) FROM audit WHERE seq IS NULL",
        ):
            if connection.exec_driver_sql(query).scalar():
                return False
    waiting = [one for one in machine.fleet.sandbox.get("/deliveries")["deliveries"] if one["state"] in _UNDER_WAY]
    return not waiting


_UNDER_WAY = frozenset({"waiting", "retrying"})
