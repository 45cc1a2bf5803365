"""The mutations of order editing. Messages, all without code: contract api, section 11. [seen in code]"""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import edits, orders
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.creating import lines
from integrator.sandbox.shopify.editing import sessions
from integrator.sandbox.shopify.editing.views import line_of_edit, order_of_edit, session_view
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import split
from integrator.sandbox.shopify.views_order import order_view


def order_edit_begin(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    """`orderEditBegin`."""
    order = ctx.find_order(id)
    if order is None:
        raise Refused(["id"], "The order does not exist.")
    session = sessions.begin(ctx, order)
    return {"calculatedOrder": order_of_edit(session, order), "orderEditSession": session_view(session)}


def order_edit_add_variant(ctx: Context, *, id: str, variantId: str, quantity: int, **args: Any) -> Document:  # noqa: A002 - Shopify's own argument name
    """`orderEditAddVariant`; a variant that is on the order already needs `allowDuplicates`."""
    session, order = sessions.find(ctx, id)
    if quantity < 1:
        raise Refused(["quantity"], "must be greater than 0")
    line = lines.of_variant(ctx.action, variantId, quantity)
    if line is None:
        raise Refused(["variantId"], "The variant does not exist in the shop.")
    there = sessions.calculated(session, order)["lines"]
    if not args.get("allowDuplicates") and any(each["variant_id"] == line["variant_id"] for each in there):
        raise Refused(["id"], f"The {line['title']} was not added because it's already on the order.")
    session["added"].append(line)
    sessions.save(ctx, session)
    return _staged(session, order, line["id"])


def order_edit_set_quantity(ctx: Context, *, id: str, lineItemId: str, quantity: int, **_: Any) -> Document:  # noqa: A002 - Shopify's own argument name
    """
    `orderEditSetQuantity`; what has left stays. [documented]

    What Shopify says to a lower quantity could not be established. [inferred]
    """
    session, order = sessions.find(ctx, id)
    kind, number = split(lineItemId)
    there = {str(line["id"]): line for line in [*order["lines"], *session["added"]]}
    if kind not in {"CalculatedLineItem", "LineItem"} or number not in there:
        raise Refused(["lineItemId"], "The line item does not exist on the order.")
    lowest = edits.fixed_quantity(order, there[number]) if there[number] in order["lines"] else 0
    if quantity < lowest:
        raise Refused(["quantity"], f"must be greater than or equal to {lowest}")
    session["quantities"][number] = quantity
    sessions.save(ctx, session)
    return _staged(session, order, int(number))


def order_edit_commit(
    ctx: Context,
    *,
    id: str,  # noqa: A002 - Shopify's own argument name
    notifyCustomer: bool | None = None,
    staffNote: str | None = None,
) -> Document:
    """`orderEditCommit`: once, and only with a change; a changed total leaves a balance. [documented]"""
    session, order = sessions.find(ctx, id)
    if not sessions.has_changes(session, order):
        raise Refused(["id"], "There must be at least one change to be made.")
    sessions.check(order, session)
    _make(ctx, session, order, {"notify": bool(notifyCustomer), "staff_note": staffNote})
    session["is_committed"] = True
    sessions.save(ctx, session)
    subject = orders.order_gid(order)
    ctx.action.record("order_edited", key=id, subject=subject, name=order["name"])
    return {"order": order_view(order), "successMessages": ["Order updated"]}


def _make(ctx: Context, session: Document, order: Document, said: Document) -> None:
    edit = edits.begin(ctx.action) | said
    edits.commit(ctx.action, order, edit | sessions.apply(order, session))


def _staged(session: Document, order: Document, number: int) -> Document:
    changed = sessions.calculated(session, order)
    line = next((line for line in changed["lines"] if line["id"] == number), None)
    return {
        "calculatedLineItem": None if line is None else line_of_edit(order, changed, line),
        "calculatedOrder": order_of_edit(session, order),
        "orderEditSession": session_view(session),
    }
