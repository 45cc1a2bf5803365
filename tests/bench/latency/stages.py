"""Where the time goes: the moments of each order's way from the sender to the hold, from the ledger and the sandbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from integrator.ledger.database import Ledger
from integrator.ledger.tables import deliveries, events, runs, steps
from tests.bench.latency.orders import Placed
from tests.bench.latency.sending import Sent
from tests.bench.report import quantile

_FLOW, _STEP = "workflow.order_review", "hold_order"
_WAY = (
    select(
        deliveries.c.webhook_id,
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
    ("received to in the ledger: shipped, drained", "received", "drained"),
    ("in the ledger to judged: message, order read, rules", "drained", "judged"),
    ("judged to claimed: commit, message", "judged", "claimed"),
    ("claimed to hold placed", "claimed", "held"),
    ("hold placed to recorded", "held", "recorded"),
    ("SENT TO HOLD PLACED", "sent", "held"),
)
"""Title, and the two moments between which a stage lies."""


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
    placed: Sequence[Placed], sent: Sequence[Sent], *, ledger: Ledger, effects: Iterable[Mapping[str, Any]]
) -> list[Way]:
    """Bring together what the sender, the ledger and the sandbox know of each order."""
    with ledger.read() as connection:
        known = {row.webhook_id: row for row in connection.execute(_WAY)}
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
            if row.ended_at:
                moments["recorded"] = row.ended_at.timestamp()
        if order.order in held:
            moments["held"] = held[order.order]
        found.append(Way(order.order, moments))
    return found


def table_of(found: Sequence[Way]) -> list[dict[str, Any]]:
    """Return median, 99th percentile and maximum of each stage in milliseconds."""
    rows = []
    for title, first, last in STAGES:
        took = sorted(seconds * 1000 for way in found if (seconds := way.took(first, last)) is not None)
        rows.append(
            {
                "stage": title,
                "p50 ms": quantile(took, 0.5),
                "p99 ms": quantile(took, 0.99),
                "max ms": took[-1] if took else 0.0,
            }
        )
    return rows
