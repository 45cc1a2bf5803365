"""Customers as kept by the sandbox: one document each, of which orders carry a copy."""

from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.people import bodies

_KIND = "shopify.customer"

COPIED = (
    "id",
    "created_at",
    "first_name",
    "last_name",
    "email",
    "phone",
    "tags",
    "number_of_orders",
    "amount_spent",
)
"""What an order keeps of its customer."""

_UNSAID = frozenset({"tags", "number_of_orders", "amount_spent", "email_consent", "sms_consent", "updated_at"})
"""What may change without `customers/update`; tags and consent have topics of their own. [documented]"""

_NO_CONSENT = {"state": "NOT_SUBSCRIBED", "level": None, "at": None}


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_KIND, f"{store}/{number}")


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's customers, oldest first."""
    return db.find(_KIND, "store", store)


def with_email(db: Database, store: str, email: str | None) -> list[Document]:
    """Return who uses this address, without case."""
    found = db.find(_KIND, "email_key", email.lower()) if email else []
    return [each for each in found if each["store"] == store]


def with_phone(db: Database, store: str, phone: str | None) -> list[Document]:
    found = db.find(_KIND, "phone", phone) if phone else []
    return [each for each in found if each["store"] == store]


def new(action: Action, **known: Any) -> Document:
    """Build a customer with what is `known`; the caller keeps it."""
    return {
        "id": known.get("id") or action.number("customer", 8_055_120_400_001),
        "store": action.store,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "first_name": None,
        "last_name": None,
        "email": None,
        "phone": None,
        "tags": [],
        "number_of_orders": 0,
        "amount_spent": "0.00",
        "currency": "EUR",
        "state": "DISABLED",
        "note": None,
        "locale": "de",
        "verified_email": True,
        "tax_exempt": False,
        "tax_exemptions": [],
        "multipass_identifier": None,
        "addresses": [],
        "email_consent": dict(_NO_CONSENT),
        "sms_consent": dict(_NO_CONSENT),
        "metafields": [],
        **known,
    }


def add(action: Action, customer: Document) -> None:
    """Keep a new customer and say `customers/create`."""
    save(action, customer)
    action.announce("customers/create", bodies.customer_body(customer))
    say_consents(action, None, customer)


def change(action: Action, customer: Document) -> None:
    """Keep a changed customer, move `updated_at`, and say what changed by its topics; orders follow."""
    old = find(action.world.db, action.store, str(customer["id"]))
    customer["updated_at"] = action.stamp
    save(action, customer)
    if old is None:
        return
    changed = {name for name, value in customer.items() if old.get(name) != value}
    if changed & set(COPIED):
        _copy_to_orders(action, customer)
    if changed - _UNSAID:
        action.announce("customers/update", bodies.customer_body(customer))
    for topic, tags in bodies.tag_topics(old, customer):
        action.announce(topic, bodies.tags_body(customer, tags, action.at))
    say_consents(action, old, customer)


def say_consents(action: Action, old: Document | None, customer: Document) -> None:
    """Say which consents are others than before; a new customer's only when given or refused."""
    for name, topic, build in bodies.CONSENTS:
        before = _NO_CONSENT if old is None else old[name]
        if customer[name] != before:
            action.announce(topic, build(customer))


def save(action: Action, customer: Document) -> None:
    """Keep a customer without saying so."""
    customer["email_key"] = (customer["email"] or "").lower()
    action.world.db.put(_KIND, f"{action.store}/{customer['id']}", customer)


def delete(action: Action, customer: Document) -> None:
    action.world.db.delete(_KIND, f"{action.store}/{customer['id']}")


def copy(customer: Document) -> Document:
    """Return what an order keeps of its customer."""
    return {name: customer[name] for name in COPIED}


def customer_gid(customer: Document) -> str:
    return gid("Customer", customer["id"])


def name_of(customer: Document) -> str:
    """Return what Shopify shows for the customer: the name, else the address or number."""
    name = " ".join(part for part in (customer["first_name"], customer["last_name"]) if part)
    return name or customer["email"] or customer["phone"] or ""


def _copy_to_orders(action: Action, customer: Document) -> None:
    for order in orders.of_customer(action.world.db, action.store, str(customer["id"])):
        orders.save(action, {**order, "customer": copy(customer)})
