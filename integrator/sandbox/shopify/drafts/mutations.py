"""The mutations about drafts: create, send the invoice, complete."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.drafts import completing, drafts, inputs
from integrator.sandbox.shopify.drafts.views import draft_view
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.metafields import write
from integrator.sandbox.shopify.timeline import mails


def draft_order_create(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """`draftOrderCreate`."""
    draft = drafts.new(ctx.action, **inputs.draft_fields(ctx, input))
    for place, field in enumerate(input.get("metafields") or []):
        write(ctx.action, draft, field, place)
    drafts.add(ctx.action, draft)
    subject = drafts.draft_gid(draft)
    ctx.action.record("draft_created", key=",".join(draft["tags"]), subject=subject, name=draft["name"])
    return {"draftOrder": draft_view(draft)}


def draft_order_complete(ctx: Context, *, id: str, **args: Any) -> Document:  # noqa: A002 - Shopify's own argument name
    """`draftOrderComplete`. Source: contract api, section 11. [documented]"""
    draft = _draft(ctx, id)
    if args.get("paymentGatewayId") is not None:
        raise Refused(None, "Invalid payment gateway")
    order = completing.complete(
        ctx.action, draft, source=args.get("sourceName"), pending=bool(args.get("paymentPending"))
    )
    ctx.action.record("draft_completed", key=id, subject=id, order=order["name"])
    return {"draftOrder": draft_view(draft)}


def draft_order_invoice_send(ctx: Context, *, id: str, email: dict[str, Any] | None = None) -> Document:  # noqa: A002 - Shopify's own argument name
    """`draftOrderInvoiceSend`. [seen in code]"""
    draft = _draft(ctx, id)
    if draft["status"] == "COMPLETED":
        raise Refused(None, "Draft order Invoice can't be sent. This draft order is already paid.")
    mails.check(email)
    to = (email or {}).get("to") or draft["email"] or (draft["customer"] or {}).get("email")
    if not to:
        raise Refused(None, "To can't be blank")
    draft |= {"status": "INVOICE_SENT", "invoice_sent_at": ctx.action.stamp}
    drafts.change(ctx.action, draft)
    mails.sent(ctx.action, id, to, "Invoice")
    ctx.action.record("draft_invoice_sent", key=id, subject=id)
    return {"draftOrder": draft_view(draft)}


def _draft(ctx: Context, gid: str) -> Document:
    found = drafts.find(ctx.db, ctx.store, number_of(gid, "DraftOrder"))
    if found is None:
        raise Refused(None, "Draft order not found")
    return found
