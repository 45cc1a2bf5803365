"""Defects around decisions, mails and what may be told."""

import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from integrator.ledger.tables import decisions
from tests.mutation.defects.defect import Defect, always


def _last_wins(right: Any) -> Any:
    def record(ledger: Any, connection: Any, case: Any, decision: Any, **more: Any) -> Any:
        standing = right(ledger, connection, case, decision, **more)
        if standing != "contradiction":
            return standing
        mine = (decisions.c.case_id == case.id, decisions.c.source_id == decision.source_id)
        connection.execute(update(decisions).where(*mine).values(standing="accepted"))
        return "accepted"

    return record


def _new_alert(_right: Any) -> Any:
    return lambda *_args, **_kwargs: (secrets.token_hex(11), "planned")


def _under_another_id(right: Any) -> Any:
    def submit(ctx: Any, team: Any, case: Any, stage: str, _alert_id: str) -> Any:
        return right.submit(ctx, team, case, stage, secrets.token_hex(11))

    return replace(right, submit=submit)


def _all_told(_right: Any) -> Any:
    return frozenset()


def _one_key(_right: Any) -> Any:
    return property(lambda case: f"{case.concern}:{case.store}:order:{case.subject.rsplit('/', 1)[-1]}:1")


def _changed_link(_right: Any) -> Any:
    return lambda previous, seq, _row: f"{seq:032x}{previous[:32]:0>32}"


PEOPLE = (
    Defect(
        "last answer wins",
        "a later contradiction overrules the first decision",
        {"integrator.ledger.decisions.record": _last_wins},
    ),
    Defect("mail without a plan", "each attempt is a new mail", {"integrator.ledger.alerts.plan": _new_alert}),
    Defect(
        "mail without its alert's id",
        "a doubled mail cannot be traced to its alert (contract, notifications, section 6)",
        {"integrator.steps.sending.MAIL": _under_another_id},
    ),
    Defect("tries not counted", "a repeated mail is not flagged", {"integrator.ledger.alerts.begin": always(0)}),
    Defect(
        "free text in the audit",
        "what people wrote of a customer stays for ever",
        {"integrator.runner.record._FREE_TEXT": _all_told},
    ),
    Defect(
        "one key for all generations",
        "a question put anew finds the old one",
        {"integrator.cases.Case.business_key": _one_key},
    ),
    Defect(
        "chain not linked", "a changed audit entry is not noticed", {"integrator.ledger.audit._hash": _changed_link}
    ),
)
