"""The mutations that hold fulfillment orders and let them go."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import holds
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.views_fulfillment import hold_view
from integrator.sandbox.shopify.views_order import fulfillment_order_view


def fulfillment_order_hold(ctx: Context, *, id: str, fulfillmentHold: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order, part = _part(ctx, id)
    hold, rest = holds.place(
        ctx.action,
        order,
        part,
        reason=fulfillmentHold["reason"],
        notes=fulfillmentHold.get("reasonNotes"),
        handle=fulfillmentHold.get("handle"),
        lines=fulfillmentHold.get("fulfillmentOrderLineItems"),
    )
    return {
        "fulfillmentHold": hold_view(hold),
        "fulfillmentOrder": fulfillment_order_view(order, part),
        "remainingFulfillmentOrder": None if rest is None else fulfillment_order_view(order, rest),
    }


def fulfillment_order_release_hold(
    ctx: Context,
    *,
    id: str,  # noqa: A002 - Shopify's own argument name
    holdIds: list[str] | None = None,
    externalId: str | None = None,  # noqa: ARG001 - says who releases, and chooses no hold. [documented]
) -> Document:
    order, part = _part(ctx, id)
    holds.release(ctx.action, order, part, holdIds)
    return {"fulfillmentOrder": fulfillment_order_view(order, part)}


def _part(ctx: Context, gid: str) -> tuple[Document, Document]:
    found = ctx.find_part(gid)
    if found is None:
        raise Refused(["id"], "Fulfillment order does not exist.", "FULFILLMENT_ORDER_NOT_FOUND")
    return found
