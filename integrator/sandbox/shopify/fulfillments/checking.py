"""What `fulfillmentCreate` refuses. The wordings are [seen in code] where nothing else is said."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import splitting
from integrator.sandbox.shopify.fulfillment_orders.places import location_id
from integrator.sandbox.shopify.fulfillments.shipping import Load
from integrator.sandbox.shopify.gids import number_of

_FIELD = ["fulfillment"]
_FULFILLABLE = frozenset({"OPEN", "IN_PROGRESS", "INCOMPLETE"})


def load_of(ctx: Context, groups: list[dict[str, Any]]) -> tuple[Document, Load]:
    """Return the order and what shall leave of it; raises `Refused`."""
    if not groups:
        # That nothing cannot be shipped is certain, the wording is not. [inferred]
        raise Refused(_FIELD, "At least one fulfillment order is required.")
    for place, group in enumerate(groups):
        for number, line in enumerate(group.get("fulfillmentOrderLineItems") or ()):
            if line["quantity"] < 1:
                path = ["lineItemsByFulfillmentOrder", str(place), "fulfillmentOrderLineItems", str(number)]
                raise Refused([*_FIELD, *path, "quantity"], "Quantity must be greater than 0")
    if len({group["fulfillmentOrderId"] for group in groups}) < len(groups):
        # That it cannot be named twice is our reading. [inferred]
        raise Refused(_FIELD, "Fulfillment orders must be unique.")
    found = [ctx.find_part(group["fulfillmentOrderId"]) for group in groups]
    if any(pair is None for pair in found):
        raise Refused(_FIELD, "Fulfillment order does not exist.")
    order = _one_order([pair[0] for pair in found if pair is not None])
    load: Load = []
    for group in groups:
        part = numbered(order["fulfillment_orders"], number_of(group["fulfillmentOrderId"], "FulfillmentOrder"))
        if part is not None:
            load.append((part, _share(part, group)))
    _check_locations([part for part, _ in load])
    return order, load


def _one_order(orders: list[Document]) -> Document:
    numbers = sorted({order["id"] for order in orders})
    if len(numbers) > 1:
        message = (
            f"All fulfillment orders must belong to the same order. Multiple orders with ids {numbers} were found."
        )
        raise Refused(_FIELD, message)
    return orders[0]


def _share(part: Document, group: dict[str, Any]) -> splitting.Share:
    if part["status"] not in _FULFILLABLE:
        status = part["status"].lower()
        raise Refused(_FIELD, f"Fulfillment order {part['id']} has an unfulfillable status= {status}.")
    try:
        return splitting.share_of(part, group.get("fulfillmentOrderLineItems"))
    except Refused as refused:
        raise Refused(_FIELD, str(refused)) from None


def _check_locations(parts: list[Document]) -> None:
    numbers = sorted({location_id(part["location"]) for part in parts})
    if len(numbers) > 1:
        raise Refused(
            _FIELD,
            "All fulfillment orders must be assigned to a single location."
            f" Multiple locations with ids {numbers} were found.",
        )
