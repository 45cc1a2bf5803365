"""Merging: what all rules found becomes one finding per concern, and the flows to start (catalogue, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.cases import Concern, Reason
from integrator.clock import due
from integrator.context import Connections
from integrator.events.fingerprint import inputs_of
from integrator.events.order import OrderSnapshot
from integrator.flow import Flow, find_flow, flows
from integrator.ledger.findings import Finding
from integrator.rules import Match

_AUTHORIZATION = timedelta(days=7)
_MARGIN = timedelta(days=1)


@dataclass(frozen=True)
class Start:
    """A flow to start, with its parameters as the plan holds them."""

    flow: Flow
    params: dict[str, Any]


def merge(
    connections: Connections, order: OrderSnapshot, matches: Sequence[Match], *, quiet: bool
) -> list[tuple[Finding, list[Start]]]:
    """Return one finding per concern, strongest reason first; the strongest rule sets a flow's parameters."""
    concerns: dict[str, tuple[Concern, list[Reason], dict[str, Start]]] = {}
    for match in matches:
        if match.watch:
            continue
        for begin in match.flows:
            flow = find_flow(begin.flow)
            if flow is None or (flow.concern.words and (order.is_cancelled or order.is_fulfilled)):
                continue
            _, reasons, starts = concerns.setdefault(flow.concern.name, (flow.concern, [], {}))
            if match.reason not in reasons:
                reasons.append(match.reason)
            starts.setdefault(flow.name, Start(flow, flow.bind(begin.parameters)))
    return [
        (
            _finding(connections, order, concern, reasons, list(starts.values()), quiet=quiet),
            list(starts.values()),
        )
        for concern, reasons, starts in concerns.values()
    ]


def _finding(
    connections: Connections,
    order: OrderSnapshot,
    concern: Concern,
    reasons: list[Reason],
    starts: list[Start],
    *,
    quiet: bool,
) -> Finding:
    owner = min((start for start in starts if start.flow.decides), key=lambda s: s.flow.decides, default=None)
    team = str(owner.params.get("team", "")) if owner else ""
    asked = sorted({str(start.params[start.flow.asks]) for start in starts if start.flow.asks})
    return Finding(
        store=order.store,
        concern=concern,
        subject=order.id,
        subject_name=order.name,
        subject_updated_at=order.updated_at,
        inputs=inputs_of(order),
        reasons=reasons,
        owner=owner.flow.name if owner else "",
        team=team,
        asked=asked,
        outranks=[name for name, flow in flows().items() if owner and flow.decides > owner.flow.decides],
        due_at=_due(connections, owner, team) if owner else None,
        hard_at=_end_of_authorization(order) if owner else None,
        quiet=quiet,
    )


def _due(connections: Connections, owner: Start, team: str) -> datetime | None:
    """Return when the team must have answered, by its own calendar."""
    within = owner.params.get("within")
    if not within or team not in connections.teams:
        return None
    length = timedelta(seconds=within["seconds"])
    return due(connections.clock.now(), length, connections.teams[team].hours)


def _end_of_authorization(order: OrderSnapshot) -> datetime | None:
    """Return the last moment at which the payment can still be captured with certainty, minus a margin."""
    if not order.capturable:
        return None
    authorized = [t.processed_at for t in order.transactions if t.kind == "AUTHORIZATION" and t.processed_at]
    return min((moment + _AUTHORIZATION - _MARGIN for moment in authorized), default=None)
