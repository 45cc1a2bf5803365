"""Who buys: the customer behind a placed order, known again by name and e-mail address."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.people import customers

_SINCE = "2025-03-02T17:40:11Z"


def buyer(action: Action, wanted: dict[str, Any] | None, currency: str) -> Document:
    """
    Return the customer whom a wish describes; raises `ValueError` for an unknown field.

    The same name and address are the same person. Buyers count as known to the store already, so no webhook tells
    of them; what the wish says of tags and of orders, this one included, is true from now on.
    """
    person = invented.person(wanted)
    said = {name: value for name, value in person.items() if wanted and name in wanted}
    known = _known(action, person)
    if known is None:
        known = customers.new(action, created_at=_SINCE, state="ENABLED", currency=currency, **person)
        home = {**invented.address(known, "DE"), "id": known["id"] + 1}
        known["addresses"] = [home]
    else:
        known |= {"number_of_orders": known["number_of_orders"] + 1, **said}
    customers.save(action, known)
    return known


def spend(action: Action, customer: Document, amount: Decimal) -> None:
    """Let an order count in what the customer has spent; cancelling takes nothing back. [inferred]"""
    total = Decimal(customer["amount_spent"]) + amount
    customers.save(action, {**customer, "amount_spent": f"{total:f}"})


def count(action: Action, customer: Document, amount: Decimal) -> None:
    """Let an order that the app made for a customer count."""
    spend(action, {**customer, "number_of_orders": customer["number_of_orders"] + 1}, amount)


def _known(action: Action, person: Document) -> Document | None:
    there = customers.with_email(action.world.db, action.store, person["email"])
    return next((each for each in there if _name(each) == _name(person)), None)


def _name(person: Document) -> tuple[Any, Any]:
    return person["first_name"], person["last_name"]
