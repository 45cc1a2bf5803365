"""Finding fulfillments by their ids."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_index
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.fulfillments.views import fulfillment_view
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.views_order import order_view


def find(ctx: Context, gid: str) -> tuple[Document, Document] | None:
    """Return an order and its fulfillment, or None; raises the error RESOURCE_NOT_FOUND for an id of another type."""
    number = number_of(gid, "Fulfillment")
    order = order_index.order_of(ctx.db, ctx.store, "Fulfillment", number)
    found = None if order is None else numbered(order["fulfillments"], number)
    return None if order is None or found is None else (order, found)


def fulfillment(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    """Answer the query root `fulfillment`."""
    found = find(ctx, id)
    return None if found is None else fulfillment_view(*found, order_view(found[0]))
