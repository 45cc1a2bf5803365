"""The pieces of webhook bodies that several topics share. Source: contract payloads, "Shared objects"."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrator.sandbox.database import Document

TIME_ZONE = "Europe/Berlin"
_ZONE = ZoneInfo(TIME_ZONE)


def local_time(stamp: str | None) -> str | None:
    """Write a moment as webhook bodies do, with the store's UTC offset."""
    return None if stamp is None else datetime.fromisoformat(stamp).astimezone(_ZONE).isoformat(timespec="seconds")


def address_body(address: Document | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "first_name": address["first_name"],
        "address1": address["address1"],
        "phone": address["phone"],
        "city": address["city"],
        "zip": address["zip"],
        "province": address["province"],
        "country": address["country"],
        "last_name": address["last_name"],
        "address2": address["address2"],
        "company": address["company"],
        "latitude": None,
        "longitude": None,
        "name": f"{address['first_name'] or ''} {address['last_name'] or ''}".strip(),
        "country_code": address["country_code"],
        "province_code": address["province_code"],
    }


def customer_body(customer: Document | None, address: Document | None, currency: str) -> dict[str, Any] | None:
    if customer is None:
        return None
    body = {
        "id": customer["id"],
        "created_at": local_time(customer["created_at"]),
        "updated_at": local_time(customer["created_at"]),
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "state": "enabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": customer["email"],
        "phone": customer["phone"],
        "currency": currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": f"gid://shopify/Customer/{customer['id']}",
    }
    home = address_body(address)
    if home is not None and address is not None:
        place = {key: value for key, value in home.items() if key not in {"latitude", "longitude"}}
        body["default_address"] = {
            "id": customer["id"] + 1,
            "customer_id": customer["id"],
            **place,
            "country_name": address["country"],
            "default": True,
        }
    return body
