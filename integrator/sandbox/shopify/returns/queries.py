"""The query roots about returns."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.fulfillments.views import fulfillment_line_view, fulfillment_view
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.returns.state import find, returnable
from integrator.sandbox.shopify.returns.views import return_view
from integrator.sandbox.shopify.views_order import order_view


def found_return(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    """Answer the query root `return`."""
    found = find(ctx.action, number_of(id, "Return"))
    return None if found is None else return_view(*found, order_view(found[0]))


def returnable_fulfillments(ctx: Context, *, orderId: str, **args: Any) -> Document:
    """List the shipments of an order with what can still be asked back; none for an unknown order."""
    order = ctx.find_order(orderId)
    return connection(lambda: [] if order is None else _shown(order))(None, **args)


def _shown(order: Document) -> list[Document]:
    view = order_view(order)
    shipped = [each for each in order["fulfillments"] if each["status"] == "SUCCESS"]
    return [_view(order, each, view) for each in shipped if any(returnable(order, line) for line in each["lines"])]


def _view(order: Document, fulfillment: Document, view: Document) -> dict[str, Any]:
    lines = [(line, returnable(order, line)) for line in fulfillment["lines"]]
    return {
        "__typename": "ReturnableFulfillment",
        # Of the same number as the fulfillment. [seen in code]
        "id": gid("ReturnableFulfillment", fulfillment["id"]),
        "fulfillment": fulfillment_view(order, fulfillment, view),
        "returnableFulfillmentLineItems": connection(
            lambda: [
                {"quantity": left, "fulfillmentLineItem": fulfillment_line_view(order, line)}
                for line, left in lines
                if left
            ]
        ),
    }
