"""A bank opens a dispute, and ends it."""

from datetime import UTC, timedelta
from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import jobs_kept
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.disputes import state
from integrator.sandbox.shopify.money import rest_amount
from integrator.sandbox.shopify.totals import totals

_NETWORK_CODES = {"FRAUDULENT": "10.4", "PRODUCT_NOT_RECEIVED": "13.1", "PRODUCT_UNACCEPTABLE": "13.3"}


def begin(
    action: Action, order: Document, *, kind: str, reason: str, amount: Decimal | None, due_seconds: float
) -> Document:
    """Open a dispute about a paid order; raises `ValueError` when nothing was paid."""
    received = totals(order).received
    if not received:
        raise ValueError("nothing was paid that could be disputed")
    number = action.number("dispute", 13_880_400_001)
    due = action.at + timedelta(seconds=due_seconds)
    dispute = {
        "id": number,
        "store": action.store,
        "order": str(order["id"]),
        "order_name": order["name"],
        "type": kind,
        "status": "NEEDS_RESPONSE",
        "reason": reason,
        "network_reason_code": _NETWORK_CODES.get(reason),
        "amount": rest_amount(received if amount is None else amount, order["currency"]),
        "currency": order["currency"],
        "initiated_at": action.stamp,
        "evidence_due_by": due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "evidence_sent_on": None,
        "finalized_on": None,
        "evidence": {"id": action.number("dispute_evidence", 9_120_300_001), "fields": {}, "submitted": False},
    }
    state.add(action, dispute)
    jobs_kept.schedule(action, "dispute", str(number), {}, due=due)
    return dispute


def end(action: Action, dispute: Document, outcome: str) -> None:
    """Let the bank decide; raises `ValueError` when it has decided already."""
    if dispute["status"] in state.FINAL:
        raise ValueError(f"the dispute is {dispute['status']} already")
    dispute |= {"status": outcome, "finalized_on": action.stamp}
    state.change(action, dispute)


def pass_by(action: Action, job: Document) -> None:
    """
    Send what evidence there is when the deadline has come.

    Source: contract operations, flow W8. [inferred]
    """
    dispute = state.find(action.world.db, action.store, job["subject"])
    if dispute is None or dispute["status"] != "NEEDS_RESPONSE":
        return
    send(action, dispute)
    state.change(action, dispute)


def send(action: Action, dispute: Document) -> None:
    """Hand the evidence over for good; the caller keeps the dispute."""
    dispute["evidence"]["submitted"] = True
    dispute |= {"status": "UNDER_REVIEW", "evidence_sent_on": action.stamp}
