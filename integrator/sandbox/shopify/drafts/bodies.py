"""The body of the draft topics. Source: contract payloads, "Draft order created and updated". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import address_body, customer_body, local_time
from integrator.sandbox.shopify.gids import APP_NUMBER, gid
from integrator.sandbox.shopify.money import ZERO, rest_amount
from integrator.sandbox.shopify.schema import API_VERSION
from integrator.sandbox.shopify.totals import TAX_RATE, tax_in, totals


def draft_body(draft: Document) -> dict[str, Any]:
    """Build what `draft_orders/create` and `draft_orders/update` carry."""
    currency, sums = draft["currency"], totals(draft)
    tax = ZERO if draft["tax_exempt"] else tax_in(sums.total, currency)
    return {
        "id": draft["id"],
        "note": draft["note"],
        "email": draft["email"],
        "taxes_included": True,
        "currency": currency,
        "invoice_sent_at": local_time(draft["invoice_sent_at"]),
        "created_at": local_time(draft["created_at"]),
        "updated_at": local_time(draft["updated_at"]),
        "tax_exempt": draft["tax_exempt"],
        "completed_at": local_time(draft["completed_at"]),
        "name": draft["name"],
        "allow_discount_codes_in_checkout?": False,
        "b2b?": draft["company"] is not None,
        "status": draft["status"].lower(),
        "line_items": [_line(draft, line) for line in draft["lines"]],
        "api_client_id": APP_NUMBER if draft["by_app"] else None,
        "shipping_address": address_body(draft["shipping_address"]),
        "billing_address": address_body(draft["billing_address"]),
        "invoice_url": f"https://{draft['store']}/71904583921/invoices/{draft['token']}",
        "created_on_api_version_handle": API_VERSION if draft["by_app"] else None,
        "applied_discount": None,
        "order_id": draft["order"],
        "shipping_line": _shipping(draft),
        "tax_lines": [_tax(tax, currency)],
        "tags": ", ".join(draft["tags"]),
        "note_attributes": [{"name": each["key"], "value": each["value"]} for each in draft["attributes"]],
        "total_price": rest_amount(sums.total, currency),
        "subtotal_price": rest_amount(sums.subtotal, currency),
        "total_tax": rest_amount(tax, currency),
        "payment_terms": None,
        "admin_graphql_api_id": gid("DraftOrder", draft["id"]),
        "customer": customer_body(draft["customer"], draft["shipping_address"], currency),
    }


def _line(draft: Document, line: Document) -> dict[str, Any]:
    currency, price, discount = draft["currency"], Decimal(line["price"]), Decimal(line["discount"])
    off = None
    if discount:
        amount = rest_amount(discount, currency)
        off = {"description": "", "value": amount, "title": "", "amount": amount, "value_type": "fixed_amount"}
    return {
        "id": line["id"],
        "variant_id": line["variant_id"],
        "product_id": line["product_id"],
        "title": line["title"],
        "variant_title": None,
        "sku": line["sku"],
        "vendor": line["vendor"],
        "quantity": line["quantity"],
        "requires_shipping": True,
        "taxable": True,
        "gift_card": False,
        "fulfillment_service": "manual",
        "grams": 0,
        "tax_lines": [_tax(tax_in(price * line["quantity"] - discount, currency), currency)],
        "applied_discount": off,
        "name": line["title"],
        "properties": [{"name": each["key"], "value": each["value"]} for each in line["attributes"]],
        "custom": line["variant_id"] is None,
        "price": rest_amount(price, currency),
        "admin_graphql_api_id": gid("DraftOrderLineItem", line["id"]),
    }


def _shipping(draft: Document) -> dict[str, Any] | None:
    if draft["shipping_title"] is None:
        return None
    price = rest_amount(Decimal(draft["shipping"]), draft["currency"])
    return {"title": draft["shipping_title"], "custom": True, "handle": None, "price": price}


def _tax(tax: Decimal, currency: str) -> dict[str, Any]:
    return {"rate": float(TAX_RATE), "title": "MwSt.", "price": rest_amount(tax, currency)}
