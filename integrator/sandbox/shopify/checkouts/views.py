"""Abandoned checkouts as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.checkouts import checkouts
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_bag
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.people.views import of_order
from integrator.sandbox.shopify.totals import tax_in, totals
from integrator.sandbox.shopify.views_people import address_view


def checkout_view(checkout: Document) -> dict[str, Any]:
    """Build an `AbandonedCheckout`."""
    sums, currency = totals(checkout), checkout["currency"]
    return {
        "__typename": "AbandonedCheckout",
        "id": gid("AbandonedCheckout", checkout["id"]),
        "name": f"#{checkout['id']}",
        "createdAt": checkout["created_at"],
        "updatedAt": checkout["updated_at"],
        "completedAt": checkout["completed_at"],
        "abandonedCheckoutUrl": checkouts.url(checkout),
        "note": checkout["note"] or "",
        "customAttributes": [],
        "discountCodes": [],
        "taxesIncluded": True,
        "customer": lambda info: of_order(info.context, checkout),
        "shippingAddress": address_view(checkout["address"], checkout["id"]),
        "billingAddress": address_view(checkout["address"], checkout["id"]),
        "totalPriceSet": graphql_bag(sums.total, currency),
        "subtotalPriceSet": graphql_bag(sums.subtotal, currency),
        "totalLineItemsPriceSet": graphql_bag(sums.subtotal, currency),
        "totalTaxSet": graphql_bag(tax_in(sums.total, currency), currency),
        "totalDiscountSet": graphql_bag(Decimal(0), currency),
        "lineItems": connection(lambda: [_line(checkout, line) for line in checkout["lines"]]),
    }


def _line(checkout: Document, line: Document) -> dict[str, Any]:
    price = Decimal(line["price"])
    return {
        "__typename": "AbandonedCheckoutLineItem",
        "id": gid("AbandonedCheckoutLineItem", line["id"]),
        "title": line["title"],
        "sku": line["sku"],
        "quantity": line["quantity"],
        "variantTitle": None,
        "originalUnitPriceSet": graphql_bag(price, checkout["currency"]),
        "originalTotalPriceSet": graphql_bag(price * line["quantity"], checkout["currency"]),
    }
