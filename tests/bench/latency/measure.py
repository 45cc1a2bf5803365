"""One measurement: a fresh fleet, orders at one rate, and what came of each of them."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from tests.bench.fleets import WORKERS, BenchFleet, bench_fleet
from tests.bench.latency.hearing import Hearing
from tests.bench.latency.orders import Placed, place
from tests.bench.latency.stages import Way, judgments, table_of, ways
from tests.bench.report import quantile
from tests.bench.rounds import Round
from tests.bench.sending import Sent, send_all
from tests.chaos.evidence import Evidence, read_tables
from tests.chaos.invariants import judge

_LEAN = Path(__file__).with_name("rules.toml")
_WARMING = 12
_WARM_RATE = 8.0
_PATIENCE = 300.0


@dataclass(frozen=True)
class Cell:
    """A rate, in orders per second, and how many orders."""

    per_second: float
    orders: int


@dataclass(frozen=True)
class Measured:
    """The figures of one measurement, and its stages."""

    round: Round
    stages: Sequence[Mapping[str, Any]]


def measure(cell: Cell, *, server: str, folder: Path, lean: bool) -> Measured:
    """
    Start a fleet, warm it up, send, wait until nothing is under way any more, and count.

    Args:
        cell: rate and number of orders.
        server: PostgreSQL; empty for SQLite.
        folder: for everything that is kept.
        lean: only the review, instead of all flows of the operators' rules.
    """
    rules = _LEAN if lean else None
    with TemporaryDirectory(dir=folder) as name, bench_fleet(Path(name), server=server, rules=rules) as here:
        placed = place(here.fleet, _WARMING + cell.orders)
        warm, counted = placed[:_WARMING], placed[_WARMING:]
        warmed = _send(here, warm, per_second=_WARM_RATE)
        here.await_rest(seconds=_PATIENCE)
        with Hearing(here.broker.url, here.fleet.secrets.key_prefix) as hearing:
            before, begun = here.cpu_seconds(), time.monotonic()
            sent = _send(here, counted, per_second=cell.per_second)
            _await_holds(Path(name), len(placed))
            after, seconds = here.cpu_seconds(), time.monotonic() - begun
        rest = here.await_rest(seconds=_PATIENCE)
        spent = sum(here.cpu_seconds()[worker] - before[worker] for worker in WORKERS)
        effects = here.fleet.sandbox.effects()
        tasks = hearing.tasks()
        found = ways(counted, sent, ledger=here.ledger, effects=effects, tasks=tasks)
        wrong = _wrong(here, placed, [*warmed, *sent], effects, kind="" if lean else "review")
    if rest == float("inf"):
        wrong = "; ".join(filter(None, [wrong, f"not at rest after {_PATIENCE:.0f} s"]))
    more = {"rest s": rest, "CPU ms": spent * 1000 / cell.orders, "judged": judgments(tasks) / cell.orders}
    figures = _figures(found, sent) | more | _shares(before, after, seconds)
    return Measured(Round(figures, wrong), table_of(found))


def _send(here: BenchFleet, placed: Sequence[Placed], *, per_second: float) -> list[Sent]:
    port = here.fleet.addresses.ingress_port
    return uvloop.run(send_all([one.request for one in placed], port, per_second=per_second))


def _await_holds(folder: Path, orders: int) -> None:
    """Wait until each order has a hold; the file is read, because asking the sandbox would keep it from its work."""
    give_up = time.monotonic() + _PATIENCE
    path = folder / "sandbox" / "effects.jsonl"
    while path.read_bytes().count(b'"operation": "hold_placed"') < orders and time.monotonic() < give_up:
        time.sleep(0.2)


def _figures(found: Sequence[Way], sent: Sequence[Sent]) -> dict[str, float]:
    acks = sorted((one.answered_at - one.sent_at) * 1000 for one in sent)
    holds = sorted(seconds * 1000 for way in found if (seconds := way.took("sent", "held")) is not None)
    late = sorted((one.sent_at - one.due_at) * 1000 for one in sent)
    return {
        "sent/s": (len(sent) - 1) / (sent[-1].sent_at - sent[0].sent_at),
        "late p99 ms": quantile(late, 0.99),
        "ack p50 ms": quantile(acks, 0.5),
        "ack p99 ms": quantile(acks, 0.99),
        "ack max ms": acks[-1],
        "holds": float(len(holds)),
        "hold p50 ms": quantile(holds, 0.5),
        "hold p99 ms": quantile(holds, 0.99),
        "hold max ms": holds[-1] if holds else 0.0,
    }


def _shares(before: Mapping[str, float], after: Mapping[str, float], seconds: float) -> dict[str, float]:
    """Return how much of a core each process used."""
    return {f"{name} %": (after[name] - before[name]) * 100 / seconds for name in after}


def _wrong(
    here: BenchFleet, placed: Sequence[Placed], sent: Sequence[Sent], effects: Sequence[Mapping[str, Any]], *, kind: str
) -> str:
    """Say what was lost, doubled or not accepted; empty when nothing was. `kind` is what the checker expects."""
    refused = Counter(one.status for one in sent if one.status != "200")
    holds = Counter(str(one["detail"]["order"]) for one in effects if one["operation"] == "hold_placed")
    missing = [one.order for one in placed if not holds[one.order]]
    doubled = [one.order for one in placed if holds[one.order] > 1]
    told = [f"{count} x {status}" for status, count in sorted(refused.items())]
    told += [f"LOST: {len(missing)} orders without a hold, such as {missing[0]}"] if missing else []
    told += [f"DOUBLED: {len(doubled)} orders, such as {doubled[0]}"] if doubled else []
    violations = judge(_evidence(here, placed, sent, effects, kind=kind), only=("I1", "I2"))
    told += [f"{len(violations)} violations, such as {violations[0]}"] if violations else []
    return "; ".join(told)


def _evidence(
    here: BenchFleet, placed: Sequence[Placed], sent: Sequence[Sent], effects: Sequence[Mapping[str, Any]], *, kind: str
) -> Evidence:
    delivered = [
        {
            "webhook_id": order.webhook_id,
            "store": "acme.myshopify.com",
            "attempts": [{"status": int(one.status) if one.status.isdecimal() else None}],
        }
        for order, one in zip(placed, sent, strict=True)
    ]
    theirs = here.fleet.sandbox.get("/deliveries")["deliveries"]
    return Evidence(
        effects=effects,
        deliveries=[*delivered, *(one for one in theirs if one["state"] != "lost")],
        tables=read_tables(here.ledger),
        intents=[{"order": one.order, "kind": kind} for one in placed],
    )
