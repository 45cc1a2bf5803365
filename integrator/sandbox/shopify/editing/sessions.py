"""Edits under way: what they stage, and what the order would be like."""

import copy
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import edits
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import split

_KIND = "shopify.order_edit"


def begin(ctx: Context, order: Document) -> Document:
    """Open an edit; raises `Refused` for an order that cannot be edited. Messages: recorded answers. [seen in code]"""
    if order["cancelled_at"] is not None:
        raise Refused(None, "The order cannot be edited.")
    session: Document = {
        "id": ctx.action.number("calculated_order", 112_432_600_001),
        "store": ctx.store,
        "order": str(order["id"]),
        "quantities": {},
        "added": [],
        "is_committed": False,
    }
    save(ctx, session)
    return session


def find(ctx: Context, gid: str) -> tuple[Document, Document]:
    """Return an open edit and its order, by calculated order or session; raises `Refused`."""
    kind, number = split(gid)
    session = ctx.db.get(_KIND, f"{ctx.store}/{number}") if kind in {"CalculatedOrder", "OrderEditSession"} else None
    order = None if session is None else ctx.find_order(f"gid://shopify/Order/{session['order']}")
    if session is None or order is None or session["is_committed"]:
        raise Refused(["id"], "The calculated order does not exist.")
    if order["cancelled_at"] is not None:
        raise Refused(None, "The order cannot be edited.")
    return session, order


def save(ctx: Context, session: Document) -> None:
    ctx.db.put(_KIND, f"{ctx.store}/{session['id']}", session)


def calculated(session: Document, order: Document) -> Document:
    """Return what the order would be like."""
    changed = copy.deepcopy(order)
    apply(changed, session)
    return changed


def apply(order: Document, session: Document) -> dict[str, Any]:
    """Make the staged changes in `order`, without new fulfillment work; returns which lines moved by how much."""
    moved: dict[str, Any] = {"additions": [], "removals": []}
    for line in order["lines"]:
        quantity = session["quantities"].get(str(line["id"]), line["current_quantity"])
        delta = quantity - line["current_quantity"]
        if delta:
            moved["additions" if delta > 0 else "removals"].append({"id": line["id"], "delta": abs(delta)})
            edits.set_quantity(order, line, quantity)
    for line in session["added"]:
        quantity = session["quantities"].get(str(line["id"]), line["quantity"])
        if quantity:
            order["lines"].append({**line, "quantity": quantity, "current_quantity": quantity, "added": True})
            moved["additions"].append({"id": line["id"], "delta": quantity})
    return moved


def check(order: Document, session: Document) -> None:
    """Raise `Refused` when more was taken off the order than has not left yet."""
    for line in order["lines"]:
        quantity = session["quantities"].get(str(line["id"]), line["current_quantity"])
        lowest = edits.fixed_quantity(order, line)
        if quantity < lowest:
            # What has left since it was staged; the wording is that of the staging. [inferred]
            raise Refused(["quantity"], f"must be greater than or equal to {lowest}")


def has_changes(session: Document, order: Document) -> bool:
    moved = apply(copy.deepcopy(order), session)
    return bool(moved["additions"] or moved["removals"])
