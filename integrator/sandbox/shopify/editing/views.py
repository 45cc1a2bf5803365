"""Calculated orders as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import edits
from integrator.sandbox.shopify.catalogue import queries as variants
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.editing import sessions
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_bag
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.views_order import order_view


def order_of_edit(session: Document, order: Document) -> dict[str, Any]:
    """Build a `CalculatedOrder`; `order` is as it is now."""
    changed = sessions.calculated(session, order)
    sums, currency = totals(changed), order["currency"]
    return {
        "__typename": "CalculatedOrder",
        "id": gid("CalculatedOrder", session["id"]),
        "committed": session["is_committed"],
        "originalOrder": lambda _info: order_view(order),
        "lineItems": connection(lambda: [line_of_edit(order, changed, line) for line in changed["lines"]]),
        "addedLineItems": connection(
            lambda: [line_of_edit(order, changed, line) for line in changed["lines"] if line not in order["lines"]]
        ),
        "subtotalLineItemsQuantity": sum(line["current_quantity"] for line in changed["lines"]),
        "subtotalPriceSet": graphql_bag(sums.subtotal, currency),
        "totalPriceSet": graphql_bag(sums.total, currency),
        "totalOutstandingSet": graphql_bag(sums.total - sums.received + sums.refunded, currency),
        "notificationPreviewTitle": f"Order {order['name']} was updated",
    }


def line_of_edit(order: Document, changed: Document, line: Document) -> dict[str, Any]:
    """Build a `CalculatedLineItem`."""
    before = next((each["current_quantity"] for each in order["lines"] if each["id"] == line["id"]), 0)
    fixed, price = _fixed_quantity(order, line), Decimal(line["price"])
    return {
        "id": gid("CalculatedLineItem", line["id"]),
        "title": line["title"],
        "variantTitle": None,
        "sku": line["sku"],
        "quantity": line["current_quantity"],
        "editableQuantity": max(0, line["current_quantity"] - fixed),
        "editableQuantityBeforeChanges": max(0, before - fixed),
        "restockable": True,
        "restocking": line["current_quantity"] < before,
        "customAttributes": line["attributes"],
        "originalUnitPriceSet": graphql_bag(price, changed["currency"]),
        "variant": lambda info: _variant(info.context, line),
    }


def _fixed_quantity(order: Document, line: Document) -> int:
    there = numbered(order["lines"], line["id"])
    return 0 if there is None else edits.fixed_quantity(order, there)


def session_view(session: Document) -> dict[str, Any]:
    """Build an `OrderEditSession`."""
    return {"__typename": "OrderEditSession", "id": gid("OrderEditSession", session["id"])}


def _variant(ctx: Context, line: Document) -> dict[str, Any] | None:
    if line["variant_id"] is None:
        return None
    return variants.product_variant(ctx, id=gid("ProductVariant", line["variant_id"]))
