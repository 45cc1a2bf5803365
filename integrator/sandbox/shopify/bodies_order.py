"""The body of the order topics. Source: contract payloads, "Order topics". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_lines import line_body, shipping_body, tax_line
from integrator.sandbox.shopify.bodies_parts import address_body, customer_body, local_time
from integrator.sandbox.shopify.fulfillments.bodies import embedded_body
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO, rest_amount, rest_set
from integrator.sandbox.shopify.refunds.bodies import refund_body
from integrator.sandbox.shopify.totals import financial_status, fulfillment_status, tax_in, totals

_FULFILLMENT_WORDS = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def order_body(order: Document) -> dict[str, Any]:
    """Build what `orders/create`, `orders/updated` and their like carry."""
    return {
        "id": order["id"],
        "admin_graphql_api_id": gid("Order", order["id"]),
        **_origin(order),
        **_state(order),
        **_amounts(order),
        "billing_address": address_body(order["billing_address"]),
        "customer": customer_body(order["customer"], order["shipping_address"], order["currency"]),
        "discount_applications": [],
        "fulfillments": [embedded_body(order, each) for each in order["fulfillments"]],
        "line_items": [line_body(order, line) for line in order["lines"]],
        "payment_terms": None,
        "refunds": [refund_body(order, each) for each in order["refunds"]],
        "shipping_address": address_body(order["shipping_address"]),
        "shipping_lines": [shipping_body(order)],
        "returns": [],
    }


def _origin(order: Document) -> dict[str, Any]:
    company = order["company"]
    return {
        "app_id": 580111,
        "browser_ip": "198.51.100.27",
        "buyer_accepts_marketing": False,
        "cart_token": order["token"],
        "checkout_token": order["token"],
        "client_details": None,
        "company": None if company is None else {"id": company["id"], "location_id": company["location_id"]},
        "confirmation_number": order["token"][:9].upper(),
        "confirmed": True,
        "created_at": local_time(order["created_at"]),
        "customer_locale": "de-DE",
        "device_id": None,
        "landing_site": None,
        "landing_site_ref": None,
        "location_id": None,
        "merchant_business_entity_id": "MTcxOTA0NTgzOTIx",
        "merchant_of_record_app_id": None,
        "name": order["name"],
        "number": order["sequence"],
        "order_number": order["sequence"] + 1000,
        "order_status_url": f"https://{order['store']}/71904583921/orders/{order['token']}/authenticate",
        "payment_gateway_names": [order["gateway"]],
        "processed_at": local_time(order["created_at"]),
        "reference": None,
        "referring_site": None,
        "source_identifier": order.get("source_identifier"),
        "source_name": order.get("source_name", "web"),
        "source_url": None,
        "test": order["test"],
        "token": order["token"],
        "user_id": None,
    }


def _state(order: Document) -> dict[str, Any]:
    reason = order["cancel_reason"]
    return {
        "cancel_reason": None if reason is None else reason.lower(),
        "cancelled_at": local_time(order["cancelled_at"]),
        "closed_at": local_time(order["closed_at"]),
        "contact_email": order["email"],
        "email": order["email"],
        "financial_status": financial_status(order).lower(),
        "fulfillment_status": _FULFILLMENT_WORDS.get(fulfillment_status(order)),
        "line_item_groups": [],
        "note": order["note"],
        "note_attributes": [{"name": entry["key"], "value": entry["value"]} for entry in order["attributes"]],
        "phone": order["phone"],
        "po_number": order["po_number"],
        "tags": ", ".join(order["tags"]),
        "updated_at": local_time(order["updated_at"]),
    }


def _amounts(order: Document) -> dict[str, Any]:
    currency, sums = order["currency"], totals(order)
    shipping = Decimal(order["shipping"])
    amounts = {
        "current_subtotal_price": sums.subtotal,
        "current_total_discounts": sums.discounts,
        "current_total_price": sums.total,
        "current_total_tax": tax_in(sums.total, currency),
        "subtotal_price": sums.original_subtotal,
        "total_discounts": sums.placed_discounts,
        "total_line_items_price": sums.original_subtotal + sums.placed_discounts,
        "total_price": sums.original_total,
        "total_tax": tax_in(sums.original_total, currency),
    }
    pairs: dict[str, Any] = {}
    for name, amount in amounts.items():
        pairs[name] = rest_amount(amount, currency)
        pairs[f"{name}_set"] = rest_set(amount, currency)
    return pairs | {
        "currency": currency,
        "current_shipping_price_set": rest_set(sums.shipping, currency),
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "discount_codes": [],
        "duties_included": False,
        "estimated_taxes": False,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "presentment_currency": currency,
        "tax_exempt": False,
        "tax_lines": [tax_line(sums.original_total, currency)],
        "taxes_included": True,
        "total_cash_rounding_payment_adjustment_set": rest_set(ZERO, currency),
        "total_cash_rounding_refund_adjustment_set": rest_set(ZERO, currency),
        "total_outstanding": rest_amount(sums.outstanding, currency),
        "total_shipping_price_set": rest_set(shipping, currency),
        "total_tip_received": rest_amount(ZERO, currency),
        "total_weight": 0,
    }
