"""The mutations about whole orders: create, close, open, send the invoice."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders, payments, placing
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.creating import inputs, lines
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.metafields import write
from integrator.sandbox.shopify.people import buyers
from integrator.sandbox.shopify.timeline import mails
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.views_order import order_view

_UNSENT = "ORDER_INVOICE_SEND_UNSUCCESSFUL"


def order_create(ctx: Context, *, order: dict[str, Any], options: dict[str, Any] | None = None) -> Document:
    """
    `orderCreate`. Source: contract api, section 11. [documented]

    Prices contain their taxes, as all of the emulated stores' do; every line ships.
    """
    inputs.check(ctx, order)
    behaviour = (options or {}).get("inventoryBehaviour") or "BYPASS"
    made = _order(ctx, order)
    if behaviour == "DECREMENT_OBEYING_POLICY" and (short := lines.missing(ctx.action, made["lines"])):
        message = f"Unable to reserve inventory for {short[0]['title']}"
        raise Refused(["order", "lineItems"], message, "INVENTORY_CLAIM_FAILED")
    for place, field in enumerate(order.get("metafields") or []):
        write(ctx.action, made, field, place)
    _pay(ctx.action, made, order)
    placing.launch(ctx.action, made, claims=behaviour != "BYPASS")
    subject = orders.order_gid(made)
    ctx.action.record("order_created", key=made["source_identifier"] or subject, subject=subject, name=made["name"])
    return {"order": order_view(made)}


def order_close(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`orderClose`; one that is closed stays as it is. [seen in code]"""
    return {"order": order_view(close(ctx.action, _order_by(ctx, input["id"])))}


def order_open(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`orderOpen`; one that is open stays as it is. [seen in code]"""
    return {"order": order_view(reopen(ctx.action, _order_by(ctx, input["id"])))}


def order_invoice_send(ctx: Context, *, id: str, email: dict[str, Any] | None = None) -> Document:  # noqa: A002 - Shopify's own argument name
    """`orderInvoiceSend`. [seen in code]"""
    order = ctx.find_order(id)
    if order is None:
        raise Refused(["id"], "Order does not exist", _UNSENT)
    mails.check(email, code=_UNSENT)
    to = (email or {}).get("to") or order["email"]
    if not to:
        raise Refused(None, "No recipient email address was provided", _UNSENT)
    mails.sent(ctx.action, id, to, "Invoice")
    ctx.action.record("order_invoice_sent", key=id, subject=id, message=(email or {}).get("customMessage"))
    return {"order": order_view(order)}


def close(action: Action, order: Document) -> Document:
    """Archive an order."""
    if order["closed_at"] is None:
        order["closed_at"] = action.stamp
        orders.change(action, order)
        action.note(orders.order_gid(order), "closed", "This order was archived.")
        action.record("order_closed", key=orders.order_gid(order), subject=orders.order_gid(order))
    return order


def reopen(action: Action, order: Document) -> Document:
    """Take an order out of the archive."""
    if order["closed_at"] is not None:
        order["closed_at"] = None
        orders.change(action, order)
        action.note(orders.order_gid(order), "re_opened", "This order was unarchived.")
        action.record("order_opened", key=orders.order_gid(order), subject=orders.order_gid(order))
    return order


def _order(ctx: Context, wanted: dict[str, Any]) -> Document:
    money = (wanted["lineItems"][0].get("priceSet") or {}).get("shopMoney") or {}
    currency = wanted.get("currency") or money.get("currencyCode") or "EUR"
    fields, sold = inputs.fields_of(wanted, currency), inputs.lines_of(ctx, wanted)
    company, customer = inputs.company_of(ctx, wanted), inputs.customer_of(ctx, wanted)
    made = placing.new_order(ctx.action, customer=customer, company=company, lines=sold, **fields)
    if customer is not None:
        buyers.count(ctx.action, customer, totals(made).total)
    return made


def _pay(action: Action, order: Document, wanted: dict[str, Any]) -> None:
    """Add the given transactions; without any, the one that the given status tells of."""
    for each in wanted.get("transactions") or []:
        amount = Decimal(each["amountSet"]["shopMoney"]["amount"])
        gateway, kind, status = each.get("gateway") or "manual", each["kind"], each["status"]
        payments.build(action, order, kind, amount, status=status, gateway=gateway)
    if wanted.get("transactions"):
        return
    kind = {"PAID": "SALE", "AUTHORIZED": "AUTHORIZATION"}.get(wanted.get("financialStatus") or "")
    if kind is not None:
        payments.build(action, order, kind, totals(order).total, gateway="manual")


def _order_by(ctx: Context, gid: str) -> Document:
    order = ctx.find_order(gid)
    if order is None:
        raise Refused(["id"], "Order does not exist")
    return order
