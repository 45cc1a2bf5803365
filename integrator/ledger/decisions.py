"""Decisions: every answer that arrived, and how it stands: first valid final one wins, nothing is guessed."""

from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select

from integrator.cases import CONCERNS, ENDED_ELSEWHERE, Case, Decision
from integrator.ledger.cases import change, decision_of
from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.tables import cases, decisions

Standing = Literal["accepted", "repeat", "late", "contradiction", "not_understood", "not_entitled"]

_LOCK = select(cases.c.state, cases.c.generation).where(cases.c.id == bindparam("case")).with_for_update()
_KNOWN = select(decisions.c.standing).where(
    decisions.c.source == bindparam("source"), decisions.c.source_id == bindparam("source_id")
)
_INSERT = insert(decisions)


def record(
    ledger: Ledger, connection: Connection, case: Case, decision: Decision, *, is_entitled: bool = True
) -> Standing:
    """
    Store `decision` and say how it stands.

    An accepted one becomes the decision of the case; the caller then wakes the runs of the case. Contradictions, words
    outside the vocabulary and people without the right mark the case for an operator's attention.
    """
    present = connection.execute(_LOCK, {"case": case.id}).one()
    known = connection.execute(_KNOWN, {"source": decision.source, "source_id": decision.source_id}).first()
    if known is not None:
        return "repeat"
    standing = _judge(connection, case, present, decision, is_entitled=is_entitled)
    decision_id = _insert(ledger, connection, case, decision, standing)
    if standing == "accepted":
        change(connection, case.id, decision_id=decision_id, attention="")
    elif standing in {"contradiction", "not_understood", "not_entitled"}:
        change(connection, case.id, attention=_attention(standing, decision))
    return standing


def _judge(connection: Connection, case: Case, present: Any, decision: Decision, *, is_entitled: bool) -> Standing:
    """Say how `decision` stands; `present` is the state and generation that the locked case has now."""
    concern = CONCERNS[case.concern]
    if present.generation != case.generation:
        return "late"
    is_the_systems = decision.word == ENDED_ELSEWHERE and decision.source == "shopify"
    if decision.word not in concern.words and not is_the_systems:
        return "not_understood"
    if not is_entitled:
        return "not_entitled"
    standing = decision_of(connection, case)
    if standing and standing.word == decision.word:
        return "repeat"
    if standing and standing.is_end(concern):
        return "contradiction"
    return "late" if present.state == "closed" else "accepted"


def _insert(ledger: Ledger, connection: Connection, case: Case, decision: Decision, standing: str) -> str:
    decision_id = new_id()
    new = {
        "id": decision_id,
        "case_id": case.id,
        "generation": case.generation,
        "word": decision.word[:64],
        "reason": decision.reason,
        "detail": decision.detail,
        "decided_by": decision.by[:255],
        "decided_at": decision.at,
        "source": decision.source,
        "source_id": decision.source_id,
        "facts": decision.facts,
        "standing": standing,
        "at": ledger.now(connection),
    }
    connection.execute(_INSERT, new)
    return decision_id


def _attention(standing: str, decision: Decision) -> str:
    if standing == "contradiction":
        return f"a second, different decision {decision.word!r} arrived; the first one stands"
    if standing == "not_entitled":
        return f"the decision {decision.word!r} came from somebody who is not on the team that was asked"
    return f"decision not understood: {decision.word[:64]!r}"


def of_case(ledger: Ledger, case_id: str) -> list[dict[str, Any]]:
    """Return all decisions of a case, oldest first."""
    query = select(decisions).where(decisions.c.case_id == case_id).order_by(decisions.c.at)
    with ledger.read() as connection:
        return rows(connection.execute(query))
