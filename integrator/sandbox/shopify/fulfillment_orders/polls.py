"""Lists of fulfillment orders across the orders of a store."""

from collections.abc import Callable, Iterator
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.fulfillment_orders.parts import UNFULFILLABLE
from integrator.sandbox.shopify.paging import page
from integrator.sandbox.shopify.views_order import fulfillment_order_view

_Pair = tuple[Document, Document]
_PAGE_ARGUMENTS = ("first", "after", "last", "before", "reverse")


def fulfillment_orders(ctx: Context, **args: Any) -> Document:
    """List them all, the closed ones only at request."""
    with_closed = args["includeClosed"]
    shown = (pair for pair in _pairs(ctx) if with_closed or pair[1]["status"] not in UNFULFILLABLE)
    return _page(shown, args, sort_key=args["sortKey"])


def manual_holds(ctx: Context, **args: Any) -> Document:
    """List those that are on hold, whoever holds them. Source: contract operations, flow E8. [documented]"""
    return _page((pair for pair in _pairs(ctx) if pair[1]["status"] == "ON_HOLD"), args, sort_key="ID")


def _pairs(ctx: Context) -> Iterator[_Pair]:
    for order in orders.of_store(ctx.db, ctx.store):
        for part in order["fulfillment_orders"]:
            yield order, part


def _page(pairs: Iterator[_Pair], args: dict[str, Any], *, sort_key: str) -> Document:
    if args.get("query"):
        raise not_in_sandbox("Searching fulfillment orders")
    found = [{"order": order, "part": part} for order, part in pairs]
    value: Callable[[Document], Any] = _SORT_VALUES[sort_key]
    known = {name: args[name] for name in _PAGE_ARGUMENTS if name in args}
    shown = page(found, lambda each: (value(each["part"]), each["part"]["id"]), **known)
    nodes = [fulfillment_order_view(each["order"], each["part"]) for each in shown["nodes"]]
    edges = [{"node": node, "cursor": edge["cursor"]} for node, edge in zip(nodes, shown["edges"], strict=True)]
    return {**shown, "nodes": nodes, "edges": edges}


_SORT_VALUES: dict[str, Callable[[Document], Any]] = {
    "ID": lambda part: part["id"],
    "UPDATED_AT": lambda part: part["updated_at"],
}
