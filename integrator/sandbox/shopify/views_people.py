"""Customers, companies and addresses as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_money


def customer_view(customer: Document, currency: str) -> dict[str, Any]:
    """Build a `Customer`."""
    return {
        "__typename": "Customer",
        "id": gid("Customer", customer["id"]),
        "legacyResourceId": str(customer["id"]),
        "displayName": f"{customer['first_name']} {customer['last_name']}".strip(),
        "firstName": customer["first_name"],
        "lastName": customer["last_name"],
        "tags": customer["tags"],
        "state": "ENABLED",
        "numberOfOrders": str(customer["number_of_orders"]),
        "amountSpent": graphql_money(Decimal(customer["amount_spent"]), currency),
        "createdAt": customer["created_at"],
        "verifiedEmail": True,
    }


def purchasing_view(order: Document) -> dict[str, Any]:
    """Build a `PurchasingEntity`: the company with its location and contact, or the customer."""
    company = order["company"]
    if company is None:
        return customer_view(order["customer"], order["currency"])
    return {
        "__typename": "PurchasingCompany",
        "company": {
            "id": gid("Company", company["id"]),
            "name": company["name"],
            "externalId": company["external_id"],
        },
        "location": {"id": gid("CompanyLocation", company["location_id"]), "name": company["location_name"]},
        "contact": {"id": gid("CompanyContact", company["contact_id"]), "title": company["contact_title"]},
    }


def address_view(address: Document, number: int) -> dict[str, Any]:
    """Build a `MailingAddress`; addresses of orders have ids of their own."""
    return {
        "__typename": "MailingAddress",
        "id": f"{gid('MailingAddress', number)}?model_name=Address",
        "name": f"{address['first_name']} {address['last_name']}".strip(),
        "firstName": address["first_name"],
        "lastName": address["last_name"],
        "company": address["company"],
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "zip": address["zip"],
        "province": address["province"],
        "provinceCode": address["province_code"],
        "country": address["country"],
        "countryCodeV2": address["country_code"],
        "phone": address["phone"],
        "coordinatesValidated": False,
        "latitude": None,
        "longitude": None,
        "validationResultSummary": address["validation"],
    }
