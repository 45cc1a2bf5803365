"""What banks do."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.disputes import opening, state
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.wanted import choice_of, entry_of, number_of, order_of
from integrator.sandbox.shopify.wishes import amount

_DAY = 86_400
_USUAL_DAYS = 15
_OUTCOMES = tuple(sorted(state.FINAL))


def _begin(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    value = wanted.get("amount")
    dispute = opening.begin(
        action,
        order,
        kind=choice_of(wanted, "type", state.TYPES, "CHARGEBACK"),
        reason=choice_of(wanted, "reason", state.REASONS, "FRAUDULENT"),
        amount=None if value is None else amount(value),
        due_seconds=number_of(wanted, "due_seconds", _USUAL_DAYS * _DAY),
    )
    return _answer(dispute)


def _end(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    dispute = entry_of(state.of_order(action.world.db, order), wanted, "dispute")
    opening.end(action, dispute, choice_of(wanted, "outcome", _OUTCOMES, "LOST"))
    return _answer(dispute)


def _answer(dispute: Document) -> Document:
    return {
        "dispute": gid("ShopifyPaymentsDispute", dispute["id"]),
        "evidence": gid("ShopifyPaymentsDisputeEvidence", dispute["evidence"]["id"]),
        "order": gid("Order", dispute["order"]),
        "status": dispute["status"],
        "evidence_due_by": dispute["evidence_due_by"],
    }


HAPPENINGS = {
    "dispute": Happening(_begin, ("order", "type", "reason", "amount", "due_seconds")),
    "dispute-end": Happening(_end, ("order", "dispute", "outcome")),
}
"""By the word of the control API."""
