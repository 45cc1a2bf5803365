"""Drafts as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.companies.views import purchaser_of
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.drafts import drafts
from integrator.sandbox.shopify.money import ZERO, graphql_bag
from integrator.sandbox.shopify.people.views import of_order
from integrator.sandbox.shopify.totals import tax_in, totals
from integrator.sandbox.shopify.views_marks import metafield_fields
from integrator.sandbox.shopify.views_order import order_view
from integrator.sandbox.shopify.views_people import address_view


def draft_view(draft: Document) -> dict[str, Any]:
    """Build a `DraftOrder`."""
    return {
        "__typename": "DraftOrder",
        "id": drafts.draft_gid(draft),
        "legacyResourceId": str(draft["id"]),
        "name": draft["name"],
        "status": draft["status"],
        "ready": True,
        "createdAt": draft["created_at"],
        "updatedAt": draft["updated_at"],
        "completedAt": draft["completed_at"],
        "invoiceSentAt": draft["invoice_sent_at"],
        "invoiceUrl": drafts.invoice_url(draft),
        "reserveInventoryUntil": draft["reserve_until"],
        "email": draft["email"],
        "phone": draft["phone"],
        "note2": draft["note"],
        "poNumber": draft["po_number"],
        "tags": draft["tags"],
        "customAttributes": draft["attributes"],
        "taxExempt": draft["tax_exempt"],
        "taxesIncluded": True,
        "currencyCode": draft["currency"],
        "presentmentCurrencyCode": draft["currency"],
        "totalQuantityOfLineItems": sum(line["quantity"] for line in draft["lines"]),
        **_amounts(draft),
        "shippingAddress": address_view(draft["shipping_address"], draft["id"]),
        "billingAddress": address_view(draft["billing_address"], draft["id"]),
        "billingAddressMatchesShippingAddress": draft["billing_address"] == draft["shipping_address"],
        "customer": lambda info: of_order(info.context, draft),
        "purchasingEntity": lambda info: purchaser_of(info.context, draft),
        "order": lambda info: _order(info.context, draft),
        **metafield_fields(draft, "DraftOrder"),
    }


def _amounts(draft: Document) -> dict[str, Any]:
    currency, sums = draft["currency"], totals(draft)
    amounts = {
        "totalPriceSet": sums.total,
        "subtotalPriceSet": sums.subtotal,
        "totalShippingPriceSet": Decimal(draft["shipping"]),
        "totalDiscountsSet": sums.placed_discounts,
        "totalLineItemsPriceSet": sums.subtotal + sums.placed_discounts,
        "lineItemsSubtotalPrice": sums.subtotal,
        "totalTaxSet": ZERO if draft["tax_exempt"] else tax_in(sums.total, currency),
    }
    return {name: graphql_bag(amount, currency) for name, amount in amounts.items()}


def _order(ctx: Context, draft: Document) -> dict[str, Any] | None:
    found = None if draft["order"] is None else ctx.find_order(f"gid://shopify/Order/{draft['order']}")
    return None if found is None else order_view(found)
