"""Customers: reading, searching, creating, changing, inviting."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_search, orders, terms
from integrator.sandbox.shopify.area import Area, Owner, Root
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.people import customers, happenings, mutations
from integrator.sandbox.shopify.people.views import customer_view
from integrator.sandbox.shopify.views_order import order_view


def _find(ctx: Context, gid: str) -> Document | None:
    return customers.find(ctx.db, ctx.store, number_of(gid, "Customer"))


def _one(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = _find(ctx, id)
    return None if found is None else customer_view(found)


def _by_identifier(ctx: Context, *, identifier: dict[str, Any]) -> Document | None:
    """`customerByIdentifier`: exactly one of its fields is given."""
    (name, value), *_ = identifier.items()
    match name:
        case "id":
            return _one(ctx, id=value)
        case "emailAddress":
            found = customers.with_email(ctx.db, ctx.store, value)
        case "phoneNumber":
            found = customers.with_phone(ctx.db, ctx.store, value)
        case _:
            raise not_in_sandbox(f"Finding a customer by {name}")
    return customer_view(found[0]) if found else None


def _all(ctx: Context, **args: Any) -> Document:
    return _LIST.found(ctx, customers.of_store(ctx.db, ctx.store), customer_view, args)


def _orders(ctx: Context, customer: Document, **args: Any) -> Document:
    there = orders.of_customer(ctx.db, ctx.store, number_of(customer["id"], "Customer"))
    return order_search.found_orders(ctx, there, args)


def _last_order(ctx: Context, customer: Document) -> Document | None:
    there = orders.of_customer(ctx.db, ctx.store, number_of(customer["id"], "Customer"))
    return order_view(there[-1]) if there else None


_LIST = Listing(
    name="customers",
    tests={
        "": terms.words(lambda customer: [customers.name_of(customer), customer["email"], customer["phone"]]),
        "email": terms.field_text("email"),
        "phone": terms.field_text("phone"),
        "first_name": terms.field_text("first_name"),
        "last_name": terms.field_text("last_name"),
        "id": terms.gid_number("id"),
        "tag": terms.TAGGED,
        "tag_not": terms.no(terms.TAGGED),
        "state": terms.field_text("state"),
        "orders_count": terms.number(lambda customer: customer["number_of_orders"]),
        "total_spent": terms.number(lambda customer: customer["amount_spent"]),
        "customer_date": terms.moment("created_at"),
        "updated_at": terms.moment("updated_at"),
        "accepts_marketing": terms.flag(lambda customer: customer["email_consent"]["state"] == "SUBSCRIBED"),
    },
    sort_values={
        "CREATED_AT": lambda customer: customer["created_at"],
        "UPDATED_AT": lambda customer: customer["updated_at"],
        "NAME": customers.name_of,
    },
    # Shopify knows these as well. Source: contract operations, filters of `customers`. [documented]
    not_emulated=frozenset(["default", "country", "last_abandoned_order_date", "order_date"]),
)

AREA = Area(
    queries={
        "customer": Root(_one),
        "customerByIdentifier": Root(_by_identifier),
        "customers": Root(_all),
    },
    mutations={
        "customerCreate": Root(mutations.customer_create, ("customer",)),
        "customerUpdate": Root(mutations.customer_update, ("customer",)),
        "customerSendAccountInviteEmail": Root(mutations.customer_invite, ("customer",)),
    },
    nodes={"Customer": lambda ctx, gid: _one(ctx, id=gid)},
    owners={"Customer": Owner(_find, customers.change, lambda _ctx, it: customer_view(it))},
    fields={"Customer": {"orders": _orders, "lastOrder": _last_order}},
    happenings=happenings.HAPPENINGS,
)
