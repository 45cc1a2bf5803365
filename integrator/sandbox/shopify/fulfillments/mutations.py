"""The mutations of fulfillments."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillments import shipping, tracking
from integrator.sandbox.shopify.fulfillments.checking import load_of
from integrator.sandbox.shopify.fulfillments.finding import find
from integrator.sandbox.shopify.fulfillments.views import event_view, fulfillment_view
from integrator.sandbox.shopify.views_order import order_view


def create(ctx: Context, *, fulfillment: dict[str, Any], message: str | None = None) -> Document:  # noqa: ARG001 - goes to the carrier
    order, load = load_of(ctx, fulfillment["lineItemsByFulfillmentOrder"])
    made = shipping.ship(ctx.action, order, load, tracking.tracking_of(fulfillment.get("trackingInfo")))
    return {"fulfillment": fulfillment_view(order, made, order_view(order))}


def create_event(ctx: Context, *, fulfillmentEvent: dict[str, Any]) -> Document:
    order, found = _found(ctx, fulfillmentEvent["fulfillmentId"], ["fulfillmentEvent", "fulfillmentId"])
    return {"fulfillmentEvent": event_view(tracking.report(ctx.action, order, found, fulfillmentEvent))}


def update_tracking(
    ctx: Context,
    *,
    fulfillmentId: str,
    trackingInfoInput: dict[str, Any],
    notifyCustomer: bool | None = None,  # noqa: ARG001 - nobody is notified by an emulation
) -> Document:
    order, found = _found(ctx, fulfillmentId, ["fulfillmentId"])
    tracking.update(ctx.action, order, found, tracking.tracking_of(trackingInfoInput))
    return {"fulfillment": fulfillment_view(order, found, order_view(order))}


def _found(ctx: Context, gid: str, field: list[str]) -> tuple[Document, Document]:
    found = find(ctx, gid)
    if found is None:
        raise Refused(field, "Fulfillment does not exist.")
    return found
