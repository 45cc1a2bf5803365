"""The company that buys wholesale in every emulated store."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.companies import companies
from integrator.sandbox.shopify.people import customers

_NAME = "Möwen & Söhne Großhandel GmbH"
_BUYER = {"first_name": "Frauke", "last_name": "Lüdersen", "email": "einkauf@moewen-soehne.example"}


def company(action: Action) -> Document:
    """Return the invented company as an order keeps it; made at the first wholesale order, without a word."""
    known = next((each for each in companies.of_store(action.world.db, action.store) if each["name"] == _NAME), None)
    return copy(action, known or _invent(action))


def copy(action: Action, company: Document, location: Document | None = None) -> Document:
    """Return what an order keeps of the company that placed it, at its first location if none is given."""
    db = action.world.db
    location = location or companies.locations(db, company)[0]
    contact = next(iter(companies.contacts(db, company)), None)
    return {
        "id": company["id"],
        "name": company["name"],
        "external_id": company["external_id"],
        "location_id": location["id"],
        "location_name": location["name"],
        "contact_id": contact["id"] if contact else None,
        "contact_title": contact["title"] if contact else None,
    }


def _invent(action: Action) -> Document:
    made = companies.new(action, name=_NAME)
    made["external_id"] = f"K-{made['id'] % 100_000}"
    buyer = customers.new(action, state="ENABLED", **_BUYER)
    customers.save(action, buyer)
    contact = companies.new_contact(action, made, buyer, "Einkauf")
    made["main_contact"] = contact["id"]
    home = invented.address({**buyer, "phone": None}, "DE")
    place = {**home, "recipient": _NAME, "created_at": action.stamp, "updated_at": action.stamp}
    location = companies.new_location(
        action,
        made,
        name="Zentrallager Süd",
        shipping_address={**place, "id": made["id"] + 1},
        billing_address={**place, "id": made["id"] + 2},
    )
    companies.save(action, made)
    companies.save_location(action, location)
    companies.save_contact(action, contact)
    return made
