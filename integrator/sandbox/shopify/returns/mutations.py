"""The mutations of returns."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.returns import asking, deciding, disposing, inputs, processing
from integrator.sandbox.shopify.returns.state import find
from integrator.sandbox.shopify.returns.views import return_view, reverse_line_view
from integrator.sandbox.shopify.views_order import order_view


def request(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order = _order(ctx, input["orderId"], ["input", "orderId"])
    lines = inputs.lines_of(order, input["returnLineItems"], "input")
    return _answer(order, asking.ask(ctx.action, order, lines, inputs.fee_of(input.get("returnShippingFee"))))


def create(ctx: Context, *, returnInput: dict[str, Any]) -> Document:
    order = _order(ctx, returnInput["orderId"], ["returnInput", "orderId"])
    lines = inputs.lines_of(order, returnInput["returnLineItems"], "returnInput")
    exchange = inputs.exchange_of(ctx.action, returnInput.get("exchangeLineItems"))
    fee = inputs.fee_of(returnInput.get("returnShippingFee"))
    return _answer(order, asking.begin(ctx.action, order, lines, fee, exchange))


def approve(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order, each = _return(ctx, input["id"], ["input", "id"])
    deciding.approve(ctx.action, order, each)
    return _answer(order, each)


def decline(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order, each = _return(ctx, input["id"], ["input", "id"])
    deciding.decline(ctx.action, order, each, reason=input["declineReason"], note=input.get("declineNote"))
    return _answer(order, each)


def cancel(ctx: Context, *, id: str, notifyCustomer: bool | None = None) -> Document:  # noqa: A002, ARG001 - Shopify's own argument names
    order, each = _return(ctx, id, ["id"])
    deciding.cancel(ctx.action, order, each)
    return _answer(order, each)


def close(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    order, each = _return(ctx, id, ["id"])
    deciding.close(ctx.action, order, each)
    return _answer(order, each)


def reopen(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    order, each = _return(ctx, id, ["id"])
    deciding.reopen(ctx.action, order, each)
    return _answer(order, each)


def process(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    order, each = _return(ctx, input["returnId"], ["input", "returnId"])
    processing.process(ctx.action, order, each, input)
    return _answer(order, each)


def dispose(ctx: Context, *, dispositionInputs: list[dict[str, Any]]) -> Document:
    order, each, plan = disposing.plan_of(ctx.action, dispositionInputs, ["dispositionInputs"])
    lines = disposing.dispose(ctx.action, order, each, plan)
    return {"reverseFulfillmentOrderLineItems": [reverse_line_view(order, line) for line in lines]}


def _answer(order: Document, each: Document) -> Document:
    return {"return": return_view(order, each, order_view(order))}


def _order(ctx: Context, gid: str, field: list[str]) -> Document:
    order = ctx.find_order(gid)
    if order is None:
        raise Refused(field, "Order not found.", "NOT_FOUND")
    return order


def _return(ctx: Context, gid: str, field: list[str]) -> tuple[Document, Document]:
    found = find(ctx.action, number_of(gid, "Return"))
    if found is None:
        raise Refused(field, "Return not found.", "NOT_FOUND")
    return found
