"""Making companies: by the app, or by the merchant."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.companies import companies, inputs
from integrator.sandbox.shopify.companies.views import company_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.people import customers


def company_create(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`companyCreate`."""
    company = create(ctx.action, input)
    subject = companies.company_gid(company)
    ctx.action.record("company_created", key=company["external_id"] or subject, subject=subject)
    return {"company": company_view(company)}


def create(action: Action, wanted: dict[str, Any]) -> Document:
    """
    Make a company with one location and perhaps a contact, from a `CompanyCreateInput`; raises `Refused`.

    A contact whose address a customer has is that customer. [inferred]
    """
    company = companies.new(action, **inputs.company_fields(action, wanted["company"]))
    place = inputs.location_fields(action, wanted.get("companyLocation") or {})
    location = companies.new_location(action, company, **place)
    contact = wanted.get("companyContact")
    if contact is not None:
        inputs.check_contact(contact)
        company["main_contact"] = _contact(action, company, contact)["id"]
    companies.add(action, company, location)
    return company


def _contact(action: Action, company: Document, wanted: dict[str, Any]) -> Document:
    known = customers.with_email(action.world.db, action.store, wanted["email"])
    customer = known[0] if known else _new_customer(action, wanted)
    contact = companies.new_contact(action, company, customer, wanted.get("title"))
    companies.save_contact(action, contact)
    return contact


def _new_customer(action: Action, wanted: dict[str, Any]) -> Document:
    names = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone", "locale": "locale"}
    fields = {ours: wanted[theirs] for theirs, ours in names.items() if wanted.get(theirs) is not None}
    customer = customers.new(action, **fields)
    customers.add(action, customer)
    return customer
