"""One measurement: fill while the workers are off, let them drain, count."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from redis import Redis
from sqlalchemy import func, select

from integrator.ledger.tables import deliveries, runs, steps
from tests.bench.backlog.checks import order_of, what_is_wrong
from tests.bench.backlog.flows.effects import happened
from tests.bench.backlog.flows.two_flows import STEPS
from tests.bench.backlog.judgments import Judgments, note_judgments, overtaken, read_judgments
from tests.bench.backlog.orders import open_shop, requests
from tests.bench.fleets import WORKERS, BenchFleet, bench_fleet
from tests.bench.report import middle, quantile
from tests.bench.rounds import Round
from tests.bench.sending import Sent, send_fast

RATE = "deliveries/s"
_RULES = Path(__file__).with_name("rules.toml")
_SETTINGS = {
    "INTEGRATOR_FLOWS_PACKAGE": "tests.bench.backlog.flows",
    # The sandbox tells nobody; the bench does.
    "SANDBOX_WEBHOOK_URL": "",
    # What a sweep finds would come beside what is counted.
    "INTEGRATOR_SWEEP_EVERY": "PT0S",
}
_CONNECTIONS = 32
_PATIENCE = 3600.0


@dataclass(frozen=True)
class Backlog:
    """How much lies there when the workers come."""

    deliveries: int
    webhooks_each: int


def measure(backlog: Backlog, *, server: str, folder: Path) -> Round:
    """Start a fleet, end its workers, fill, start them again, wait until everything has come to its end."""
    with (
        TemporaryDirectory(dir=folder) as name,
        bench_fleet(Path(name), server=server, settings=_SETTINGS, rules=_RULES) as here,
    ):
        shop = open_shop(here.fleet, backlog.deliveries // backlog.webhooks_each, webhooks_each=backlog.webhooks_each)
        note_judgments(here.ledger)
        _end_workers(here)
        begun = time.monotonic()
        webhooks = requests(shop, secret=here.fleet.secrets.shopify_client_secret)
        sent = uvloop.run(send_fast(webhooks, here.fleet.addresses.ingress_port, connections=_CONNECTIONS))
        filling = time.monotonic() - begun
        accepted = [webhook_id for webhook_id, one in sent if one.status == "200"]
        _say(f"{len(accepted)} of {len(sent)} accepted in {filling:.0f} s")
        before = here.cpu_seconds()
        for worker in WORKERS:
            here.fleet.start(worker)
        is_done = _await_end(here, len(accepted))
        spent = _spent(before, here.cpu_seconds(), orders=len(shop.numbers))
        judgments = read_judgments(here.ledger)
        figures = {"intake/s": len(sent) / filling, **_acks(sent), **_figures(here, judgments), **_waits(here), **spent}
        wrong = [*what_is_wrong(here, shop, accepted, happened(Path(name))), *order_of(judgments, len(accepted))]
    wrong += [] if is_done else [f"not at its end after {_PATIENCE:.0f} s"]
    wrong += [f"{len(sent) - len(accepted)} not accepted"] if len(accepted) < len(sent) else []
    return Round(figures | {"overtaken": float(overtaken(judgments)[0])}, "; ".join(wrong))


def _end_workers(here: BenchFleet) -> None:
    for worker in WORKERS:
        here.fleet.child(worker).ask_to_end()
    for worker in WORKERS:
        if not here.fleet.child(worker).wait(30):
            raise RuntimeError(f"{worker} does not end")


def _await_end(here: BenchFleet, accepted: int) -> bool:
    begun = told = time.monotonic()
    while time.monotonic() - begun < _PATIENCE:
        with here.ledger.read() as connection:
            drained = connection.execute(select(func.count()).select_from(deliveries)).scalar_one()
        if drained >= accepted and not here.has_work():
            return True
        if time.monotonic() - told > 15:
            told = time.monotonic()
            _say(f"{told - begun:.0f} s: {drained} in the ledger")
        time.sleep(1)
    return False


def _acks(sent: Sequence[tuple[str, Sent]]) -> dict[str, float]:
    took = sorted((one.answered_at - one.sent_at) * 1000 for _, one in sent)
    return {"ack p50 ms": quantile(took, 0.5), "ack p99 ms": quantile(took, 0.99)}


def _figures(here: BenchFleet, judgments: Judgments) -> dict[str, float]:
    """Return the rates, each from the moment at which the first delivery came into the ledger."""
    with here.ledger.read() as connection:
        ids = select(func.min(deliveries.c.id), func.max(deliveries.c.id), func.count())
        first, last, drained = connection.execute(ids).one()
        ended, count = connection.execute(select(func.max(runs.c.ended_at), func.count())).one()
    begun = _moment(first)
    end = ended.timestamp()
    with Redis.from_url(here.broker.url) as client:
        peak = int(client.info("memory")["used_memory_peak"])
    return {
        "drained/s": drained / (_moment(last) - begun),
        "judged s": max((one.at for events in judgments.values() for one in events), default=begun) - begun,
        "done s": end - begun,
        RATE: drained / (end - begun),
        "runs/s": count / (end - begun),
        "judgments each": middle([len({one.at for one in events}) for events in judgments.values()]),
        "Redis peak MB": peak / 1e6,
    }


def _spent(before: Mapping[str, float], after: Mapping[str, float], *, orders: int) -> dict[str, float]:
    """Return the CPU that an order took from the start of the workers on."""
    spent = {name: after[name] - before[name] for name in after}
    spent["workers"] = sum(spent[worker] for worker in WORKERS)
    return {f"{name} CPU ms": spent[name] * 1000 / orders for name in ("workers", "sandbox", "postgres", "redis")}


def _waits(here: BenchFleet) -> dict[str, float]:
    """Return how long the first step of a run was due before a worker took it, urgent ones and others."""
    query = (
        select(runs.c.flow, runs.c.created_at, steps.c.started_at)
        .join(steps, steps.c.run_id == runs.c.id)
        .where(steps.c.position == 0, steps.c.attempt == 1, steps.c.lap == 1)
    )
    took: dict[str, list[float]] = {flow: [] for flow in STEPS}
    with here.ledger.read() as connection:
        for flow, created_at, started_at in connection.execute(query):
            took[flow].append((started_at - created_at).total_seconds() * 1000)
    return {
        f"{title} {told} ms": quantile(sorted(took[flow]), share)
        for title, flow in (("protect", "bench.hold"), ("others", "bench.record"))
        for told, share in (("p50", 0.5), ("p99", 0.99))
    }


def _moment(new_id: str) -> float:
    """Return when an id of the ledger was made."""
    return int(new_id[:12], 16) / 1000


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)  # noqa: T201
