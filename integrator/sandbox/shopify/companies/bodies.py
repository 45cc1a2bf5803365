"""Webhook bodies about companies. Source: contract payloads, "Customers and companies". [documented]"""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.gids import gid


def company_body(company: Document) -> dict[str, Any]:
    """`companies/create` and `companies/update`; there is no numeric id."""
    contact = company["main_contact"]
    return {
        "name": company["name"],
        "note": company["note"],
        "external_id": company["external_id"],
        "main_contact_admin_graphql_api_id": None if contact is None else gid("CompanyContact", contact),
        "created_at": local_time(company["created_at"]),
        "updated_at": local_time(company["updated_at"]),
        "customer_since": local_time(company["customer_since"]),
        "admin_graphql_api_id": gid("Company", company["id"]),
    }


def location_body(company: Document, location: Document) -> dict[str, Any]:
    """`company_locations/create` and `company_locations/update`."""
    number = location["tax_registration_id"]
    return {
        "name": location["name"],
        "external_id": location["external_id"],
        "phone": location["phone"],
        "locale": location["locale"],
        "created_at": local_time(location["created_at"]),
        "updated_at": local_time(location["updated_at"]),
        "note": location["note"],
        "buyer_experience_configuration": {
            "checkout_to_draft": location["checkout_to_draft"],
            "pay_now_only": False,
            "editable_shipping_address": location["editable_shipping_address"],
            "payment_terms_template_admin_graphql_api_id": None,
            "deposit": None,
        },
        "admin_graphql_api_id": gid("CompanyLocation", location["id"]),
        "tax_exemptions": location["tax_exemptions"],
        "tax_settings": {
            "tax_registration_id": number,
            "tax_exempt": location["tax_exempt"],
            "tax_exemptions": location["tax_exemptions"],
        },
        "company": company_body(company),
        "billing_address": _address(company, location["billing_address"]),
        "shipping_address": _address(company, location["shipping_address"]),
        "tax_registration": None if number is None else {"tax_id": number},
    }


def _address(company: Document, address: Document | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "province": address["province"],
        "country": address["country"],
        "zip": address["zip"],
        "recipient": address["recipient"],
        "first_name": address["first_name"],
        "last_name": address["last_name"],
        "phone": address["phone"],
        "zone_code": address["province_code"],
        "country_code": address["country_code"],
        "created_at": local_time(address["created_at"]),
        "updated_at": local_time(address["updated_at"]),
        "admin_graphql_api_id": gid("CompanyAddress", address["id"]),
        "company_admin_graphql_api_id": gid("Company", company["id"]),
    }
