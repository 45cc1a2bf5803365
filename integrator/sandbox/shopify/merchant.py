"""What a merchant, a buyer, a bank or another app may do to an order, by the word of the control API."""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import cancelling, edits, holds, payments, risk
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.creating import mutations as creating
from integrator.sandbox.shopify.fulfillments import shipping
from integrator.sandbox.shopify.orders import order_gid
from integrator.sandbox.shopify.wishes import amount

CANCEL_REASONS = ("CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF")
HOLD_REASONS = (
    "AWAITING_PAYMENT",
    "HIGH_RISK_OF_FRAUD",
    "INCORRECT_ADDRESS",
    "INVENTORY_OUT_OF_STOCK",
    "OTHER",
)
_SENTIMENTS = ("NEGATIVE", "NEUTRAL", "POSITIVE")
_ADDRESS = frozenset(
    [
        "first_name",
        "last_name",
        "company",
        "address1",
        "address2",
        "city",
        "zip",
        "province",
        "province_code",
        "country",
        "country_code",
        "phone",
        "validation",
    ]
)

Verb = Callable[[Action, Document, dict[str, Any]], None]


class NotNowError(Exception):
    """The order is in no state for this."""


def _assess(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    level, title = wanted.get("level"), wanted.get("provider")
    if level not in risk.LEVELS:
        raise ValueError(f"level must be one of {', '.join(risk.LEVELS)}")
    facts = [_fact(fact) for fact in wanted.get("facts", [])]
    provider = {"id": 300_000 + len(str(title)), "title": str(title)} if title else None
    risk.reassess(action, order, level=level, facts=facts, provider=provider)


def _fact(fact: Any) -> dict[str, str]:
    if isinstance(fact, str):
        return {"description": fact, "sentiment": "NEGATIVE"}
    if not isinstance(fact, dict) or fact.get("sentiment") not in _SENTIMENTS or not fact.get("description"):
        raise ValueError("a fact is a text, or has a description and a sentiment")
    return {"description": str(fact["description"]), "sentiment": fact["sentiment"]}


def _readdress(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    if unknown := sorted(wanted.keys() - _ADDRESS):
        raise ValueError(f"unknown field {unknown[0]!r}; known are {', '.join(sorted(_ADDRESS))}")
    edits.update(action, order, {"shipping_address": {**order["shipping_address"], **wanted}})


def _cancel(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    reason = wanted.get("reason", "CUSTOMER")
    if reason not in CANCEL_REASONS:
        raise ValueError(f"reason must be one of {', '.join(CANCEL_REASONS)}")
    cancelling.check(order)
    cancelling.cancel(action, order, reason=reason, restock=True, refund=True, staff_note=None)


def _fulfill(action: Action, order: Document, _wanted: dict[str, Any]) -> None:
    try:
        shipping.ship_rest(action, order)
    except ValueError as error:
        raise NotNowError(str(error)) from error


def _pay(action: Action, order: Document, _wanted: dict[str, Any]) -> None:
    payments.mark_paid(action, order)


def _fail_payment(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    payments.fail(action, order, wanted.get("error_code", "CARD_DECLINED"))


def _edit(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    if wanted.keys() not in ({"total"}, {"lines"}):
        raise ValueError("an edit has either total or lines")
    if order["cancelled_at"] is not None:
        raise NotNowError("a cancelled order cannot be edited")
    if "total" in wanted:
        edits.edit_total(action, order, amount(wanted["total"]))
    else:
        edits.edit_lines(action, order, wanted["lines"])


def _hold(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    reason = wanted.get("reason", "OTHER")
    if reason not in HOLD_REASONS:
        raise ValueError(f"reason must be one of {', '.join(HOLD_REASONS)}")
    for part in order["fulfillment_orders"]:
        holds.place(action, order, part, reason=reason, notes=wanted.get("notes"), handle=wanted.get("handle"))


def _comment(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    if not wanted.get("text"):
        raise ValueError("a comment needs a text")
    action.note(order_gid(order), "comment", str(wanted["text"]))


def _close(action: Action, order: Document, _wanted: dict[str, Any]) -> None:
    creating.close(action, order)


def _reopen(action: Action, order: Document, _wanted: dict[str, Any]) -> None:
    creating.reopen(action, order)


VERBS: dict[str, Verb] = {
    "comment": _comment,
    "close": _close,
    "reopen": _reopen,
    "risk": _assess,
    "address": _readdress,
    "cancel": _cancel,
    "fulfill": _fulfill,
    "pay": _pay,
    "payment-failed": _fail_payment,
    "edit": _edit,
    "hold": _hold,
}
