"""Refunds and suggestions of refunds as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillments.views import location_view
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO, graphql_bag
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.refunds.bodies import RESTOCKS
from integrator.sandbox.shopify.refunds.suggesting import suggest
from integrator.sandbox.shopify.totals import tax_in
from integrator.sandbox.shopify.views_lines import line_view
from integrator.sandbox.shopify.views_payments import transaction_view


def refund_view(order: Document, refund: Document, parent: Document) -> dict[str, Any]:
    """Build a `Refund`; `parent` is the view of its order."""
    moved = [entry_at(order["transactions"], number) for number in refund["transactions"]]
    return {
        "__typename": "Refund",
        "id": gid("Refund", refund["id"]),
        "legacyResourceId": str(refund["id"]),
        "createdAt": refund["created_at"],
        "updatedAt": refund["created_at"],
        "processedAt": refund["created_at"],
        "note": refund["note"],
        "totalRefundedSet": graphql_bag(sum((Decimal(entry["amount"]) for entry in moved), ZERO), order["currency"]),
        "return": lambda _info: _return(refund, parent),
        "refundLineItems": connection(lambda: [_line(order, line) for line in refund["lines"]]),
        "transactions": connection(lambda: [transaction_view(order, entry) for entry in moved]),
        "order": parent,
    }


def suggested_refund_view(order: Document, args: dict[str, Any]) -> dict[str, Any]:
    """Build a `SuggestedRefund`."""
    suggestion, currency = suggest(order, args), order["currency"]
    return {
        "amountSet": graphql_bag(suggestion.amount, currency),
        "maximumRefundableSet": graphql_bag(suggestion.maximum, currency),
        "subtotalSet": graphql_bag(suggestion.subtotal, currency),
        "discountedSubtotalSet": graphql_bag(suggestion.subtotal, currency),
        "totalCartDiscountAmountSet": graphql_bag(ZERO, currency),
        "totalDutiesSet": graphql_bag(ZERO, currency),
        "totalTaxSet": graphql_bag(tax_in(suggestion.amount, currency), currency),
        "refundLineItems": [_line(order, line) for line in suggestion.lines],
        "suggestedTransactions": [
            {
                "kind": "SUGGESTED_REFUND",
                "gateway": payment["gateway"],
                "formattedGateway": payment["gateway"].replace("_", " ").title(),
                "accountNumber": None,
                "amountSet": graphql_bag(amount, currency),
                "maximumRefundableSet": graphql_bag(suggestion.maximum, currency),
                "parentTransaction": transaction_view(order, payment),
            }
            for payment, amount in suggestion.shares
        ],
    }


def _return(refund: Document, parent: Document) -> Document | None:
    if refund["return"] is None:
        return None
    wanted = gid("Return", refund["return"])
    returns: list[Document] = parent["returns"](None)["nodes"]
    return next(each for each in returns if each["id"] == wanted)


def _line(order: Document, line: Document) -> dict[str, Any]:
    currency = order["currency"]
    item = entry_at(order["lines"], line["line"])
    return {
        "id": gid("RefundLineItem", line["id"]) if "id" in line else None,
        "quantity": line["quantity"],
        "restockType": line["restock"],
        "restocked": line["restock"] in RESTOCKS,
        "lineItem": line_view(order, item),
        "location": location_view(line["location"]),
        "priceSet": graphql_bag(Decimal(item["price"]), currency),
        "subtotalSet": graphql_bag(Decimal(line["subtotal"]), currency),
        "totalTaxSet": graphql_bag(Decimal(line["tax"]), currency),
    }
