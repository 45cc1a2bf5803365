"""Giving money back, and what happens to the items it was for."""

from datetime import timedelta
from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import jobs_kept, order_index, orders, payments, switches
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.entries import entry_at, numbered
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO
from integrator.sandbox.shopify.refunds import bodies
from integrator.sandbox.shopify.refunds.amounts import shipping_left
from integrator.sandbox.shopify.returns.state import returnable

Share = tuple[Document, Decimal]


def refund(
    action: Action,
    order: Document,
    *,
    lines: list[Document],
    shipping: Decimal,
    shares: list[Share],
    note: str | None,
    of_return: int | None = None,
) -> Document:
    """Make a checked refund; returns it. The money moves now, or after the seconds of the switch."""
    seconds = switches.read(action.world.db)["refund_seconds"]
    status = "PENDING" if seconds else "SUCCESS"
    moved = [
        payments.build(action, order, "REFUND", amount, status=status, parent=payment) for payment, amount in shares
    ]
    made = _build(action, lines, moved, shipping=shipping, note=note, of_return=of_return)
    for line in lines:
        _undo(action, order, line, of_return)
    order["refunds"].append(made)
    order_index.enter(action, order, "Refund", made["id"])
    orders.change(action, order)
    action.announce("refunds/create", bodies.refund_body(order, made))
    if seconds:
        due = action.at + timedelta(seconds=seconds)
        jobs_kept.schedule(action, "refund", str(order["id"]), {"transactions": made["transactions"]}, due=due)
    else:
        for entry in moved:
            payments.say(action, order, entry)
    action.record(
        "refund_created",
        key=gid("Refund", made["id"]),
        subject=orders.order_gid(order),
        name=order["name"],
        amount=str(sum((amount for _, amount in shares), ZERO)),
        currency=order["currency"],
    )
    return made


def keep_cancellation(action: Action, order: Document, moved: list[Document], lines: list[Document]) -> Document:
    """Keep the refund that a cancellation made; the caller keeps the order and says so. [documented]"""
    made = _build(action, lines, moved, shipping=shipping_left(order), note=None, of_return=None)
    order["refunds"].append(made)
    order_index.enter(action, order, "Refund", made["id"])
    return made


def settle(action: Action, job: Document) -> None:
    """Let the money of a refund arrive."""
    order = orders.find(action.world.db, action.store, job["subject"])
    if order is None:
        return
    moved = [entry for entry in order["transactions"] if entry["id"] in job["work"]["transactions"]]
    for entry in moved:
        entry["status"] = "SUCCESS"
    orders.change(action, order)
    for entry in moved:
        payments.say(action, order, entry)


def _build(
    action: Action,
    lines: list[Document],
    moved: list[Document],
    *,
    shipping: Decimal,
    note: str | None,
    of_return: int | None,
) -> Document:
    return {
        "id": action.number("refund", 1_022_338_900_001),
        "note": note,
        "return": of_return,
        "lines": [{"id": action.number("refund_line", 660_119_800_001), **line} for line in lines],
        "shipping": str(shipping),
        "transactions": [entry["id"] for entry in moved],
        "created_at": action.stamp,
    }


def _undo(action: Action, order: Document, line: Document, of_return: int | None) -> None:
    """
    Take refunded items off the order; only `CANCEL` keeps them from being shipped, and `RETURN` puts them on sale.

    Source: the restock types of the published reference. [documented] That what never left cannot come back is
    our reading. [inferred]
    """
    if line["restock"] == "RETURN" and of_return is None:
        _put_back(action, order, line)
    entry_at(order["lines"], line["line"])["current_quantity"] -= line["quantity"]
    if line["restock"] != "CANCEL":
        return
    left = line["quantity"]
    for part in order["fulfillment_orders"]:
        for entry in part["lines"]:
            taken = min(left, entry["remaining"]) if entry["line"] == line["line"] else 0
            entry["remaining"] -= taken
            entry["total"] -= taken
            left -= taken
        if part["status"] not in parts.UNFULFILLABLE and not parts.remaining(part):
            parts.close(action, part)


def _put_back(action: Action, order: Document, line: Document) -> None:
    left = line["quantity"]
    for fulfillment in order["fulfillments"]:
        for entry in fulfillment["lines"]:
            if entry["line"] == line["line"] and fulfillment["status"] == "SUCCESS":
                back = min(left, returnable(order, entry))
                selling.put_back(action, order, line["location"] or fulfillment["location"], line["line"], back)
                left -= back


def find(action: Action, number: str) -> tuple[Document, Document] | None:
    """Return an order and its refund by the number of the latter, or None."""
    order = order_index.order_of(action.world.db, action.store, "Refund", number)
    found = None if order is None else numbered(order["refunds"], number)
    return None if order is None or found is None else (order, found)
