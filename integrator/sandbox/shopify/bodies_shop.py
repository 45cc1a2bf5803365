"""The store itself in webhook bodies. Source: contract payloads, "Lifecycle and compliance". [documented]"""

from datetime import datetime
from typing import Any

from integrator.sandbox.shopify.bodies_parts import TIME_ZONE, local_time

SHOP_NUMBER = 71_904_583_921
_OPENED = "2024-08-19T14:30:00Z"


def shop_naming(store: str) -> dict[str, Any]:
    """How the compliance topics name the store."""
    return {"shop_id": SHOP_NUMBER, "shop_domain": store}


def shop_body(store: str, at: datetime) -> dict[str, Any]:
    """`shop/update` and `app/uninstalled`: the Shop resource."""
    name = store.removesuffix(".myshopify.com")
    return {
        "id": SHOP_NUMBER,
        "name": name.replace("-", " ").title(),
        "email": f"owner@{name}.example",
        "domain": store,
        "province": None,
        "country": "DE",
        "address1": "Deichstraße 18",
        "zip": "20459",
        "city": "Hamburg",
        "source": None,
        "phone": "+4940555000",
        "latitude": 53.5459,
        "longitude": 9.9866,
        "primary_locale": "de",
        "address2": None,
        "created_at": local_time(_OPENED),
        "updated_at": local_time(at.isoformat()),
        "country_code": "DE",
        "country_name": "Germany",
        "currency": "EUR",
        "customer_email": f"service@{name}.example",
        "timezone": f"(GMT+01:00) {TIME_ZONE}",
        "iana_timezone": TIME_ZONE,
        "shop_owner": "Renate Kröger",
        "money_format": "{{amount_with_comma_separator}} €",
        "money_with_currency_format": "{{amount_with_comma_separator}} EUR",
        "weight_unit": "kg",
        "province_code": None,
        "taxes_included": True,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": None,
        "county_taxes": True,
        "plan_display_name": "Standard",
        "plan_name": "basic",
        "has_discounts": False,
        "has_gift_cards": False,
        "myshopify_domain": store,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "money_in_emails_format": "{{amount_with_comma_separator}} €",
        "money_with_currency_in_emails_format": "{{amount_with_comma_separator}} EUR",
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": 70_000_000_001,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": ["EUR"],
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }
