"""The mutation that makes refunds, and the query that finds one."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.area import KEPT
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.refunds import checking, refunding
from integrator.sandbox.shopify.refunds.views import refund_view
from integrator.sandbox.shopify.views_order import order_view


def refund_create(ctx: Context, *, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    """Source: contract api, section 11, `refundCreate`."""
    order = ctx.find_order(input["orderId"])
    if order is None:
        raise Refused(["orderId"], "Order does not exist")
    for name in ("refundMethods", "refundDuties"):
        if input.get(name):
            raise not_in_sandbox(f"{name} of a refund")
    lines = checking.lines_of(order, input.get("refundLineItems") or [])
    shipping = checking.shipping_of(order, input.get("shipping"))
    shares = checking.shares_of(order, input.get("transactions") or [], input.get("currency"))
    if not lines and not shares and not shipping:
        # That nothing cannot be refunded is our reading. [inferred]
        raise Refused(None, "A refund needs items, shipping or a transaction")
    if not input.get("allowOverRefunding"):
        checking.check_amount(order, shares)
    refund = refunding.refund(ctx.action, order, lines=lines, shipping=shipping, shares=shares, note=input.get("note"))
    return {**_answer(order, refund), KEPT: {"refund": str(refund["id"])}}


def refund_again(ctx: Context, outcome: Document) -> Document:
    """Answer a repetition from the present state."""
    found = refunding.find(ctx.action, outcome["refund"])
    if found is None:
        raise LookupError(f"refund {outcome['refund']} is gone")
    return _answer(*found)


def refund(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    """Answer the query root `refund`."""
    found = refunding.find(ctx.action, number_of(id, "Refund"))
    return None if found is None else refund_view(*found, order_view(found[0]))


def _answer(order: Document, made: Document) -> Document:
    view = order_view(order)
    return {"refund": refund_view(order, made, view), "order": view}
