"""Lists of fulfillment orders across the orders of a store."""

from collections.abc import Iterator
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.fulfillment_orders.parts import UNFULFILLABLE
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.views_order import fulfillment_order_view

_Pair = tuple[Document, Document]


def fulfillment_orders(ctx: Context, **args: Any) -> Document:
    """List them all, the closed ones only at request."""
    with_closed = args["includeClosed"]
    shown = (pair for pair in _pairs(ctx) if with_closed or pair[1]["status"] not in UNFULFILLABLE)
    return _page(ctx, shown, args)


def manual_holds(ctx: Context, **args: Any) -> Document:
    """List those that are on hold, whoever holds them. Source: contract operations, flow E8. [documented]"""
    return _page(ctx, (pair for pair in _pairs(ctx) if pair[1]["status"] == "ON_HOLD"), args)


def _pairs(ctx: Context) -> Iterator[_Pair]:
    for order in orders.of_store(ctx.db, ctx.store):
        for part in order["fulfillment_orders"]:
            yield order, part


def _page(ctx: Context, pairs: Iterator[_Pair], args: dict[str, Any]) -> Document:
    if args.get("query"):
        raise not_in_sandbox("Searching fulfillment orders")
    found = [{"order": order, "part": part} for order, part in pairs]
    return _LISTING.found(ctx, found, lambda each: fulfillment_order_view(each["order"], each["part"]), args)


_LISTING = Listing(
    name="fulfillmentOrders",
    sort_values={"UPDATED_AT": lambda each: each["part"]["updated_at"]},
    number=lambda each: int(each["part"]["id"]),
)
