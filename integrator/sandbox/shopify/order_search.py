"""The list of orders: search, sorting, pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders, search
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.paging import page
from integrator.sandbox.shopify.search import Term
from integrator.sandbox.shopify.totals import financial_status
from integrator.sandbox.shopify.views_order import order_view

# Shopify knows these as well. Source: contract operations, filters of `orders`. [documented]
_NOT_EMULATED = frozenset(
    [
        "default",
        "cart_token",
        "channel",
        "channel_id",
        "chargeback_status",
        "checkout_token",
        "confirmation_number",
        "credit_card_last4",
        "current_total_price",
        "customer_id",
        "delivery_method",
        "discount_code",
        "email",
        "fraud_protection_level",
        "fulfillment_location_id",
        "fulfillment_status",
        "gateway",
        "location_id",
        "payment_id",
        "payment_provider_id",
        "po_number",
        "reference_location_id",
        "return_status",
        "risk_level",
        "sales_channel",
        "sku",
        "source_identifier",
        "source_name",
        "subtotal_line_items_quantity",
        "tag_not",
        "test",
        "total_weight",
    ]
)

_SORT_VALUES: dict[str, Callable[[Document], Any]] = {
    "UPDATED_AT": lambda order: order["updated_at"],
    "CREATED_AT": lambda order: order["created_at"],
    "PROCESSED_AT": lambda order: order["created_at"],
    "ORDER_NUMBER": lambda order: order["sequence"],
    "ID": lambda order: order["id"],
}


def found_orders(ctx: Context, *, query: str | None, sort_key: str, args: dict[str, Any]) -> Document:
    """Build the `OrderConnection` of the orders that match `query`."""
    if sort_key not in _SORT_VALUES:
        raise not_in_sandbox(f"Sorting orders by {sort_key}")
    wanted = _parsed(ctx, query)
    value = _SORT_VALUES[sort_key]
    matching = [
        order
        for order in orders.of_store(ctx.db, ctx.store)
        if search.matches(wanted, lambda term, order=order: _test(term, order))  # type: ignore[misc]
    ]
    found = page(matching, lambda order: (value(order), order["id"]), **args)
    nodes = [order_view(order) for order in found["nodes"]]
    edges = [{"node": node, "cursor": edge["cursor"]} for node, edge in zip(nodes, found["edges"], strict=True)]
    return {**found, "nodes": nodes, "edges": edges}


def _parsed(ctx: Context, query: str | None) -> search.Query | None:
    try:
        wanted = search.parsed(query or "")
    except search.SearchSyntaxError as error:
        raise GraphQLError(f"Invalid search query: {error}", extensions={"code": "BAD_REQUEST"}) from error
    terms = search.terms(wanted)
    for term in terms:
        if not term.field or term.field in _NOT_EMULATED:
            raise not_in_sandbox(f"Searching orders by {term.field or 'a bare word'}")
    unknown = [term.field for term in terms if term.field not in _TESTS]
    if unknown:
        ctx.search_notes.append(_note(query or "", terms, unknown))
    return wanted


def _note(query: str, terms: list[Term], unknown: list[str]) -> dict[str, Any]:
    """Source: contract api, section 5: an unknown field is ignored, and a warning says so. [seen in code]"""
    return {
        "path": ["orders"],
        "query": query,
        "parsed": {"and": [{"field": term.field, "match_all": term.value} for term in terms]},
        "warnings": [
            {"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for field in unknown
        ],
    }


def _test(term: Term, order: Document) -> bool | None:
    test = _TESTS.get(term.field)
    return None if test is None else test(term, order)


def _compare(term: Term, left: Any, right: Any) -> bool:
    match term.operator:
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case _:
            return bool(left == right)


def _moment(field: str) -> Callable[[Term, Document], bool]:
    def test(term: Term, order: Document) -> bool:
        try:
            wanted = datetime.fromisoformat(term.value)
        except ValueError:
            return False
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
        return _compare(term, datetime.fromisoformat(order[field]), wanted)

    return test


def _status(term: Term, order: Document) -> bool:
    is_cancelled, is_closed = order["cancelled_at"] is not None, order["closed_at"] is not None
    return {
        "open": not is_cancelled and not is_closed,
        "closed": is_closed and not is_cancelled,
        "cancelled": is_cancelled,
        "not_closed": not is_closed,
        "any": True,
    }.get(term.value.lower(), False)


_TESTS: dict[str, Callable[[Term, Document], bool]] = {
    "created_at": _moment("created_at"),
    "processed_at": _moment("created_at"),
    "updated_at": _moment("updated_at"),
    "name": lambda term, order: order["name"].lstrip("#").lower() == term.value.lstrip("#").lower(),
    "tag": lambda term, order: term.value.lower() in {tag.lower() for tag in order["tags"]},
    "id": lambda term, order: term.value.isdigit() and _compare(term, order["id"], int(term.value)),
    "financial_status": lambda term, order: financial_status(order).lower() == term.value.lower(),
    "status": _status,
}
