"""The mutations about customers: create, update, invite."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.metafields import write
from integrator.sandbox.shopify.people import customers, inputs
from integrator.sandbox.shopify.people.views import customer_view
from integrator.sandbox.shopify.timeline import mails


def customer_create(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`customerCreate`; the account has no password yet. [seen in code]"""
    if input.get("id") is not None:
        raise Refused(["id"], "Cannot specify ID on creation")
    customer = customers.new(ctx.action, **inputs.customer_fields(input))
    inputs.check(ctx.action, customer)
    customer |= inputs.consents(ctx.action, input, customer)
    _write_metafields(ctx, customer, input)
    customers.add(ctx.action, customer)
    subject = customers.customer_gid(customer)
    ctx.action.record("customer_created", key=customer["email"] or subject, subject=subject)
    return {"customer": customer_view(customer)}


def customer_update(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`customerUpdate`; tags replace the list, consent has mutations of its own. [seen in code]"""
    customer = _customer(ctx, input.get("id"), ["id"])
    for name in ("emailMarketingConsent", "smsMarketingConsent"):
        if input.get(name) is not None:
            mutation = f"customer{name[0].upper()}{name[1:]}Update"
            raise Refused([name], f"To update {name}, please use the {mutation} Mutation instead")
    old = dict(customer)
    customer |= inputs.customer_fields(input)
    inputs.check(ctx.action, customer)
    is_marked = _write_metafields(ctx, customer, input)
    if is_marked or customer != old:
        customers.change(ctx.action, customer)
        subject = customers.customer_gid(customer)
        changed = sorted(name for name, value in customer.items() if old.get(name) != value)
        ctx.action.record("customer_updated", key=subject, subject=subject, fields=changed)
    return {"customer": customer_view(customer)}


def customer_invite(ctx: Context, *, customerId: str, email: dict[str, Any] | None = None) -> Document:
    """`customerSendAccountInviteEmail`, for accounts with a password. Source: contract operations, E6. [documented]"""
    customer = customers.find(ctx.db, ctx.store, number_of(customerId, "Customer"))
    if customer is None:
        raise Refused(["customerId"], "Customer can't be found", "INVALID")
    if not customer["email"] or customer["state"] == "ENABLED":
        raise Refused(["customerId"], "Error sending account invite to customer.", "INVALID")
    mails.check(email, code="INVALID", field=["email"])
    customers.change(ctx.action, {**customer, "state": "INVITED"})
    ctx.action.record("customer_invited", key=customerId, subject=customerId)
    return {"customer": customer_view({**customer, "state": "INVITED"})}


def _customer(ctx: Context, gid: str | None, field: list[str]) -> Document:
    found = None if gid is None else customers.find(ctx.db, ctx.store, number_of(gid, "Customer"))
    if found is None:
        raise Refused(field, "Customer does not exist")
    return found


def _write_metafields(ctx: Context, customer: Document, wanted: dict[str, Any]) -> bool:
    written = [write(ctx.action, customer, each, place) for place, each in enumerate(wanted.get("metafields") or [])]
    return any(is_changed for _, is_changed in written)
