"""Drafts as kept by the sandbox: one document each, with lines in the form of an order's."""

import secrets
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.drafts import bodies
from integrator.sandbox.shopify.gids import gid

_KIND = "shopify.draft"


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_KIND, f"{store}/{number}")


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's drafts, oldest first."""
    return db.find(_KIND, "store", store)


def new(action: Action, **known: Any) -> Document:
    """Build a draft with what is `known`; the caller keeps it."""
    return {
        "id": action.number("draft", 1_204_488_900_001),
        "store": action.store,
        "name": f"#D{action.world.db.next_number(f'shopify.draft_of.{action.store}')}",
        "token": secrets.token_hex(16),
        "status": "OPEN",
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "completed_at": None,
        "invoice_sent_at": None,
        "reserve_until": None,
        "order": None,
        "order_name": None,
        "customer": None,
        "customer_id": None,
        "company": None,
        "company_id": None,
        "email": None,
        "phone": None,
        "note": None,
        "po_number": None,
        "tags": [],
        "attributes": [],
        "currency": "EUR",
        "shipping_address": None,
        "billing_address": None,
        "shipping": "0.00",
        "shipping_title": None,
        "lines": [],
        "on_terms": False,
        "tax_exempt": False,
        "source_name": None,
        "by_app": action.by_app,
        "metafields": [],
        # What an order has as well, for its totals.
        "cancelled_at": None,
        "transactions": [],
        "refunds": [],
        **known,
    }


def add(action: Action, draft: Document) -> None:
    """Keep a new draft and say `draft_orders/create`."""
    save(action, draft)
    action.announce("draft_orders/create", bodies.draft_body(draft))


def change(action: Action, draft: Document) -> None:
    """Keep a changed draft, move its `updated_at`, and say `draft_orders/update`."""
    draft["updated_at"] = action.stamp
    save(action, draft)
    action.announce("draft_orders/update", bodies.draft_body(draft))


def save(action: Action, draft: Document) -> None:
    action.world.db.put(_KIND, f"{action.store}/{draft['id']}", draft)


def delete(action: Action, draft: Document) -> None:
    """Forget a draft and say `draft_orders/delete`."""
    action.world.db.delete(_KIND, f"{action.store}/{draft['id']}")
    action.announce("draft_orders/delete", {"id": draft["id"]})


def draft_gid(draft: Document) -> str:
    return gid("DraftOrder", draft["id"])


def invoice_url(draft: Document) -> str:
    return f"https://{draft['store']}/71904583921/invoices/{draft['token']}"
