"""The body of the checkout topics. Source: contract payloads, "Checkout created and updated". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import address_body, customer_body, local_time
from integrator.sandbox.shopify.money import ZERO, rest_amount
from integrator.sandbox.shopify.totals import TAX_RATE, tax_in, totals


def checkout_body(checkout: Document) -> dict[str, Any]:
    """Build what `checkouts/create` and `checkouts/update` carry; `token` is the key, there is no `id`."""
    body = {
        **_state(checkout),
        **_amounts(checkout),
        "line_items": [_line(checkout, line) for line in checkout["lines"]],
        "shipping_lines": [_shipping(checkout)] if checkout["shipping_title"] else [],
    }
    address = address_body(checkout["address"])
    return body | {
        "billing_address": address,
        "shipping_address": address,
        "customer": customer_body(checkout["customer"], checkout["address"], checkout["currency"]),
    }


def recovery_url(checkout: Document) -> str:
    path = f"71904583921/checkouts/ac/{checkout['token']}/recover"
    return f"https://{checkout['store']}/{path}?key={checkout['key']}"


def _state(checkout: Document) -> dict[str, Any]:
    return {
        "token": checkout["token"],
        "cart_token": checkout["token"],
        "email": checkout["email"],
        "gateway": checkout["gateway"],
        "buyer_accepts_marketing": False,
        "created_at": local_time(checkout["created_at"]),
        "updated_at": local_time(checkout["updated_at"]),
        "landing_site": "/",
        "note": checkout["note"],
        "note_attributes": [],
        "referring_site": None,
        "completed_at": local_time(checkout["completed_at"]),
        "closed_at": None,
        "user_id": None,
        "location_id": None,
        "source_identifier": None,
        "source_url": None,
        "device_id": None,
        "phone": None,
        "customer_locale": "de-DE",
        "name": f"#{checkout['id']}",
        "source": None,
        "abandoned_checkout_url": recovery_url(checkout),
        "discount_codes": [],
        "source_name": "web",
        "buyer_accepts_sms_marketing": False,
        "sms_marketing_phone": None,
        "reservation_token": None,
    }


def _amounts(checkout: Document) -> dict[str, Any]:
    currency, sums = checkout["currency"], totals(checkout)
    return {
        "taxes_included": True,
        "total_weight": 0,
        "currency": currency,
        "presentment_currency": currency,
        "tax_lines": [_tax(sums.total, currency)],
        "total_discounts": rest_amount(ZERO, currency),
        "total_line_items_price": rest_amount(sums.subtotal, currency),
        "total_price": rest_amount(sums.total, currency),
        "total_tax": rest_amount(tax_in(sums.total, currency), currency),
        "subtotal_price": rest_amount(sums.subtotal, currency),
        "total_duties": None,
    }


def _line(checkout: Document, line: Document) -> dict[str, Any]:
    currency, price = checkout["currency"], Decimal(line["price"])
    unit = ("measured_type", "quantity_value", "quantity_unit", "reference_value", "reference_unit")
    return {
        "applied_discounts": [],
        "discount_allocations": [],
        "key": f"{line['id']:020x}",
        "destination_location_id": None,
        "fulfillment_service": "manual",
        "gift_card": False,
        "grams": 0,
        "origin_location_id": None,
        "presentment_title": line["title"],
        "presentment_variant_title": "",
        "product_id": line["product_id"],
        "properties": None,
        "quantity": line["quantity"],
        "requires_shipping": True,
        "sku": line["sku"],
        "tax_lines": [_long_tax(price * line["quantity"], currency)],
        "taxable": True,
        "title": line["title"],
        "variant_id": line["variant_id"],
        "variant_title": "",
        "variant_price": rest_amount(price, currency),
        "vendor": line["vendor"],
        "user_id": None,
        "unit_price_measurement": dict.fromkeys(unit),
        "rank": None,
        "compare_at_price": None,
        "line_price": rest_amount(price * line["quantity"], currency),
        "price": rest_amount(price, currency),
    }


def _shipping(checkout: Document) -> dict[str, Any]:
    currency, title, price = checkout["currency"], checkout["shipping_title"], Decimal(checkout["shipping"])
    nothing = ("phone", "custom_tax_lines", "carrier_identifier", "carrier_service_id", "api_client_id")
    unknown = ("delivery_expectation_range", "delivery_expectation_type", "requested_fulfillment_service_id")
    later = ("expires_at", "delivery_category", "estimated_delivery_time_range", "original_rate_price")
    return {
        **dict.fromkeys((*nothing, *unknown, *later, "validation_context")),
        "id": checkout["key"],
        "code": title,
        "price": rest_amount(price, currency),
        "original_shop_markup": rest_amount(ZERO, currency),
        "original_shop_price": rest_amount(price, currency),
        "source": "shopify",
        "title": title,
        "presentment_title": title,
        "tax_lines": [{**_long_tax(price, currency), "identifier": None}],
        "markup": rest_amount(ZERO, currency),
        "delivery_option_group": {"token": checkout["key"], "type": "one_time_purchase"},
        "delivery_option_group_type": "one_time_purchase",
        "discount_allocations": [],
        "applied_discounts": [],
    }


def _tax(gross: Decimal, currency: str) -> dict[str, Any]:
    price = rest_amount(tax_in(gross, currency), currency)
    return {"price": price, "rate": float(TAX_RATE), "title": "MwSt.", "channel_liable": False}


def _long_tax(gross: Decimal, currency: str) -> dict[str, Any]:
    tax = _tax(gross, currency)
    kinds = ("id", "type", "source")
    reports = ("taxable_amount", "non_taxable_amount", "exempt_amount")
    reported = ("jurisdiction_name", "jurisdiction_type", "jurisdiction_code")
    return {
        **tax,
        "position": 1,
        "source": "Shopify",
        "zone": "country",
        **{f"jurisdiction_{each}": None for each in kinds},
        **{f"reporting_{each}": None for each in (*reports, *reported)},
        "tax_api_client_id": None,
        "tax_calculation_price": tax["price"],
        "tax_registration_id": None,
        "compare_at": float(TAX_RATE),
    }
