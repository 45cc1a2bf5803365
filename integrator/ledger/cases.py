"""Cases: one row per (store, concern, subject), opened, extended, reopened as a next generation, and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from integrator.cases import SEVERITIES, Case, Concern, Decision, Reason
from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.tables import case_reasons, cases, decisions, holds

Change = Literal["opened", "extended", "reopened", "unchanged", "stale"]


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
        _insert(ledger, connection, finding, now)
        row = _lock(connection, finding)
        if row is not None and row.version == 1:
            _add_reasons(ledger, connection, row.id, finding.reasons, generation=1)
            return get(connection, row.id), "opened"
    if row is None:
        raise LookupError("the case vanished while it was opened")
    if finding.subject_updated_at < row.subject_updated_at:
        return get(connection, row.id), "stale"
    relevant = {name: finding.inputs.get(name, "") for name in finding.concern.inputs}
    changed = relevant != {name: row.inputs.get(name, "") for name in finding.concern.inputs}
    if row.state == "closed" or not finding.concern.words:
        # A concern that nobody decides has no question to extend: each change is a generation of its own.
        return _reopen(ledger, connection, row, finding, now) if changed else (get(connection, row.id), "unchanged")
    return _extend(ledger, connection, row, finding, changed=changed)


def _lock(connection: Connection, finding: Finding) -> Any | None:
    query = select(cases).where(
        cases.c.store == finding.store, cases.c.concern == finding.concern.name, cases.c.subject == finding.subject
    )
    return connection.execute(query.with_for_update()).first()


def _insert(ledger: Ledger, connection: Connection, finding: Finding, now: datetime) -> None:
    insert = sqlite.insert(cases) if ledger.is_sqlite else postgresql.insert(cases)
    connection.execute(
        insert.values(
            id=new_id(),
            store=finding.store,
            concern=finding.concern.name,
            subject=finding.subject,
            subject_name=finding.subject_name,
            generation=1,
            version=1,
            state="open",
            severity=_strongest(finding.reasons),
            owner=finding.owner,
            team=finding.team,
            asked=list(finding.asked),
            inputs=dict(finding.inputs),
            subject_updated_at=finding.subject_updated_at,
            opened_at=now,
            due_at=_nearer(finding.due_at, finding.hard_at),
            hard_at=finding.hard_at,
            outcome="",
            attention="",
            quiet=finding.quiet,
        ).on_conflict_do_nothing()
    )


def _reopen(ledger: Ledger, connection: Connection, row: Any, finding: Finding, now: datetime) -> tuple[Case, Change]:
    generation = row.generation + 1
    connection.execute(
        update(cases)
        .where(cases.c.id == row.id)
        .values(
            generation=generation,
            version=row.version + 1,
            state="open",
            severity=_strongest(finding.reasons),
            owner=finding.owner,
            team=finding.team,
            asked=list(finding.asked),
            inputs=dict(finding.inputs),
            subject_updated_at=finding.subject_updated_at,
            subject_name=finding.subject_name,
            opened_at=now,
            due_at=_nearer(finding.due_at, finding.hard_at),
            hard_at=finding.hard_at,
            closed_at=None,
            decision_id=None,
            outcome="",
            attention="",
            quiet=finding.quiet,
        )
    )
    _add_reasons(ledger, connection, row.id, finding.reasons, generation=generation)
    return get(connection, row.id), "reopened"


def _extend(
    ledger: Ledger, connection: Connection, row: Any, finding: Finding, *, changed: bool
) -> tuple[Case, Change]:
    added = _add_reasons(ledger, connection, row.id, finding.reasons, generation=row.generation)
    severity = max(row.severity, _strongest(finding.reasons), key=SEVERITIES.index)
    if not added and not changed and severity == row.severity:
        return get(connection, row.id), "unchanged"
    takes_over = not row.owner or (row.owner in finding.outranks and row.decision_id is None)
    stricter = SEVERITIES.index(severity) > SEVERITIES.index(row.severity)
    connection.execute(
        update(cases)
        .where(cases.c.id == row.id)
        .values(
            version=row.version + 1,
            severity=severity,
            team=finding.team if stricter or not row.team else row.team,
            owner=finding.owner if takes_over else row.owner,
            asked=sorted({*row.asked, *finding.asked}),
            inputs=dict(finding.inputs),
            subject_updated_at=finding.subject_updated_at,
            due_at=_nearer(row.due_at, finding.due_at, finding.hard_at),
            hard_at=_nearer(row.hard_at, finding.hard_at),
        )
    )
    return get(connection, row.id), "extended"


def _add_reasons(
    ledger: Ledger, connection: Connection, case_id: str, reasons: Sequence[Reason], *, generation: int
) -> int:
    """Store the new reasons of this generation, refresh the value seen of the others; return how many are new."""
    now = ledger.now(connection)
    known = set(
        connection.execute(
            select(case_reasons.c.word).where(
                case_reasons.c.case_id == case_id, case_reasons.c.generation == generation
            )
        ).scalars()
    )
    insert = sqlite.insert(case_reasons) if ledger.is_sqlite else postgresql.insert(case_reasons)
    for reason in reasons:
        statement = insert.values(
            case_id=case_id,
            generation=generation,
            word=reason.word,
            rule=reason.rule,
            rule_version=reason.rule_version,
            seen=reason.seen,
            severity=reason.severity,
            at=now,
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["case_id", "generation", "word"],
                set_={"seen": statement.excluded.seen, "severity": statement.excluded.severity},
            )
        )
    return len({reason.word for reason in reasons} - known)


def _nearer(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _strongest(reasons: Sequence[Reason]) -> str:
    return max((reason.severity for reason in reasons), key=SEVERITIES.index, default="info")


def get(connection: Connection, case_id: str) -> Case:
    """Read a case with its reasons, strongest first; raises `LookupError`."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).first()
    if row is None:
        raise LookupError(f"there is no case {case_id}")
    found = connection.execute(
        select(case_reasons).where(case_reasons.c.case_id == case_id, case_reasons.c.generation == row.generation)
    ).all()
    ordered = sorted(found, key=lambda reason: (-SEVERITIES.index(reason.severity), reason.word))
    return Case(
        id=row.id,
        store=row.store,
        concern=row.concern,
        subject=row.subject,
        subject_name=row.subject_name,
        generation=row.generation,
        state=row.state,
        severity=row.severity,
        owner=row.owner,
        team=row.team,
        reasons=tuple(
            Reason(word=r.word, rule=r.rule, rule_version=r.rule_version, seen=r.seen, severity=r.severity)
            for r in ordered
        ),
        asked=tuple(row.asked),
        opened_at=row.opened_at,
        due_at=row.due_at,
        outcome=row.outcome,
        inputs=row.inputs,
        quiet=row.quiet,
    )


def find(connection: Connection, *, store: str, concern: str, subject: str) -> Case | None:
    """Find the case of a key."""
    case_id = connection.execute(
        select(cases.c.id).where(cases.c.store == store, cases.c.concern == concern, cases.c.subject == subject)
    ).scalar()
    return get(connection, case_id) if case_id else None


def close(ledger: Ledger, connection: Connection, case_id: str, *, generation: int, outcome: str) -> bool:
    """Close the case if it is still open in `generation`; return whether it was."""
    result = connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.generation == generation, cases.c.state == "open")
        .values(state="closed", closed_at=ledger.now(connection), outcome=outcome, version=cases.c.version + 1)
    )
    return result.rowcount == 1


def stop_clock(connection: Connection, case_id: str) -> None:
    """Let the team's deadline stand still while customer or partner is asked; the hard date runs on (R19)."""
    change(connection, case_id, due_at=cases.c.hard_at)


def change(connection: Connection, case_id: str, **values: Any) -> None:
    """Write `values` and raise the version, so that runs about to wait look again."""
    connection.execute(update(cases).where(cases.c.id == case_id).values(version=cases.c.version + 1, **values))


def ask_anew(
    ledger: Ledger, connection: Connection, case_id: str, *, generation: int, inputs: Mapping[str, str]
) -> bool:
    """Raise the generation of an open case, so that the question is put once more; its reasons come along."""
    result = connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.generation == generation, cases.c.state == "open")
        .values(generation=generation + 1, version=cases.c.version + 1, decision_id=None, inputs=dict(inputs))
    )
    if result.rowcount == 1:
        known = connection.execute(
            select(case_reasons).where(case_reasons.c.case_id == case_id, case_reasons.c.generation == generation)
        ).all()
        reasons = [
            Reason(word=r.word, rule=r.rule, rule_version=r.rule_version, seen=r.seen, severity=r.severity)
            for r in known
        ]
        _add_reasons(ledger, connection, case_id, reasons, generation=generation + 1)
    return result.rowcount == 1


def decision_of(connection: Connection, case_id: str) -> tuple[str, Decision] | None:
    """Return the accepted decision that waits to be carried out, with its id."""
    row = connection.execute(
        select(decisions).join(cases, cases.c.decision_id == decisions.c.id).where(cases.c.id == case_id)
    ).first()
    if row is None:
        return None
    return row.id, Decision(
        word=row.word,
        reason=row.reason,
        detail=row.detail,
        by=row.decided_by,
        at=row.decided_at,
        source=row.source,
        source_id=row.source_id,
    )


def search(ledger: Ledger, *, text: str = "", state: str = "open", limit: int = 50) -> list[dict[str, Any]]:
    """Return case rows, oldest first; `text` is a case id, an order name or a Shopify id."""
    query = select(cases).order_by(cases.c.opened_at).limit(limit)
    if state:
        query = query.where(cases.c.state == state)
    if text:
        wanted = [cases.c.id == text, cases.c.subject_name == text, cases.c.subject == text]
        if text.isdigit():
            wanted += [cases.c.subject == f"gid://shopify/Order/{text}", cases.c.subject_name == f"#{text}"]
        query = query.where(or_(*wanted))
    with ledger.read() as connection:
        return rows(connection.execute(query))


def holds_of(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    return rows(connection.execute(select(holds).where(holds.c.case_id == case_id)))
