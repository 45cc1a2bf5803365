"""The mutations that change an order: cancel, capture, mark as paid, update, assess."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import cancelling, edits, payments, risk, tags
from integrator.sandbox.shopify.bodies_lines import fulfilled_quantity
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import APP_NUMBER, gid, number_of
from integrator.sandbox.shopify.views_order import assessment_view, order_view
from integrator.sandbox.shopify.views_payments import transaction_view

_MOST_FACTS = 20
_UPDATE_FIELDS = {
    "note": "note",
    "email": "email",
    "phone": "phone",
    "poNumber": "po_number",
    "customAttributes": "attributes",
}
_ADDRESS_FIELDS = {
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "company": "company",
    "countryCode": "country_code",
    "firstName": "first_name",
    "lastName": "last_name",
    "phone": "phone",
    "provinceCode": "province_code",
    "zip": "zip",
}


def order_cancel(ctx: Context, *, orderId: str, **args: Any) -> Document:
    order = ctx.find_order(orderId)
    if order is None:
        raise Refused(["orderId"], "Order does not exist", "NOT_FOUND")
    job = cancelling.request(ctx.action, order, args)
    return {"job": {"id": gid("Job", job["id"]), "done": False}}


def order_capture(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order = _order(ctx, input["id"], ["input", "id"])
    transaction = payments.capture(
        ctx.action,
        order,
        parent=number_of(input["parentTransactionId"], "OrderTransaction"),
        amount=input["amount"],
        currency=input.get("currency"),
        is_final=bool(input.get("finalCapture")),
    )
    return {"transaction": transaction_view(order, transaction)}


def order_mark_as_paid(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order = _order(ctx, input["id"], ["id"])
    payments.mark_paid(ctx.action, order)
    return {"order": order_view(order)}


def order_update(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order = _order(ctx, input["id"], ["id"])
    known = {"id", "tags", "shippingAddress", *_UPDATE_FIELDS}
    if unknown := sorted(input.keys() - known):
        raise not_in_sandbox(f"Changing {unknown[0]} of an order")
    changes = {_UPDATE_FIELDS[name]: input[name] for name in _UPDATE_FIELDS if name in input}
    if "tags" in input:
        changes["tags"] = tags.tags_from(input["tags"] or [])
    if input.get("shippingAddress") is not None:
        changes["shipping_address"] = _merged(order["shipping_address"], input["shippingAddress"])
    edits.update(ctx.action, order, changes)
    return {"order": order_view(order)}


def order_risk_assessment_create(ctx: Context, *, orderRiskAssessmentInput: dict[str, Any]) -> Document:
    wanted, field = orderRiskAssessmentInput, "orderRiskAssessmentInput"
    order = ctx.find_order(wanted["orderId"])
    if order is None:
        raise Refused([field, "orderId"], "Order does not exist", "NOT_FOUND")
    if all(fulfilled_quantity(order, line) >= line["current_quantity"] for line in order["lines"]):
        raise Refused([field, "orderId"], "The order is already fulfilled", "ORDER_ALREADY_FULFILLED")
    if len(wanted["facts"]) > _MOST_FACTS:
        # That there is a limit is documented, how high it is is not. [inferred]
        raise Refused([field, "facts"], "Too many facts", "TOO_MANY_FACTS")
    assessment = risk.reassess(
        ctx.action,
        order,
        level=wanted["riskLevel"],
        facts=wanted["facts"],
        provider={"id": APP_NUMBER, "title": "Connector"},
    )
    return {"orderRiskAssessment": assessment_view(assessment)}


def _order(ctx: Context, gid_text: str, field: list[str]) -> Document:
    order = ctx.find_order(gid_text)
    if order is None:
        raise Refused(field, "Order does not exist")
    return order


def _merged(address: Document, changes: dict[str, Any]) -> Document:
    if unknown := sorted(changes.keys() - _ADDRESS_FIELDS.keys()):
        raise not_in_sandbox(f"Changing {unknown[0]} of an address")
    merged = {**address, **{_ADDRESS_FIELDS[name]: value for name, value in changes.items()}}
    # Whoever corrects an address vouches for it; the emulation has no postal register to ask.
    return {**merged, "validation": "NO_ISSUES"}
