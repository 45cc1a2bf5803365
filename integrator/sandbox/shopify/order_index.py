"""Which order something belongs to, by the something's own id."""

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action

_KIND = "shopify.belongs"


def enter(action: Action, order: Document, kind: str, number: int) -> None:
    """Remember that the `kind` with this number, such as a Return, is part of `order`."""
    action.world.db.put(_KIND, f"{action.store}/{kind}/{number}", {"order": str(order["id"])})


def order_of(db: Database, store: str, kind: str, number: str) -> Document | None:
    """Return the order of the `kind` with this number; None for an unknown one."""
    place = db.get(_KIND, f"{store}/{kind}/{number}")
    return orders.find(db, store, place["order"]) if place else None
