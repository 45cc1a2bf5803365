"""What a decision comes to when the order is read again before anything is done (R23, R27)."""

from pydantic import BaseModel

from integrator.cases import CONCERNS, Case, Decision
from integrator.context import Context
from integrator.events.fingerprint import inputs_of
from integrator.events.order import Order
from integrator.flow import step
from integrator.steps.reading import read_order

_CANCEL_REASONS = frozenset({"CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF"})
_BY_REASON = {"risk": "FRAUD", "payment": "DECLINED", "stock": "INVENTORY"}


class Verdict(BaseModel):
    """What is to be done now: a decision word, `too_late`, `changed` or `superseded`."""

    word: str
    why: str = ""
    cancel_reason: str = "OTHER"
    suggestion: str = ""


@step("protect", repeats="harmless")
def confirm(ctx: Context, decision: Decision, *, about: Order, for_case: Case) -> Verdict:
    """Read the order again and say whether `decision` can still be carried out."""
    order = read_order(ctx, about)
    if decision.word not in CONCERNS[for_case.concern].words:
        return Verdict(word=decision.word, why=decision.reason)
    if order.is_cancelled:
        return Verdict(word="too_late", why="the order is cancelled already", suggestion="nothing is left to do")
    if order.fulfillment_status in {"FULFILLED", "PARTIALLY_FULFILLED"} and decision.word == "cancel":
        return Verdict(
            word="too_late",
            why="goods have left already",
            suggestion="ask for a return (W2), or edit the open lines",
        )
    if order.is_fulfilled:
        return Verdict(word="too_late", why="the order is fulfilled already", suggestion="ask for a return (W2)")
    relevant = CONCERNS[for_case.concern].inputs
    now = inputs_of(order)
    changed = [name for name in relevant if now[name] != for_case.inputs.get(name)]
    if changed and decision.word == "release":
        return Verdict(word="changed", why=f"changed since the question was put: {', '.join(changed)}")
    return Verdict(word=decision.word, why=decision.reason, cancel_reason=_cancel_reason(decision, for_case))


def _cancel_reason(decision: Decision, case: Case) -> str:
    asked = str(decision.detail.get("cancel_reason", decision.reason)).strip().upper()
    if asked in _CANCEL_REASONS:
        return asked
    return _BY_REASON.get(case.reasons[0].word, "OTHER") if case.reasons else "OTHER"
