"""Where the time goes: the moments of each order's way from the sender to the hold, from the ledger and the sandbox."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from integrator.ledger.database import Ledger
from integrator.ledger.tables import deliveries, events, runs, steps
from tests.bench.latency.hearing import Task
from tests.bench.latency.orders import Placed
from tests.bench.report import quantile
from tests.bench.sending import Sent

_FLOW, _STEP = "workflow.order_review", "hold_order"
_DRAIN, _JUDGE = "intake.drain", "intake.judge"
_GID = re.compile(r"gid://shopify/Order/\d+")
_WAY = (
    select(
        deliveries.c.webhook_id,
        runs.c.id.label("run"),
        deliveries.c.received_at,
        deliveries.c.id.label("delivery"),
        runs.c.created_at,
        steps.c.started_at,
        steps.c.ended_at,
    )
    .join(events, events.c.delivery_id == deliveries.c.id)
    .join(runs, (runs.c.store == events.c.store) & (runs.c.subject == events.c.subject))
    .join(steps, steps.c.run_id == runs.c.id)
    .where(runs.c.flow == _FLOW, steps.c.step == _STEP, steps.c.attempt == 1, steps.c.lap == 1)
)

STAGES = (
    ("sent to received", "sent", "received"),
    ("received to answered: journal", "received", "answered"),
    ("received to in the ledger, of which", "received", "drained"),
    ("  received to drain sent: shipped", "received", "drain sent"),
    ("  drain sent to started: queue", "drain sent", "drain started"),
    ("  drain started to in the ledger", "drain started", "drained"),
    ("in the ledger to judge sent: commit, message", "drained", "judge sent"),
    ("judge sent to started: queue", "judge sent", "judge started"),
    ("judge started to run written: claim, order read, rules", "judge started", "judged"),
    ("run written to hold sent: rest of it, commit, messages", "judged", "hold sent"),
    ("hold sent to started: queue", "hold sent", "hold started"),
    ("hold started to claimed", "hold started", "claimed"),
    ("claimed to hold placed: remote calls", "claimed", "held"),
    ("hold placed to recorded", "held", "recorded"),
    ("SENT TO HOLD PLACED", "sent", "held"),
)
"""
Title, and the two moments between which a stage lies.

A drain that began before a delivery was received takes it along; then the stages of the drain are not known.
"""


@dataclass(frozen=True)
class Way:
    """One order with its moments, seconds since 1970; what never happened is missing."""

    order: str
    moments: Mapping[str, float]

    def took(self, first: str, last: str) -> float | None:
        """Return the seconds between two moments."""
        if first not in self.moments or last not in self.moments:
            return None
        return self.moments[last] - self.moments[first]


def ways(
    placed: Sequence[Placed],
    sent: Sequence[Sent],
    *,
    ledger: Ledger,
    effects: Iterable[Mapping[str, Any]],
    tasks: Mapping[str, Task],
) -> list[Way]:
    """Bring together what the sender, the ledger, the sandbox and Celery know of each order."""
    with ledger.read() as connection:
        known = {row.webhook_id: row for row in connection.execute(_WAY)}
    judged, drains = _judged(tasks), [task for task in tasks.values() if task.name == _DRAIN]
    held: dict[str, float] = {}
    for effect in effects:
        if effect["operation"] == "hold_placed":
            held.setdefault(str(effect["detail"]["order"]), datetime.fromisoformat(effect["at"]).timestamp())
    found = []
    for order, one in zip(placed, sent, strict=True):
        moments = {"sent": one.sent_at, "answered": one.answered_at}
        if row := known.get(order.webhook_id):
            moments |= {
                "received": row.received_at.timestamp(),
                "drained": int(row.delivery[:12], 16) / 1000,
                "judged": row.created_at.timestamp(),
                "claimed": row.started_at.timestamp(),
            }
            drain = _last_before(moments["drained"], drains)
            if drain and drain.moments.get("sent", 0.0) >= moments["received"]:
                moments |= _told("drain", drain)
            moments |= _told("judge", _last_before(row.created_at.timestamp(), judged.get(order.order, ())))
            moments |= _told("hold", tasks.get(f"{row.run}.{_STEP}.1"))
            if row.ended_at:
                moments["recorded"] = row.ended_at.timestamp()
        if order.order in held:
            moments["held"] = held[order.order]
        found.append(Way(order.order, moments))
    return found


def _judged(tasks: Mapping[str, Task]) -> dict[str, list[Task]]:
    """Return the judging tasks of each order; the webhooks that our own changes cause lead to more than one."""
    found: dict[str, list[Task]] = {}
    for task in tasks.values():
        if task.name == _JUDGE and (gid := _GID.search(task.keywords)):
            found.setdefault(gid[0], []).append(task)
    return found


def _last_before(moment: float, tasks: Sequence[Task]) -> Task | None:
    started = [task for task in tasks if task.moments.get("started", moment) < moment]
    return max(started, key=lambda task: task.moments["started"], default=None)


def _told(prefix: str, task: Task | None) -> dict[str, float]:
    return {f"{prefix} {name}": moment for name, moment in task.moments.items()} if task else {}


def judgments(tasks: Mapping[str, Task]) -> int:
    """Count the judging tasks that were started, those for our own echoes among them."""
    return sum(task.name == _JUDGE and "started" in task.moments for task in tasks.values())


def table_of(found: Sequence[Way]) -> list[dict[str, Any]]:
    """Return median, 99th percentile and maximum of each stage in milliseconds."""
    rows = []
    for title, first, last in STAGES:
        took = sorted(seconds * 1000 for way in found if (seconds := way.took(first, last)) is not None)
        rows.append(
            {
                "stage": title,
                "seen": len(took),
                "p50 ms": quantile(took, 0.5),
                "p99 ms": quantile(took, 0.99),
                "max ms": took[-1] if took else 0.0,
            }
        )
    return rows
