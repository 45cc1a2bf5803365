"""Customers, companies, and the timeline."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples

_UNKNOWN = "gid://shopify/Customer/1"
_MAREN = {"firstName": "Maren", "lastName": "Petersen", "email": "maren.petersen@example.com"}


def _customer(store: Store, **wanted: Any) -> str:
    number: str = store.ask("customer_create", input={**_MAREN, **wanted})["customer"]["id"]
    return number


def _buyer(store: Store) -> str:
    order = store.place()
    return f"gid://shopify/Customer/{order['customer']['id']}"


def _company(store: Store) -> str:
    number: str = store.happen("company-create", name="Reederei Öland", email="einkauf@example.com")["id"]
    return number


def _taken(store: Store) -> dict[str, Any]:
    _customer(store)
    return {"input": _MAREN}


EXAMPLES: Examples = {
    "customer_create": Example(lambda _: {"input": _MAREN}, _taken, "Email has already been taken"),
    "customer_update": Example(
        lambda store: {"input": {"id": _customer(store), "note": "ruft selten zurück", "tags": ["vip"]}},
        lambda _: {"input": {"id": _UNKNOWN, "note": "x"}},
        "Customer does not exist",
    ),
    "customer_detail": Example(lambda store: {"id": _buyer(store)}),
    "customer_segment_orders": Example(lambda store: {"customerId": _buyer(store), "first": 10}),
    "customer_invite": Example(
        lambda store: {"customerId": _customer(store)}, lambda store: {"customerId": _buyer(store)}, "INVALID"
    ),
    "company_create": Example(
        lambda _: {"input": {"company": {"name": "Reederei Öland", "externalId": "K-7"}}},
        lambda _: {"input": {"company": {"name": " "}}},
        "BLANK",
    ),
    "company_detail": Example(lambda store: {"id": _company(store)}),
    "order_events": Example(lambda store: {"id": store.place()["id"], "first": 10}),
    "events_poll": Example(lambda _: {"first": 10}),
}
