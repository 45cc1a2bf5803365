"""Cases: one row per (store, concern, subject), read as of a generation, changed, asked anew, and closed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, and_, bindparam, func, or_, select, update

from integrator.cases import CONCERNS, SEVERITIES, Case, Decision, Reason
from integrator.ledger.database import Ledger, rows
from integrator.ledger.direct import Direct
from integrator.ledger.inserts import replacing
from integrator.ledger.tables import case_reasons, cases, decisions, holds, runs

_OF_GENERATION = and_(
    case_reasons.c.case_id == cases.c.id,
    case_reasons.c.generation == func.coalesce(bindparam("wanted", type_=Integer), cases.c.generation),
)
REASON = [case_reasons.c[name].label(f"reason_{name}") for name in ("word", "rule", "rule_version", "seen", "severity")]
_WITH_REASONS = select(cases, *REASON).outerjoin(case_reasons, _OF_GENERATION)
"""A row for each reason, or one without."""
_GET = Direct(_WITH_REASONS.where(cases.c.id == bindparam("case")))
_FIND = Direct(
    _WITH_REASONS.where(
        cases.c.store == bindparam("store"),
        cases.c.concern == bindparam("concern"),
        cases.c.subject == bindparam("subject"),
    )
)
_CHANGE = update(cases).where(cases.c.id == bindparam("case")).values(version=cases.c.version + 1)
_REASONS = Direct(
    select(case_reasons.c.word, case_reasons.c.seen, case_reasons.c.severity).where(
        case_reasons.c.case_id == bindparam("case"), case_reasons.c.generation == bindparam("wanted")
    )
)
_ADD_REASON = replacing(case_reasons, key=("case_id", "generation", "word"), columns=("seen", "severity"))
_DECISION = (
    select(decisions)
    .join(cases, cases.c.id == decisions.c.case_id)
    .where(
        cases.c.id == bindparam("case"),
        or_(
            and_(cases.c.generation == bindparam("wanted"), decisions.c.id == cases.c.decision_id),
            and_(
                cases.c.generation != bindparam("wanted"),
                decisions.c.generation == bindparam("wanted"),
                decisions.c.standing == "accepted",
            ),
        ),
    )
    .order_by(decisions.c.at.desc())
    .limit(1)
)


def get(connection: Connection, case_id: str, *, generation: int | None = None) -> Case:
    """
    Read a case with its reasons, strongest first; raises `LookupError`.

    A `generation` that has passed is read as closed: whoever still works for it has to come to an end.
    """
    return get_version(connection, case_id, generation=generation)[0]


def get_version(connection: Connection, case_id: str, *, generation: int | None = None) -> tuple[Case, int]:
    """Read a case as `get` does, and the number that every change of it raises."""
    found = _GET.all(connection, {"case": case_id, "wanted": generation})
    if not found:
        raise LookupError(f"there is no case {case_id}")
    return case_of(found, wanted=generation or found[0].generation), found[0].version


def case_of(found: Sequence[Any], *, wanted: int) -> Case:
    """Make a case of its rows, one for each reason; `wanted` is the generation that it is read for."""
    row = found[0]
    return Case(
        id=row.id,
        store=row.store,
        concern=row.concern,
        subject=row.subject,
        subject_name=row.subject_name,
        generation=wanted,
        state=row.state if wanted == row.generation else "closed",
        severity=row.severity,
        owner=row.owner,
        team=row.team,
        reasons=strongest_first(
            Reason(
                word=one.reason_word,
                rule=one.reason_rule,
                rule_version=one.reason_rule_version,
                seen=one.reason_seen,
                severity=one.reason_severity,
            )
            for one in found
            if one.reason_word is not None
        ),
        asked=tuple(row.asked),
        opened_at=row.opened_at,
        due_at=row.due_at,
        outcome=row.outcome,
        inputs=row.inputs,
        quiet=row.quiet,
        late=row.late,
    )


def strongest_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons in the order in which a case has them."""
    return tuple(sorted(reasons, key=lambda one: (-SEVERITIES.index(one.severity), one.word)))


def find(connection: Connection, *, store: str, concern: str, subject: str) -> Case | None:
    """Find the case of a key."""
    key = {"store": store, "concern": concern, "subject": subject, "wanted": None}
    found = _FIND.all(connection, key)
    return case_of(found, wanted=found[0].generation) if found else None


def close(ledger: Ledger, connection: Connection, case: Case, *, outcome: str) -> bool:
    """Close the case if it is still open in its generation; return whether it was."""
    result = connection.execute(
        update(cases)
        .where(cases.c.id == case.id, cases.c.generation == case.generation, cases.c.state == "open")
        .values(state="closed", closed_at=ledger.now(connection), outcome=outcome, version=cases.c.version + 1)
    )
    return result.rowcount == 1


def stop_clock(connection: Connection, case_id: str, *, until: datetime) -> None:
    """Let the team's deadline wait `until` then, while the customer is asked; the hard date runs on (R19)."""
    hard_at = connection.execute(select(cases.c.hard_at).where(cases.c.id == case_id)).scalar()
    change(connection, case_id, due_at=nearer(hard_at, until))


def refresh(connection: Connection, case: Case, *, inputs: Mapping[str, str], seen_at: datetime) -> bool:
    """Note changed inputs of an open case that no rule looked at; return whether there was something to note."""
    row = connection.execute(select(cases).where(cases.c.id == case.id).with_for_update()).one()
    names = CONCERNS[case.concern].inputs
    if row.state != "open" or seen_at < row.subject_updated_at:
        return False
    if {name: inputs.get(name, "") for name in names} == {name: row.inputs.get(name, "") for name in names}:
        return False
    change(connection, case.id, inputs=dict(inputs), subject_updated_at=seen_at)
    return True


def change(connection: Connection, case_id: str, **values: Any) -> None:
    """Write `values` and raise the version, so that runs about to wait look again."""
    connection.execute(_CHANGE, {"case": case_id, **values})


def ask_anew(ledger: Ledger, connection: Connection, case: Case, *, after: Decision, inputs: Mapping[str, str]) -> bool:
    """
    Raise the generation of an open case, so that the question is put once more; reasons and open runs come along.

    Does nothing, and says so, when `after` is not the decision of the case any more: then it was done before.
    """
    result = connection.execute(
        update(cases)
        .where(
            cases.c.id == case.id,
            cases.c.generation == case.generation,
            cases.c.state == "open",
            cases.c.decision_id.in_(_same(after)),
        )
        .values(generation=case.generation + 1, version=cases.c.version + 1, decision_id=None, inputs=dict(inputs))
    )
    if result.rowcount == 0:
        return False
    add_reasons(ledger, connection, case.id, case.reasons, generation=case.generation + 1)
    connection.execute(
        update(runs)
        .where(
            runs.c.case_id == case.id,
            runs.c.generation == case.generation,
            runs.c.state.in_(("running", "waiting", "parked")),
        )
        .values(generation=case.generation + 1)
    )
    return True


def _same(decision: Decision) -> Any:
    return select(decisions.c.id).where(
        decisions.c.source == decision.source, decisions.c.source_id == decision.source_id
    )


def forget(connection: Connection, case_id: str, decision: Decision) -> None:
    """Take a carried-out interim decision off the case, so that the next answer counts; any other one stays."""
    connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.decision_id.in_(_same(decision)))
        .values(decision_id=None, version=cases.c.version + 1)
    )


def decision_of(connection: Connection, case: Case) -> Decision | None:
    """Return the decision that stands in the case's generation; of a passed one, the last that was accepted."""
    row = connection.execute(_DECISION, {"case": case.id, "wanted": case.generation}).first()
    if row is None:
        return None
    return Decision(
        word=row.word,
        reason=row.reason,
        detail=row.detail,
        by=row.decided_by,
        at=row.decided_at,
        source=row.source,
        source_id=row.source_id,
        facts=row.facts,
    )


def is_over(connection: Connection, case: Case) -> bool:
    """Return whether the case is closed, has gone on to a later generation, or is finally decided."""
    if get(connection, case.id, generation=case.generation).state == "closed":
        return True
    decision = decision_of(connection, case)
    return decision is not None and decision.is_end(CONCERNS[case.concern])


def search(ledger: Ledger, *, text: str = "", state: str = "open", limit: int = 50) -> list[dict[str, Any]]:
    """Return case rows, oldest first; `text` is a case id, an order name or a Shopify id."""
    query = select(cases).order_by(cases.c.opened_at, cases.c.id).limit(limit)
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


def add_reasons(
    ledger: Ledger, connection: Connection, case_id: str, reasons: Sequence[Reason], *, generation: int
) -> int:
    """Store the new reasons of this generation, refresh the value seen of the others; return how many are new."""
    known = {row.word: row for row in _REASONS.all(connection, {"case": case_id, "wanted": generation})}
    write_reasons(
        ledger,
        connection,
        case_id,
        [one for one in reasons if one.word not in known or _differs(one, known[one.word])],
        generation=generation,
    )
    return len({reason.word for reason in reasons} - known.keys())


def _differs(reason: Reason, row: Any) -> bool:
    return (reason.seen, reason.severity) != (row.seen, row.severity)


def write_reasons(
    ledger: Ledger, connection: Connection, case_id: str, reasons: Sequence[Reason], *, generation: int
) -> None:
    """Store reasons of this generation, and the value seen of those that it has already."""
    now = ledger.now(connection)
    for reason in reasons:
        new = {
            "case_id": case_id,
            "generation": generation,
            "word": reason.word,
            "rule": reason.rule,
            "rule_version": reason.rule_version,
            "seen": reason.seen,
            "severity": reason.severity,
            "at": now,
        }
        _ADD_REASON.write(connection, new)


def nearer(*moments: datetime | None) -> datetime | None:
    """Return the earliest of the moments that are set."""
    return min((moment for moment in moments if moment), default=None)
