"""The list of orders: what it can be searched and sorted by."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders, risk, terms
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.returns.state import order_status
from integrator.sandbox.shopify.search import Term
from integrator.sandbox.shopify.totals import financial_status, fulfillment_status, totals
from integrator.sandbox.shopify.views_order import order_view

_FULFILLMENT_WORDS = {
    "unfulfilled": {"UNFULFILLED", "ON_HOLD"},
    "unshipped": {"UNFULFILLED", "ON_HOLD"},
    "shipped": {"FULFILLED"},
    "fulfilled": {"FULFILLED"},
    "partial": {"PARTIALLY_FULFILLED"},
    "on_hold": {"ON_HOLD"},
}


def found_orders(ctx: Context, found: list[Document], args: dict[str, Any]) -> Document:
    """Build the `OrderConnection` of those of `found` that match."""
    return ORDERS.found(ctx, found, order_view, args)


def all_orders(ctx: Context, **args: Any) -> Document:
    """`orders`."""
    return found_orders(ctx, orders.of_store(ctx.db, ctx.store), args)


def _status(term: Term, order: Document) -> bool:
    is_cancelled, is_closed = order["cancelled_at"] is not None, order["closed_at"] is not None
    return {
        "open": not is_cancelled and not is_closed,
        "closed": is_closed and not is_cancelled,
        "cancelled": is_cancelled,
        "not_closed": not is_closed,
        "any": True,
    }.get(term.value.lower(), False)


def _fulfillment(term: Term, order: Document) -> bool:
    return fulfillment_status(order) in _FULFILLMENT_WORDS.get(term.value.lower(), set())


def _risk(term: Term, order: Document) -> bool:
    worst = max((entry["level"] for entry in order["risks"]), key=risk.LEVELS.index, default="NONE")
    return term.value.upper() == str(worst)


def _sku(order: Document) -> list[Any]:
    return [line["sku"] for line in order["lines"]]


def _total(order: Document) -> Decimal:
    return totals(order).total


ORDERS = Listing(
    name="orders",
    tests={
        "created_at": terms.moment("created_at"),
        "processed_at": terms.moment("created_at"),
        "updated_at": terms.moment("updated_at"),
        "name": lambda term, order: order["name"].lstrip("#").lower() == term.value.lstrip("#").lower(),
        "tag": terms.TAGGED,
        "tag_not": terms.no(terms.TAGGED),
        "id": terms.gid_number("id"),
        "customer_id": terms.gid_number("customer_id"),
        "email": terms.field_text("email"),
        "financial_status": terms.text(lambda order: [financial_status(order)]),
        "return_status": terms.text(lambda order: [order_status(order)]),
        "fulfillment_status": _fulfillment,
        "current_total_price": terms.number(_total),
        "po_number": terms.field_text("po_number"),
        "risk_level": _risk,
        "sku": terms.text(_sku),
        "source_identifier": terms.field_text("source_identifier"),
        "source_name": terms.text(lambda order: [order.get("source_name", "web")]),
        "status": _status,
        "test": terms.flag(lambda order: order["test"]),
    },
    sort_values={
        "UPDATED_AT": lambda order: order["updated_at"],
        "CREATED_AT": lambda order: order["created_at"],
        "PROCESSED_AT": lambda order: order["created_at"],
        "ORDER_NUMBER": lambda order: order["sequence"],
        "TOTAL_PRICE": lambda order: float(totals(order).original_total),
        "CURRENT_TOTAL_PRICE": lambda order: float(_total(order)),
    },
    # Shopify knows these as well. Source: contract operations, filters of `orders`. [documented]
    not_emulated=frozenset(
        [
            "default",
            "cart_token",
            "channel",
            "channel_id",
            "chargeback_status",
            "checkout_token",
            "confirmation_number",
            "credit_card_last4",
            "delivery_method",
            "discount_code",
            "fraud_protection_level",
            "fulfillment_location_id",
            "gateway",
            "location_id",
            "payment_id",
            "payment_provider_id",
            "reference_location_id",
            "sales_channel",
            "subtotal_line_items_quantity",
            "total_weight",
        ]
    ),
)
