"""
Taking decisions in, from Workflow Service and from the console; both ways record first and wake afterwards.

What cannot be understood, or comes from somebody without the right, is never guessed: it marks the case for an
operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from integrator.cases import Case, Decision
from integrator.clients.workflow import ConnectorTask
from integrator.context import Connections
from integrator.ledger import cases, decisions, runs
from integrator.ledger.audit import Entry, append
from integrator.ledger.decisions import Standing
from integrator.ledger.runs import Wakeup

log = structlog.get_logger(__name__)


@dataclass
class Collected:
    """What a poll brought: runs to wake, and one word per answer that was new."""

    wakeups: list[Wakeup] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def collect(connections: Connections, definition: str) -> Collected:
    """Record every answer that waits for the connector; answers that came too late are closed there as superseded."""
    collected = Collected()
    for task in connections.workflow.connector_tasks(definition):
        case = find_case(connections, task.business_key)
        if case is None:
            log.warning("answer for an unknown case", system="workflow", remote_id=task.id)
            continue
        is_past = task.business_key != case.business_key
        standing, wakeups = take(connections, case, _decision(task, connections.clock.now()), is_past=is_past)
        collected.wakeups += wakeups
        if standing != "repeat":
            collected.told.append(f"{case.subject_name} {standing}")
        if standing == "late" or is_past or case.state == "closed":
            connections.workflow.claim(task.id)
            connections.workflow.complete(task.id, "superseded", {"apply_note": "the case was closed before"})
    return collected


def take(
    connections: Connections, case: Case, decision: Decision, *, is_past: bool = False
) -> tuple[Standing, list[Wakeup]]:
    """Record one decision; an accepted one wakes the runs of its case."""
    ledger = connections.ledger
    with ledger.write() as connection:
        if is_past:
            return "late", []
        entitled = is_entitled(connections, case, decision)
        standing = decisions.record(ledger, connection, case, decision, is_entitled=entitled)
        if standing == "repeat":
            return standing, []
        entry = Entry(
            actor=decision.by or "unknown",
            action=f"decision.{standing}",
            store=case.store,
            subject=case.subject,
            case_id=case.id,
            reason=decision.reason,
            detail={"word": decision.word[:64], "source": decision.source, "source_id": decision.source_id},
        )
        append(ledger, connection, entry)
        wakeups = runs.wake_case(ledger, connection, case.id) if standing == "accepted" else []
    if standing not in {"accepted", "late"}:
        log.error("decision needs an operator", case=case.id, standing=standing, source=decision.source)
    return standing, wakeups


def is_entitled(connections: Connections, case: Case, decision: Decision) -> bool:
    """Return whether the person may decide for the team that was asked; operators of the console always may."""
    team = connections.teams.get(case.team)
    if decision.source != "workflow" or team is None:
        return True
    return team.may_decide(decision.by)


def find_case(connections: Connections, business_key: str) -> Case | None:
    """Find the case a business key belongs to, in whatever generation it is now."""
    parts = business_key.split(":")
    if len(parts) != 5:
        return None
    concern, store, kind, number, _ = parts
    subject = f"gid://shopify/{kind.title()}/{number}"
    with connections.ledger.read() as connection:
        return cases.find(connection, store=store, concern=concern, subject=subject)


def _decision(task: ConnectorTask, now: datetime) -> Decision:
    variables = task.variables
    decided_at = variables.get("decided_at")
    return Decision(
        word=str(variables.get("decision", "")),
        reason=_text(variables, "decision_reason"),
        detail=_mapping(variables.get("decision_detail")),
        by=_text(variables, "decided_by") or "unknown",
        at=decided_at if isinstance(decided_at, datetime) else task.created or now,
        source="workflow",
        source_id=task.id,
    )


def _text(variables: Mapping[str, Any], name: str) -> str:
    value = variables.get(name)
    return value.replace("\x00", "\ufffd")[:1000] if isinstance(value, str) else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
