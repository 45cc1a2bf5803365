"""Orders as kept by the sandbox: one document each, with everything that belongs to it inside."""

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import bodies_order
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.gids import gid

_ORDER = "shopify.order"
_PART = "shopify.fulfillment_order"


def find(db: Database, store: str, number: str) -> Document | None:
    """Return the order with this numeric id, or None."""
    return db.get(_ORDER, f"{store}/{number}")


def find_by_name(db: Database, store: str, name: str) -> Document | None:
    """Return the order that people call `name`, or None."""
    return next((order for order in db.find(_ORDER, "name", name) if order["store"] == store), None)


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's orders, oldest first."""
    return db.find(_ORDER, "store", store)


def of_customer(db: Database, store: str, number: str) -> list[Document]:
    """Return the customer's orders, oldest first."""
    return [order for order in db.find(_ORDER, "customer_id", number) if order["store"] == store]


def of_company(db: Database, store: str, number: str) -> list[Document]:
    """Return what the company ordered, oldest first."""
    return [order for order in db.find(_ORDER, "company_id", number) if order["store"] == store]


def find_by_part(db: Database, store: str, number: str) -> tuple[Document, Document] | None:
    """Return an order and its fulfillment order by the number of the latter, or None."""
    place = db.get(_PART, f"{store}/{number}")
    order = find(db, store, place["order"]) if place else None
    if order is None:
        return None
    return order, next(part for part in order["fulfillment_orders"] if part["id"] == int(number))


def add(action: Action, order: Document) -> None:
    """Keep a new order; raises `ValueError` when its id is taken."""
    db, number = action.world.db, str(order["id"])
    if find(db, action.store, number) is not None:
        raise ValueError(f"order {number} exists already")
    for part in order["fulfillment_orders"]:
        enter_part(action, order, part)
    db.put(_ORDER, f"{action.store}/{number}", order)


def enter_part(action: Action, order: Document, part: Document) -> None:
    """Remember which order a fulfillment order belongs to."""
    action.world.db.put(_PART, f"{action.store}/{part['id']}", {"order": str(order["id"])})


def change(action: Action, order: Document) -> None:
    """Keep a changed order, move its `updated_at`, say `orders/updated`; its stock follows what it has to ship."""
    selling.settle(action, order)
    order["updated_at"] = action.stamp
    save(action, order)
    action.announce("orders/updated", bodies_order.order_body(order))


def save(action: Action, order: Document) -> None:
    """Keep an order without saying so."""
    action.world.db.put(_ORDER, f"{action.store}/{order['id']}", order)


def order_gid(order: Document) -> str:
    return gid("Order", order["id"])
