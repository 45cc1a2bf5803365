"""Findings: what the rules found about a subject opens its case, extends it, or opens it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select, update

from integrator.cases import SEVERITIES, Case, Concern, Reason
from integrator.ledger import cases
from integrator.ledger.database import Ledger
from integrator.ledger.direct import Direct
from integrator.ledger.ids import case_id
from integrator.ledger.inserts import once
from integrator.ledger.tables import cases as table

Change = Literal["opened", "extended", "tightened", "reopened", "unchanged", "stale"]
"""`tightened` is extended, and more severe than before."""

_LOCK = Direct(
    select(table)
    .where(
        table.c.store == bindparam("store"),
        table.c.concern == bindparam("concern"),
        table.c.subject == bindparam("subject"),
    )
    .with_for_update()
)
_INSERT = once(table, returning=table.c.id)
_CHANGE = update(table).where(table.c.id == bindparam("case"))


@dataclass(frozen=True)
class Finding:
    """What all rules together found about one concern of one subject."""

    store: str
    concern: Concern
    subject: str
    subject_name: str
    subject_updated_at: datetime
    inputs: Mapping[str, str]
    reasons: Sequence[Reason]
    """Strongest first; empty for concerns nobody has to decide."""
    owner: str = ""
    team: str = ""
    asked: Sequence[str] = ()
    outranks: Sequence[str] = ()
    """Owners that `owner` takes the case over from, while nothing is decided."""
    due_at: datetime | None = None
    """When the team must have answered."""
    hard_at: datetime | None = None
    """What never stops: the end of the card authorization minus a margin (R19)."""
    quiet: bool = False


def ensure(ledger: Ledger, connection: Connection, finding: Finding) -> tuple[Case, Change]:
    """
    Open the case of `finding`, extend the open one, or reopen the closed one when an input changed (R11, R13).

    A finding from an older reading of the subject than the case has seen changes nothing ("stale").
    """
    now = ledger.now(connection)
    row = _lock(connection, finding)
    if row is None:
        opened = _insert(connection, finding, now)
        if opened is not None:
            cases.write_reasons(ledger, connection, opened.id, opened.reasons, generation=1)
            return opened, "opened"
        row = _lock(connection, finding)
    if row is None:
        raise LookupError("the case vanished while it was opened")
    if finding.subject_updated_at < row.subject_updated_at:
        return cases.get(connection, row.id), "stale"
    relevant = {name: finding.inputs.get(name, "") for name in finding.concern.inputs}
    changed = relevant != {name: row.inputs.get(name, "") for name in finding.concern.inputs}
    if row.state == "closed" or not finding.concern.words:
        # A concern that nobody decides has no question to extend: each change is a generation of its own.
        return (
            _reopen(ledger, connection, row, finding, now) if changed else (cases.get(connection, row.id), "unchanged")
        )
    return _extend(ledger, connection, row, finding, changed=changed)


def _lock(connection: Connection, finding: Finding) -> Any | None:
    key = {"store": finding.store, "concern": finding.concern.name, "subject": finding.subject}
    return _LOCK.first(connection, key)


def _insert(connection: Connection, finding: Finding, now: datetime) -> Case | None:
    """Insert the case and return it; `None` when another worker was quicker."""
    new: dict[str, Any] = {
        "id": case_id(finding.store, finding.concern.name, finding.subject),
        "store": finding.store,
        "concern": finding.concern.name,
        "subject": finding.subject,
        "generation": 1,
        "version": 1,
        **_asked(finding, now),
    }
    if _INSERT.first(connection, new) is None:
        return None
    return Case(
        **{name: new[name] for name in Case.model_fields.keys() & new.keys()},
        reasons=cases.strongest_first(_once_each(finding.reasons)),
    )


def _once_each(reasons: Sequence[Reason]) -> Iterable[Reason]:
    """Return a reason for each word, as the table keeps it: found first, seen last."""
    kept: dict[str, Reason] = {}
    for one in reasons:
        known = kept.get(one.word)
        kept[one.word] = known.model_copy(update={"seen": one.seen, "severity": one.severity}) if known else one
    return kept.values()


def _asked(finding: Finding, now: datetime) -> dict[str, Any]:
    """Return what a case begins with when its question is put, for the first time or again."""
    return {
        "state": "open",
        "severity": _strongest(finding.reasons),
        "owner": finding.owner,
        "team": finding.team,
        "asked": list(finding.asked),
        "inputs": dict(finding.inputs),
        "subject_updated_at": finding.subject_updated_at,
        "subject_name": finding.subject_name,
        "opened_at": now,
        "due_at": cases.nearer(finding.due_at, finding.hard_at),
        "hard_at": finding.hard_at,
        "outcome": "",
        "attention": "",
        "quiet": finding.quiet,
    }


def _reopen(ledger: Ledger, connection: Connection, row: Any, finding: Finding, now: datetime) -> tuple[Case, Change]:
    generation = row.generation + 1
    anew = {"generation": generation, "version": row.version + 1, "closed_at": None, "decision_id": None}
    connection.execute(_CHANGE, {"case": row.id, **anew, **_asked(finding, now)})
    cases.add_reasons(ledger, connection, row.id, finding.reasons, generation=generation)
    return cases.get(connection, row.id), "reopened"


def _extend(
    ledger: Ledger, connection: Connection, row: Any, finding: Finding, *, changed: bool
) -> tuple[Case, Change]:
    added = cases.add_reasons(ledger, connection, row.id, finding.reasons, generation=row.generation)
    severity = max(row.severity, _strongest(finding.reasons), key=SEVERITIES.index)
    if not added and not changed and severity == row.severity:
        return cases.get(connection, row.id), "unchanged"
    takes_over = not row.owner or (row.owner in finding.outranks and row.decision_id is None)
    stricter = SEVERITIES.index(severity) > SEVERITIES.index(row.severity)
    extended = {
        "version": row.version + 1,
        "severity": severity,
        "team": finding.team if stricter or not row.team else row.team,
        "owner": finding.owner if takes_over else row.owner,
        "asked": sorted({*row.asked, *finding.asked}),
        "inputs": dict(finding.inputs),
        "subject_updated_at": finding.subject_updated_at,
        "quiet": row.quiet and finding.quiet,
        "due_at": cases.nearer(row.due_at, finding.due_at, finding.hard_at),
        "hard_at": cases.nearer(row.hard_at, finding.hard_at),
    }
    connection.execute(_CHANGE, {"case": row.id, **extended})
    return cases.get(connection, row.id), "tightened" if stricter else "extended"


def _strongest(reasons: Sequence[Reason]) -> str:
    return max((reason.severity for reason in reasons), key=SEVERITIES.index, default="info")
