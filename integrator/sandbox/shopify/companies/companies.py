"""Companies as kept by the sandbox: company, location and contact are documents of their own."""

from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.companies import bodies
from integrator.sandbox.shopify.gids import gid

_COMPANY, _LOCATION, _CONTACT = "shopify.company", "shopify.company_location", "shopify.company_contact"


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_COMPANY, f"{store}/{number}")


def find_location(db: Database, store: str, number: str) -> Document | None:
    return db.get(_LOCATION, f"{store}/{number}")


def find_contact(db: Database, store: str, number: str) -> Document | None:
    return db.get(_CONTACT, f"{store}/{number}")


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's companies, oldest first."""
    return db.find(_COMPANY, "store", store)


def locations(db: Database, company: Document) -> list[Document]:
    """Return the locations of a company, oldest first; it has one at least."""
    return [each for each in db.find(_LOCATION, "company", str(company["id"])) if each["store"] == company["store"]]


def contacts(db: Database, company: Document) -> list[Document]:
    return [each for each in db.find(_CONTACT, "company", str(company["id"])) if each["store"] == company["store"]]


def contacts_of(db: Database, store: str, customer: str) -> list[Document]:
    """Return what a customer is for companies."""
    return [each for each in db.find(_CONTACT, "customer", customer) if each["store"] == store]


def new(action: Action, **known: Any) -> Document:
    """Build a company with what is `known`; the caller keeps it."""
    return {
        "id": action.number("company", 4_410_200_001),
        "store": action.store,
        "name": "",
        "external_id": None,
        "note": None,
        "customer_since": action.stamp,
        "main_contact": None,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "metafields": [],
        **known,
    }


def new_location(action: Action, company: Document, **known: Any) -> Document:
    """Build a location; without a name it is called like its company. [seen in code]"""
    return {
        "id": action.number("company_location", 6_410_200_001),
        "store": action.store,
        "company": str(company["id"]),
        "name": company["name"],
        "external_id": None,
        "note": None,
        "phone": None,
        "locale": "de",
        "shipping_address": None,
        "billing_address": None,
        "tax_exempt": False,
        "tax_registration_id": None,
        "tax_exemptions": [],
        "checkout_to_draft": False,
        "editable_shipping_address": False,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "metafields": [],
        **known,
    }


def new_contact(action: Action, company: Document, customer: Document, title: str | None) -> Document:
    return {
        "id": action.number("company_contact", 8_410_200_001),
        "store": action.store,
        "company": str(company["id"]),
        "customer": str(customer["id"]),
        "title": title,
        "created_at": action.stamp,
        "updated_at": action.stamp,
    }


def save(action: Action, company: Document) -> None:
    """Keep a company without saying so."""
    action.world.db.put(_COMPANY, f"{action.store}/{company['id']}", company)


def save_location(action: Action, location: Document) -> None:
    action.world.db.put(_LOCATION, f"{action.store}/{location['id']}", location)


def save_contact(action: Action, contact: Document) -> None:
    action.world.db.put(_CONTACT, f"{action.store}/{contact['id']}", contact)


def add(action: Action, company: Document, location: Document) -> None:
    """Keep a new company with its first location, and say so."""
    save(action, company)
    action.announce("companies/create", bodies.company_body(company))
    add_location(action, company, location)


def add_location(action: Action, company: Document, location: Document) -> None:
    """Keep a new location and say `company_locations/create`."""
    save_location(action, location)
    action.announce("company_locations/create", bodies.location_body(company, location))


def change(action: Action, company: Document) -> None:
    """Keep a changed company, move its `updated_at`, and say `companies/update`."""
    company["updated_at"] = action.stamp
    save(action, company)
    action.announce("companies/update", bodies.company_body(company))


def change_location(action: Action, location: Document) -> None:
    """Keep a changed location, move its `updated_at`, and say `company_locations/update`."""
    location["updated_at"] = action.stamp
    save_location(action, location)
    company = find(action.world.db, action.store, location["company"])
    if company is not None:
        action.announce("company_locations/update", bodies.location_body(company, location))


def company_gid(company: Document) -> str:
    return gid("Company", company["id"])
