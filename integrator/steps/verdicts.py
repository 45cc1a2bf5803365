"""What a decision comes to when the order is read again before anything is done (R23, R27)."""

from pydantic import BaseModel

from integrator.cases import CONCERNS, Case, Decision
from integrator.context import Context
from integrator.events.fingerprint import facts_of, inputs_of
from integrator.events.order import Order
from integrator.flow import Parked, step
from integrator.steps.reading import READING, read_order

_CANCEL_REASONS = frozenset({"CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF"})
_BY_REASON = {"risk": "FRAUD", "payment": "DECLINED", "stock": "INVENTORY"}


class Verdict(BaseModel):
    """What is to be done now: a decision word, `too_late`, `changed` or `superseded`."""

    word: str
    why: str = ""
    cancel_reason: str = "OTHER"
    suggestion: str = ""
    facts: str = ""
    """Fingerprint of the facts this verdict rests on."""


@step("protect", repeats="harmless", needs=READING)
def confirm(ctx: Context, decision: Decision, *, about: Order, for_case: Case) -> Verdict:
    """Read the order again and say whether `decision` can still be carried out."""
    order = read_order(ctx, about)
    concern = CONCERNS[for_case.concern]
    facts = facts_of(inputs_of(order), concern.inputs)
    if decision.word not in concern.words:
        return Verdict(word=decision.word, why=decision.reason, facts=facts)
    if order.is_cancelled:
        return _too_late("the order is cancelled already", "nothing is left to do", facts)
    if order.is_fulfilled:
        return _too_late("the goods have left already", "ask for a return (W2)", facts)
    if decision.word == "cancel" and order.fulfillment_status == "PARTIALLY_FULFILLED":
        raise Parked(
            "partly_shipped",
            "part of the order has left, the rest is held; take it off the order or cancel it in Shopify, then requeue",
        )
    shown = decision.facts or facts_of(for_case.inputs, concern.inputs)
    if decision.word == "release" and facts != shown:
        return Verdict(word="changed", why="the order changed since the question was put", facts=facts)
    return Verdict(
        word=decision.word, why=decision.reason, cancel_reason=_cancel_reason(decision, for_case), facts=facts
    )


def _too_late(why: str, suggestion: str, facts: str) -> Verdict:
    return Verdict(word="too_late", why=f"{why}; {suggestion}", suggestion=suggestion, facts=facts)


def _cancel_reason(decision: Decision, case: Case) -> str:
    asked = str(decision.detail.get("cancel_reason", decision.reason)).strip().upper()
    if asked in _CANCEL_REASONS:
        return asked
    return _BY_REASON.get(case.reasons[0].word, "OTHER") if case.reasons else "OTHER"
