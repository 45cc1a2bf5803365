"""Checkouts as kept by the sandbox: one document each, with lines in the form of an order's."""

import secrets
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.checkouts import bodies

_KIND = "shopify.checkout"


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's checkouts, oldest first."""
    return db.find(_KIND, "store", store)


def find(db: Database, store: str, token: str) -> Document | None:
    return next((each for each in db.find(_KIND, "token", token) if each["store"] == store), None)


def find_by_number(db: Database, store: str, number: str) -> Document | None:
    return db.get(_KIND, f"{store}/{number}")


def new(action: Action, **known: Any) -> Document:
    """Build a checkout with what is `known`; the caller keeps it."""
    return {
        "id": action.number("checkout", 40_922_170_100_001),
        "store": action.store,
        "token": secrets.token_hex(10),
        "key": secrets.token_hex(8),
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "completed_at": None,
        "email": None,
        "customer": None,
        "customer_id": None,
        "address": None,
        "currency": "EUR",
        "gateway": None,
        "note": None,
        "shipping": "0.00",
        "shipping_title": None,
        "lines": [],
        # What an order has as well, for its totals.
        "cancelled_at": None,
        "transactions": [],
        "refunds": [],
        **known,
    }


def add(action: Action, checkout: Document) -> None:
    """Keep a new checkout and say `checkouts/create`."""
    _save(action, checkout)
    action.announce("checkouts/create", bodies.checkout_body(checkout))


def change(action: Action, checkout: Document) -> None:
    """Keep a changed checkout, move its `updated_at`, and say `checkouts/update`."""
    checkout["updated_at"] = action.stamp
    _save(action, checkout)
    action.announce("checkouts/update", bodies.checkout_body(checkout))


def url(checkout: Document) -> str:
    """Return where the buyer finds it again."""
    return bodies.recovery_url(checkout)


def _save(action: Action, checkout: Document) -> None:
    action.world.db.put(_KIND, f"{action.store}/{checkout['id']}", checkout)
