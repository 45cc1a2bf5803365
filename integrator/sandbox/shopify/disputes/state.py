"""Disputes as kept by the sandbox: one document each, with its evidence."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.money import rest_amount

_DISPUTE, _EVIDENCE = "shopify.dispute", "shopify.dispute_evidence"

FINAL = frozenset({"ACCEPTED", "WON", "LOST", "PREVENTED"})
TYPES = ("CHARGEBACK", "INQUIRY")
REASONS = (
    "BANK_CANNOT_PROCESS",
    "CREDIT_NOT_PROCESSED",
    "CUSTOMER_INITIATED",
    "DEBIT_NOT_AUTHORIZED",
    "DUPLICATE",
    "FRAUDULENT",
    "GENERAL",
    "INCORRECT_ACCOUNT_DETAILS",
    "INSUFFICIENT_FUNDS",
    "NONCOMPLIANT",
    "PRODUCT_NOT_RECEIVED",
    "PRODUCT_UNACCEPTABLE",
    "SUBSCRIPTION_CANCELLED",
    "UNRECOGNIZED",
)


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_DISPUTE, f"{store}/{number}")


def find_by_evidence(db: Database, store: str, number: str) -> Document | None:
    place = db.get(_EVIDENCE, f"{store}/{number}")
    return find(db, store, place["dispute"]) if place else None


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's disputes, oldest first."""
    return db.find(_DISPUTE, "store", store)


def of_order(db: Database, order: Document) -> list[Document]:
    found = db.find(_DISPUTE, "order", str(order["id"]))
    return [dispute for dispute in found if dispute["store"] == order["store"]]


def add(action: Action, dispute: Document) -> None:
    """Keep a new dispute and say so."""
    action.world.db.put(_EVIDENCE, f"{action.store}/{dispute['evidence']['id']}", {"dispute": str(dispute["id"])})
    save(action, dispute)
    action.announce("disputes/create", body(dispute))


def change(action: Action, dispute: Document) -> None:
    """Keep a changed dispute and say so."""
    save(action, dispute)
    action.announce("disputes/update", body(dispute))


def save(action: Action, dispute: Document) -> None:
    """Keep a dispute without saying so."""
    action.world.db.put(_DISPUTE, f"{action.store}/{dispute['id']}", dispute)


def body(dispute: Document) -> dict[str, Any]:
    """Build the webhook body. Source: contract payloads, "Dispute created and updated". [documented]"""
    return {
        "id": dispute["id"],
        "order_id": int(dispute["order"]),
        "type": dispute["type"].lower(),
        "amount": rest_amount(Decimal(dispute["amount"]), dispute["currency"]),
        "currency": dispute["currency"],
        "reason": dispute["reason"].lower(),
        "network_reason_code": dispute["network_reason_code"],
        "status": dispute["status"].lower(),
        "evidence_due_by": local_time(dispute["evidence_due_by"]),
        "evidence_sent_on": local_time(dispute["evidence_sent_on"]),
        "finalized_on": local_time(dispute["finalized_on"]),
        "initiated_at": local_time(dispute["initiated_at"]),
    }
