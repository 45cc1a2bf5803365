"""Verbs about the question in Workflow Service: put it, answer it there, take it back."""

import hashlib
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from integrator.cases import CONCERNS, Case, Decision
from integrator.clients.errors import RemoteError
from integrator.clients.workflow import Instance
from integrator.context import Context
from integrator.events.fingerprint import facts_of, inputs_of
from integrator.events.order import Order, OrderSnapshot
from integrator.flow import Snooze, step
from integrator.flow.needs import process_model
from integrator.ledger import cases, evidence
from integrator.ledger.evidence import Leg
from integrator.models import KEYS
from integrator.steps.reading import READING, read_order

DEFINITION = KEYS["ORDER_REVIEW"]
FACTS = "facts"
"""Process variable with the fingerprint of the facts that the reviewers see."""
_ASKING = (*READING, process_model(DEFINITION))
_LOOK_AGAIN = timedelta(seconds=5)


class Question(BaseModel):
    """The question as it lies in Workflow Service."""

    instance: str
    business_key: str


class Answered(BaseModel):
    """How the question ended there."""

    result: str


@step("workflow", repeats="harmless", needs=_ASKING)
def ask_reviewers(ctx: Context, team: str, *, about: Case, order: Order, within: timedelta) -> Question:
    """Put the question to `team`: start its process, or bring the running one up to date when the case changed."""
    del within  # The deadline was computed from it when the case was opened.
    variables = _variables(ctx, about, read_order(ctx, order), team=about.team or team)
    told = hashlib.sha256(to_json(variables)).hexdigest()
    found = ctx.workflow.find_instance(DEFINITION, about.business_key)
    if found is None:
        return _write_leg(ctx, about, Leg(_start(ctx, about, variables), told))
    leg = _leg(ctx, about)
    if leg is None:
        # Found without having been noted: an answer was lost, and a second start may have happened.
        ctx.workflow.withdraw(DEFINITION, about.business_key, but=found.id, reason=f"duplicate of {found.id}")
        if found.ended:
            _call_an_operator(ctx, about)
    elif leg.told != told and not _is_answered(ctx, about, found):
        ctx.workflow.set_variables(found.id, variables)
        ctx.workflow.comment(found.id, "The order or its reasons changed; see the variables.")
    return _write_leg(ctx, about, Leg(found.id, told))


def _call_an_operator(ctx: Context, case: Case) -> None:
    """Tell of a question that ended before this ledger knew of it, as after a backup was restored."""
    with ctx.ledger.write() as connection:
        if cases.decision_of(connection, case) is None:
            text = "its question has ended in Workflow Service; look at its history there, then decide here"
            cases.change(connection, case.id, attention=text)


def _is_answered(ctx: Context, case: Case, instance: Instance) -> bool:
    """What was answered keeps the facts it was answered upon."""
    return instance.ended or ctx.workflow.find_connector_task(case.business_key, DEFINITION) is not None


def _leg(ctx: Context, case: Case) -> Leg | None:
    with ctx.ledger.read() as connection:
        return evidence.find_leg(connection, case, system="workflow", kind="question")


def _start(ctx: Context, case: Case, variables: dict[str, Any]) -> str:
    try:
        started = ctx.workflow.start(
            DEFINITION, case.business_key, name=f"Order {case.subject_name} review", variables=variables
        )
    except RemoteError as error:
        if error.ambiguous:
            raise Snooze(
                ctx.clock.now() + _LOOK_AGAIN, "the start may have happened; looking again before repeating"
            ) from error
        raise
    return _only_one(ctx, case, started)


def _only_one(ctx: Context, case: Case, started: Instance) -> str:
    """
    Take `started` back when there is another; return the id of the question that stays.

    The service knows no idempotency key. A worker that stood still beyond its lease, between looking and starting, has
    been succeeded by one that started the question long ago.
    """
    leg = _leg(ctx, case)
    found = None if leg else ctx.workflow.find_instance(DEFINITION, case.business_key)
    stays = leg.remote_id if leg else found.id if found else started.id
    if stays != started.id:
        ctx.workflow.cancel(started.id, f"duplicate of {stays}")
    return stays


def _variables(ctx: Context, case: Case, order: OrderSnapshot, *, team: str) -> dict[str, Any]:
    """Ids, totals and reasons; no address, phone or card data leaves by this way."""
    group = ctx.teams[team].workflow_group if team in ctx.teams else team
    facts = [{"provider": risk.provider, "level": risk.level, "facts": list(risk.facts)} for risk in order.risks]
    variables: dict[str, Any] = {
        "shop": case.store,
        "flow": ctx.flow,
        "subject_gid": case.subject,
        "subject_name": case.subject_name,
        "admin_url": f"https://{case.store}/admin/orders/{order.order.number}",
        "correlation_key": case.business_key,
        FACTS: facts_of(inputs_of(order), CONCERNS[case.concern].inputs),
        "team": group,
        "priority": {"info": "low", "warning": "normal", "high": "high", "critical": "critical"}[case.severity],
        "opened_at": case.opened_at,
        "reasons": [{"word": reason.word, "seen": reason.seen} for reason in case.reasons],
        "risk_facts": {
            "level": order.risk_level,
            "recommendation": order.recommendation,
            "assessments": facts,
        },
        "order_total": order.total,
        "currency": order.currency,
        "destination_country": order.shipping_address.country if order.shipping_address else "",
        "line_summary": f"{len(order.lines)} lines, {sum(line.quantity for line in order.lines)} pieces",
    }
    if case.due_at:
        variables["due_at"] = case.due_at
    return variables


@step("workflow", repeats="harmless", needs=_ASKING)
def answer_reviewers(ctx: Context, *, about: Case, decision: Decision, result: str, why: str = "") -> Answered:
    """
    Tell the process what became of `decision`, which ends the question there.

    Only the very task that brought the decision is completed, so that a repeat never answers a later one. A question
    that was decided elsewhere is taken back, and so is a second one: a worker that stood still beyond its lease may
    have started it and died before it could look for the first.
    """
    note = {"apply_note": why[:1000]} if why else {}
    if decision.source == "workflow":
        _complete(ctx, decision.source_id, result, {"case_id": about.id, **note})
    else:
        _take_back(ctx, about, f"decided elsewhere: {result} {why}".strip())
    ctx.workflow.withdraw(DEFINITION, about.business_key, reason=f"answered already: {result}")
    return _end_leg(ctx, about, result)


@step("workflow", repeats="harmless", needs=_ASKING)
def acknowledge_reviewers(ctx: Context, *, about: Case, decision: Decision) -> Answered:
    """Tell the process that an interim `decision` was noted, which gives the question back to its people."""
    if decision.source == "workflow":
        _complete(ctx, decision.source_id, "applied", {"case_id": about.id})
    return Answered(result="applied")


def _complete(ctx: Context, task: str, outcome: str, variables: dict[str, Any]) -> None:
    """Complete a task of ours; one that is gone was completed by an earlier attempt."""
    ctx.workflow.claim(task)
    ctx.workflow.complete(task, outcome, variables)


def _take_back(ctx: Context, case: Case, why: str) -> None:
    task = ctx.workflow.find_connector_task(case.business_key, DEFINITION)
    if task is not None:
        _complete(ctx, task.id, "superseded", {"case_id": case.id, "apply_note": why[:1000]})
        return
    instance = ctx.workflow.find_instance(DEFINITION, case.business_key)
    if instance is not None and not instance.ended:
        ctx.workflow.comment(instance.id, why)
        ctx.workflow.cancel(instance.id, why[:255])


def _end_leg(ctx: Context, case: Case, result: str) -> Answered:
    leg = _leg(ctx, case)
    if leg:
        _write_leg(ctx, case, leg, state=result)
    return Answered(result=result)


def _write_leg(ctx: Context, case: Case, leg: Leg, *, state: str = "open") -> Question:
    with ctx.ledger.write() as connection:
        evidence.set_leg(ctx.ledger, connection, case, leg, system="workflow", kind="question", state=state)
    return Question(instance=leg.remote_id, business_key=case.business_key)
