"""
Taking decisions in, from Workflow Service and from the console; both ways record first and wake afterwards.

What cannot be understood, or comes from somebody without the right, is never guessed: it marks the case for an
operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from integrator.cases import Case, Decision
from integrator.clients.workflow import ConnectorTask
from integrator.context import Connections
from integrator.ledger import cases, decisions, runs
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import persist
from integrator.ledger.decisions import Standing
from integrator.ledger.runs import Wakeup

_PATIENCE = timedelta(seconds=5)

log = structlog.get_logger(__name__)


@dataclass
class Collected:
    """What a poll brought: runs to wake, and one word per answer that was new."""

    wakeups: list[Wakeup] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def collect(connections: Connections, definition: str) -> Collected:
    """
    Record every answer that waits for the connector; answers that came too late are closed there as superseded.

    An answer that cannot be taken stays where it is and is tried again; it does not keep others from being taken.
    """
    collected = Collected()
    for task in connections.workflow.connector_tasks(definition):
        try:
            _collect_one(connections, task, collected)
        except Exception as error:  # noqa: BLE001 - one bad answer must not stop the others.
            log.error("answer not taken", system="workflow", remote_id=task.id, error=type(error).__name__)
            collected.told.append(f"{task.id} not taken")
    return collected


def _collect_one(connections: Connections, task: ConnectorTask, collected: Collected) -> None:
    case = find_case(connections, task.business_key)
    if case is None:
        log.warning("answer for an unknown case", system="workflow", remote_id=task.id)
        return
    standing, wakeups = take(connections, case, _decision(task, connections.clock.now()))
    collected.wakeups += wakeups
    if standing != "repeat":
        collected.told.append(f"{case.subject_name} {standing}")
    if standing == "late" or (standing == "repeat" and case.state == "closed"):
        connections.workflow.claim(task.id)
        connections.workflow.complete(task.id, "superseded", {"apply_note": "the case was closed before"})


def take(connections: Connections, case: Case, decision: Decision) -> tuple[Standing, list[Wakeup]]:
    """Record one decision; an accepted one wakes the runs of its case."""
    standing, wakeups = persist(lambda: _take(connections, case, decision), patience=_PATIENCE)
    if standing not in {"accepted", "late", "repeat"}:
        log.error("decision needs an operator", case=case.id, standing=standing, source=decision.source)
    return standing, wakeups


def _take(connections: Connections, case: Case, decision: Decision) -> tuple[Standing, list[Wakeup]]:
    ledger = connections.ledger
    with ledger.write() as connection:
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
            # Operators write for the audit; what reviewers write may be about the customer and stays with the decision.
            reason=decision.reason if decision.source == "console" else "",
            detail={"word": decision.word[:64], "source": decision.source, "source_id": decision.source_id},
        )
        append(ledger, connection, entry)
        return standing, runs.wake_case(ledger, connection, case.id) if standing == "accepted" else []


def is_entitled(connections: Connections, case: Case, decision: Decision) -> bool:
    """Return whether the person may decide for one of the teams asked; operators of the console always may."""
    asked = [connections.teams[name] for name in (case.team, *case.asked) if name in connections.teams]
    if decision.source != "workflow" or not asked:
        return True
    return any(team.may_decide(decision.by) for team in asked)


def find_case(connections: Connections, business_key: str) -> Case | None:
    """Find the case a business key belongs to, in the generation that the key names."""
    parts = business_key.split(":")
    if len(parts) != 5 or not parts[4].isdigit():
        return None
    concern, store, kind, number, generation = parts
    subject = f"gid://shopify/{kind.title()}/{number}"
    with connections.ledger.read() as connection:
        case = cases.find(connection, store=store, concern=concern, subject=subject)
        return cases.get(connection, case.id, generation=int(generation)) if case else None


def _decision(task: ConnectorTask, now: datetime) -> Decision:
    variables = task.variables
    decided_at = variables.get("decided_at")
    return Decision(
        word=_text(variables, "decision"),
        reason=_text(variables, "decision_reason"),
        detail=_plain(variables.get("decision_detail")) if isinstance(variables.get("decision_detail"), dict) else {},
        by=_text(variables, "decided_by") or "unknown",
        at=decided_at if isinstance(decided_at, datetime) else task.created or now,
        source="workflow",
        source_id=task.id,
        facts=_text(variables, "facts")[:16],
    )


def _text(variables: Mapping[str, Any], name: str) -> str:
    value = variables.get(name)
    return str(_plain(value))[:1000] if isinstance(value, str) else ""


def _plain(value: Any) -> Any:
    """Return what people wrote without characters that a database cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {_plain(str(name)): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
