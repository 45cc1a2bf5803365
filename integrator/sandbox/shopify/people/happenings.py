"""What customers and the merchant do about customers, without the app."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.bodies_shop import shop_naming
from integrator.sandbox.shopify.people import bodies, customers, inputs, merging
from integrator.sandbox.shopify.tags import with_added

_PERSON = ("first_name", "last_name", "email", "phone", "note", "tags")
_STATES = ("NOT_SUBSCRIBED", "PENDING", "SUBSCRIBED", "UNSUBSCRIBED")
_LEVELS = ("SINGLE_OPT_IN", "CONFIRMED_OPT_IN", "UNKNOWN", None)


def customer_of(action: Action, wanted: dict[str, Any], field: str = "customer") -> Document:
    """Return the customer whom `field` names by number or gid; raises `ValueError`."""
    number = str(wanted.get(field) or "").rpartition("/")[2]
    found = customers.find(action.world.db, action.store, number)
    if found is None:
        raise ValueError(f"no {field} {number!r}")
    return found


def shown(customer: Document) -> Document:
    """Return what the control API says of a customer."""
    return {**customers.copy(customer), "id": customers.customer_gid(customer), "number": customer["id"]}


def _create(action: Action, wanted: dict[str, Any]) -> Document:
    customer = customers.new(action, **{name: wanted[name] for name in _PERSON if name in wanted})
    inputs.check(action, customer)
    home = invented.address(customer, str(wanted.get("country", "DE")))
    customer["addresses"] = [{**home, "id": customer["id"] + 1}]
    customers.add(action, customer)
    return shown(customer)


def _update(action: Action, wanted: dict[str, Any]) -> Document:
    customer = customer_of(action, wanted)
    customer |= {name: wanted[name] for name in _PERSON if name in wanted}
    inputs.check(action, customer)
    customers.change(action, customer)
    return shown(customer)


def _tag(action: Action, wanted: dict[str, Any]) -> Document:
    customer = customer_of(action, wanted)
    customer["tags"], _ = with_added(customer["tags"], [str(tag) for tag in wanted.get("tags", [])])
    customers.change(action, customer)
    return shown(customer)


def _merge(action: Action, wanted: dict[str, Any]) -> Document:
    kept = customer_of(action, wanted, "into")
    merging.merge(action, customer_of(action, wanted), kept)
    return shown(kept)


def _consent(name: str) -> Any:
    def consent(action: Action, wanted: dict[str, Any]) -> Document:
        customer = customer_of(action, wanted)
        state, level = wanted.get("state", "SUBSCRIBED"), wanted.get("level")
        if state not in _STATES or level not in _LEVELS:
            raise ValueError(f"state must be one of {', '.join(_STATES)}, level one of SINGLE_OPT_IN, CONFIRMED_OPT_IN")
        customer[name] = {"state": state, "level": level, "at": action.stamp}
        customers.change(action, customer)
        return shown(customer)

    return consent


def _ask_for_data(action: Action, wanted: dict[str, Any]) -> Document:
    """Source: contract webhooks, compliance topics. [documented]"""
    customer = customer_of(action, wanted)
    body = {
        **shop_naming(action.store),
        "orders_requested": _order_numbers(action, customer),
        "customer": bodies.reduced_body(customer),
        "data_request": {"id": action.number("data_request", 48_210_001)},
    }
    action.announce("customers/data_request", body)
    return body


def _redact(action: Action, wanted: dict[str, Any]) -> Document:
    """Only tell the app; what Shopify itself forgets is not emulated."""
    customer = customer_of(action, wanted)
    body = {
        **shop_naming(action.store),
        "customer": bodies.reduced_body(customer),
        "orders_to_redact": _order_numbers(action, customer),
    }
    action.announce("customers/redact", body)
    return body


def _order_numbers(action: Action, customer: Document) -> list[int]:
    return [order["id"] for order in orders.of_customer(action.world.db, action.store, str(customer["id"]))]


HAPPENINGS = {
    "customer-create": Happening(_create, (*_PERSON, "country")),
    "customer-update": Happening(_update, ("customer", *_PERSON)),
    "customer-tag": Happening(_tag, ("customer", "tags")),
    "customer-merge": Happening(_merge, ("customer", "into")),
    "email-consent": Happening(_consent("email_consent"), ("customer", "state", "level")),
    "sms-consent": Happening(_consent("sms_consent"), ("customer", "state", "level")),
    "data-request": Happening(_ask_for_data, ("customer",)),
    "customer-redact": Happening(_redact, ("customer",)),
}
