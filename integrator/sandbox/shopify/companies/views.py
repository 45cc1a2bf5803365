"""Companies, their locations and contacts as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.companies import companies
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO, graphql_money
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.people import customers
from integrator.sandbox.shopify.people.views import customer_view, of_order
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.views_marks import metafield_fields


def company_view(company: Document) -> dict[str, Any]:
    """Build a `Company`; its orders are added by the area of companies."""
    main = company["main_contact"]
    return {
        "__typename": "Company",
        "id": gid("Company", company["id"]),
        "name": company["name"],
        "externalId": company["external_id"],
        "note": company["note"],
        "customerSince": company["customer_since"],
        "createdAt": company["created_at"],
        "updatedAt": company["updated_at"],
        "mainContact": lambda info: contact_by_number(info.context, company, main),
        "contacts": lambda info, **args: connection(lambda: _contacts(info.context, company))(info, **args),
        "locations": lambda info, **args: connection(lambda: _locations(info.context, company))(info, **args),
        "contactsCount": lambda info: _count(len(companies.contacts(info.context.db, company))),
        "locationsCount": lambda info: _count(len(companies.locations(info.context.db, company))),
        "ordersCount": lambda info: _count(len(_orders(info.context, company))),
        "totalSpent": lambda info: _spent(info.context, company),
        **metafield_fields(company, "Company"),
    }


def location_view(company: Document, location: Document) -> dict[str, Any]:
    """Build a `CompanyLocation`."""
    return {
        "__typename": "CompanyLocation",
        "id": gid("CompanyLocation", location["id"]),
        "name": location["name"],
        "externalId": location["external_id"],
        "note": location["note"],
        "phone": location["phone"],
        "locale": location["locale"],
        "createdAt": location["created_at"],
        "updatedAt": location["updated_at"],
        "company": lambda _info: company_view(company),
        "shippingAddress": _address(location["shipping_address"], company),
        "billingAddress": _address(location["billing_address"], company),
        "taxSettings": {
            "taxExempt": location["tax_exempt"],
            "taxRegistrationId": location["tax_registration_id"],
            "taxExemptions": location["tax_exemptions"],
        },
        "buyerExperienceConfiguration": {
            "checkoutToDraft": location["checkout_to_draft"],
            "editableShippingAddress": location["editable_shipping_address"],
        },
        **metafield_fields(location, "CompanyLocation"),
    }


def contact_view(company: Document, contact: Document) -> dict[str, Any]:
    """Build a `CompanyContact`."""
    return {
        "__typename": "CompanyContact",
        "id": gid("CompanyContact", contact["id"]),
        "title": contact["title"],
        "isMainContact": contact["id"] == company["main_contact"],
        "createdAt": contact["created_at"],
        "updatedAt": contact["updated_at"],
        "company": lambda _info: company_view(company),
        "customer": lambda info: _customer(info.context, contact),
    }


def contact_by_number(ctx: Context, company: Document, number: int | None) -> dict[str, Any] | None:
    found = None if number is None else companies.find_contact(ctx.db, ctx.store, str(number))
    return None if found is None else contact_view(company, found)


def purchaser_of(ctx: Context, order: Document) -> dict[str, Any] | None:
    """Build the `PurchasingEntity` of an order: the company with its location and contact, or the customer."""
    copied = order["company"]
    if copied is None:
        return of_order(ctx, order)
    company = companies.find(ctx.db, ctx.store, str(copied["id"]))
    location = companies.find_location(ctx.db, ctx.store, str(copied["location_id"]))
    if company is None or location is None:
        return _as_copied(copied)
    return {
        "__typename": "PurchasingCompany",
        "company": company_view(company),
        "location": location_view(company, location),
        "contact": contact_by_number(ctx, company, copied["contact_id"]),
    }


def _as_copied(copied: Document) -> dict[str, Any]:
    return {
        "__typename": "PurchasingCompany",
        "company": {
            "id": gid("Company", copied["id"]),
            "name": copied["name"],
            "externalId": copied["external_id"],
        },
        "location": {"id": gid("CompanyLocation", copied["location_id"]), "name": copied["location_name"]},
        "contact": {"id": gid("CompanyContact", copied["contact_id"]), "title": copied["contact_title"]},
    }


def _contacts(ctx: Context, company: Document) -> list[Document]:
    return [contact_view(company, each) for each in companies.contacts(ctx.db, company)]


def _locations(ctx: Context, company: Document) -> list[Document]:
    return [location_view(company, each) for each in companies.locations(ctx.db, company)]


def _customer(ctx: Context, contact: Document) -> dict[str, Any] | None:
    found = customers.find(ctx.db, ctx.store, contact["customer"])
    return None if found is None else customer_view(found)


def _orders(ctx: Context, company: Document) -> list[Document]:
    return orders.of_company(ctx.db, ctx.store, str(company["id"]))


def _spent(ctx: Context, company: Document) -> dict[str, Any]:
    return graphql_money(sum((totals(order).total for order in _orders(ctx, company)), ZERO), "EUR")


def _count(number: int) -> dict[str, Any]:
    return {"count": number, "precision": "EXACT"}


def _address(address: Document | None, company: Document) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "id": gid("CompanyAddress", address["id"]),
        "companyName": company["name"],
        "recipient": address["recipient"],
        "firstName": address["first_name"],
        "lastName": address["last_name"],
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "zip": address["zip"],
        "province": address["province"],
        "zoneCode": address["province_code"],
        "country": address["country"],
        "countryCode": address["country_code"],
        "phone": address["phone"],
        "createdAt": address["created_at"],
        "updatedAt": address["updated_at"],
    }
