"""Customers as GraphQL shows them; their orders and companies are added by the areas of those."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.money import graphql_money
from integrator.sandbox.shopify.people import customers
from integrator.sandbox.shopify.views_marks import metafield_fields
from integrator.sandbox.shopify.views_people import address_view


def customer_view(customer: Document) -> dict[str, Any]:
    """Build a `Customer`."""
    addresses = customer["addresses"]
    return {
        "__typename": "Customer",
        "id": customers.customer_gid(customer),
        "legacyResourceId": str(customer["id"]),
        "displayName": customers.name_of(customer),
        "firstName": customer["first_name"],
        "lastName": customer["last_name"],
        "email": customer["email"],
        "phone": customer["phone"],
        "tags": customer["tags"],
        "note": customer["note"],
        "state": customer["state"],
        "locale": customer["locale"],
        "numberOfOrders": str(customer["number_of_orders"]),
        "amountSpent": graphql_money(Decimal(customer["amount_spent"]), customer["currency"]),
        "createdAt": customer["created_at"],
        "updatedAt": customer["updated_at"],
        "verifiedEmail": customer["verified_email"],
        "taxExempt": customer["tax_exempt"],
        "taxExemptions": customer["tax_exemptions"],
        "multipassIdentifier": customer["multipass_identifier"],
        "defaultEmailAddress": _email(customer),
        "defaultPhoneNumber": None if customer["phone"] is None else {"phoneNumber": customer["phone"]},
        "defaultAddress": address_view(addresses[0], addresses[0]["id"]) if addresses else None,
        **metafield_fields(customer, "Customer"),
    }


def of_order(ctx: Context, order: Document) -> dict[str, Any] | None:
    """Build the `Customer` of an order; one that is kept nowhere else is shown as the order knows them."""
    copied = order["customer"]
    if copied is None:
        return None
    kept = customers.find(ctx.db, ctx.store, str(copied["id"]))
    return customer_view(kept or customers.new(ctx.action, **copied, updated_at=copied["created_at"]))


def _email(customer: Document) -> dict[str, Any] | None:
    if customer["email"] is None:
        return None
    consent = customer["email_consent"]
    return {
        "emailAddress": customer["email"],
        "marketingState": consent["state"],
        "marketingOptInLevel": consent["level"],
        "marketingUpdatedAt": consent["at"],
        "validFormat": True,
    }
