"""The mutations of fulfillment orders, but for their holds."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import moving, places, requests, scheduling, splitting
from integrator.sandbox.shopify.views_order import fulfillment_order_view

_UNKNOWN = ("Fulfillment order does not exist.", "FULFILLMENT_ORDER_NOT_FOUND")


def move(
    ctx: Context,
    *,
    id: str,  # noqa: A002 - Shopify's own argument name
    newLocationId: str,
    fulfillmentOrderLineItems: list[dict[str, Any]] | None = None,
) -> Document:
    found = ctx.find_part(id)
    if found is None:
        raise Refused(["id"], _UNKNOWN[0])
    order, part = found
    location = places.find(newLocationId)
    moved, remaining = moving.move(ctx.action, order, part, location, fulfillmentOrderLineItems)
    return {
        "movedFulfillmentOrder": fulfillment_order_view(order, moved),
        "originalFulfillmentOrder": fulfillment_order_view(order, part),
        "remainingFulfillmentOrder": None if remaining is None else fulfillment_order_view(order, remaining),
    }


def split(ctx: Context, *, fulfillmentOrderSplits: list[dict[str, Any]]) -> Document:
    """All of them are split, or none. [seen in code] None of them twice, in our reading. [inferred]"""
    if len({wanted["fulfillmentOrderId"] for wanted in fulfillmentOrderSplits}) < len(fulfillmentOrderSplits):
        raise Refused(None, splitting.INVALID_QUANTITY, "INVALID_LINE_ITEM_QUANTITY")
    for place, wanted in enumerate(fulfillmentOrderSplits):
        found = ctx.find_part(wanted["fulfillmentOrderId"])
        if found is None:
            raise Refused(None, *_UNKNOWN)
        lines = wanted["fulfillmentOrderLineItems"]
        _check_split(lines, ["fulfillmentOrderSplits", str(place), "fulfillmentOrderLineItems"])
        share = splitting.share_of(found[1], lines)
        # What Shopify says to the splitting off of everything could not be established. [inferred]
        if splitting.is_all(found[1], share) or found[1]["status"] != "OPEN":
            raise Refused(None, splitting.INVALID_QUANTITY, "INVALID_LINE_ITEM_QUANTITY")
    splits = [
        _split(ctx, wanted["fulfillmentOrderId"], wanted["fulfillmentOrderLineItems"])
        for wanted in fulfillmentOrderSplits
    ]
    return {"fulfillmentOrderSplits": splits}


def reschedule(ctx: Context, *, id: str, fulfillAt: str) -> Document:  # noqa: A002 - Shopify's own argument name
    found = ctx.find_part(id)
    if found is None:
        raise Refused(["id"], *_UNKNOWN)
    order, part = found
    scheduling.reschedule(ctx.action, order, part, fulfillAt)
    return {"fulfillmentOrder": fulfillment_order_view(order, part)}


def set_deadline(ctx: Context, *, fulfillmentOrderIds: list[str], fulfillmentDeadline: str) -> Document:
    if not fulfillmentOrderIds or any(ctx.find_part(each) is None for each in fulfillmentOrderIds):
        # The enum has a code for it, the recorded answer had none. [seen in code]
        raise Refused(None, "Fulfillment orders could not be found.")
    for each in fulfillmentOrderIds:
        # Read anew: two of them may belong to the same order.
        scheduling.set_deadline(ctx.action, *_known(ctx, each), fulfillmentDeadline)
    return {"success": True}


def reroute(
    ctx: Context,
    *,
    fulfillmentOrderIds: list[str],
    includedLocationIds: list[str] | None = None,
    excludedLocationIds: list[str] | None = None,
) -> Document:
    field = ["fulfillmentOrderIds"]
    if not fulfillmentOrderIds:
        raise Refused(field, "At least one fulfillment order is required.", "NO_FULFILLMENT_ORDER_IDS")
    found = [ctx.find_part(each) for each in fulfillmentOrderIds]
    if None in found:
        raise Refused(field, *_UNKNOWN)
    known = [each for each in found if each is not None]
    order = known[0][0]
    if {other["id"] for other, _ in known} != {order["id"]}:
        message = "Fulfillment orders must belong to the same order."
        raise Refused(field, message, "FULFILLMENT_ORDERS_NOT_FROM_THE_SAME_ORDER")
    chosen = {part["id"] for _, part in known}
    moving_parts = [part for part in order["fulfillment_orders"] if part["id"] in chosen]
    included, excluded = (
        [place for each in ids or () if (place := places.find(each)) is not None]
        for ids in (includedLocationIds, excludedLocationIds)
    )
    moved = moving.reroute(ctx.action, order, moving_parts, included, excluded)
    return {"movedFulfillmentOrders": [fulfillment_order_view(order, part) for part in moved]}


def submit_request(
    ctx: Context,
    *,
    id: str,  # noqa: A002 - Shopify's own argument name
    message: str | None = None,
    fulfillmentOrderLineItems: list[dict[str, Any]] | None = None,
    notifyCustomer: bool | None = None,  # noqa: ARG001 - nobody is notified by an emulation
    shippingMethod: str | None = None,  # noqa: ARG001 - the partner's own business
) -> Document:
    found = ctx.find_part(id)
    if found is None:
        raise Refused(["id"], _UNKNOWN[0])
    order, part = found
    rest = requests.submit(ctx.action, order, part, fulfillmentOrderLineItems, message)
    return {
        "originalFulfillmentOrder": fulfillment_order_view(order, part),
        "submittedFulfillmentOrder": fulfillment_order_view(order, part),
        "unsubmittedFulfillmentOrder": None if rest is None else fulfillment_order_view(order, rest),
    }


def _check_split(lines: list[dict[str, Any]], field: list[str]) -> None:
    if not lines:
        message = "There must be at least one item selected in this fulfillment to split it."
        raise Refused(field, message, "NO_LINE_ITEMS_PROVIDED_TO_SPLIT")
    for place, line in enumerate(lines):
        if line["quantity"] < 1:
            message = "You must select at least one item to split into a new fulfillment order."
            raise Refused([*field, str(place), "quantity"], message, "GREATER_THAN")


def _split(ctx: Context, text: str, lines: list[dict[str, Any]]) -> Document:
    # Read anew: two of them may belong to the same order.
    order, part = _known(ctx, text)
    other = splitting.split(ctx.action, order, part, splitting.share_of(part, lines))
    return {
        "fulfillmentOrder": fulfillment_order_view(order, part),
        "remainingFulfillmentOrder": fulfillment_order_view(order, other),
        "replacementFulfillmentOrder": None,
    }


def _known(ctx: Context, text: str) -> tuple[Document, Document]:
    found = ctx.find_part(text)
    if found is None:
        raise LookupError(f"{text} is gone")
    return found
