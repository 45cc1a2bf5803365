"""Cancelling an order: checked at once, done a moment later by a job."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_order, jobs_kept, payments
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.bodies_lines import fulfilled_quantity
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.orders import change, order_gid
from integrator.sandbox.shopify.refunds import refunding
from integrator.sandbox.shopify.refunds.bodies import refund_body
from integrator.sandbox.shopify.refunds.suggesting import refund_line
from integrator.sandbox.shopify.returns.state import order_status

_LONGEST_NOTE = 255


def request(action: Action, order: Document, args: dict[str, Any]) -> Document:
    """
    Accept a cancellation with the arguments of `orderCancel`; returns the job. Raises `Refused`.

    Source: contract api, section 11, `orderCancel`. [documented] That a second request is refused while the
    first is under way is our reading. [inferred]
    """
    method = args.get("refundMethod")
    if args.get("refund") is not None and method is not None:
        raise _invalid("refund", "Only one of the arguments `refund` or `refund_method` is allowed.")
    if len(args.get("staffNote") or "") > _LONGEST_NOTE:
        raise _invalid("staffNote", "Staff note is too long. Maximum length is 255 characters.")
    if method is not None and "storeCreditRefund" in method:
        raise not_in_sandbox("A refund to store credit")
    check(order)
    if jobs_kept.is_under_way(action.world.db, order):
        raise _invalid("orderId", "Cannot cancel an order that is already being canceled")
    refund = bool(args.get("refund")) or bool(method and method.get("originalPaymentMethodsRefund"))
    work = {
        "reason": args["reason"],
        "restock": args["restock"],
        "refund": refund,
        "staff_note": args.get("staffNote"),
    }
    return jobs_kept.add(action, order, work)


def check(order: Document) -> None:
    """Raise `Refused` when `order` cannot be cancelled any more."""
    if order["cancelled_at"] is not None:
        raise _invalid("orderId", "Cannot cancel an order that has already been canceled")
    if order_status(order) != "NO_RETURN":
        raise _invalid("orderId", "Cannot cancel an order that has returns")
    if any(fulfilled_quantity(order, line) for line in order["lines"]):
        raise _invalid("orderId", "Cannot cancel an order that has outstanding fulfillments")


def cancel(
    action: Action, order: Document, *, reason: str, restock: bool, refund: bool, staff_note: str | None
) -> None:
    """Cancel `order` now: money back or voided, nothing left to fulfill, holds gone."""
    payments.undo(action, order, refund=refund)
    made = _refund_of(action, order, restock=restock) if refund else None
    order |= {
        "cancelled_at": action.stamp,
        "closed_at": action.stamp,
        "cancel_reason": reason,
        "staff_note": staff_note,
    }
    for line in order["lines"]:
        line["current_quantity"] = 0
    for part in order["fulfillment_orders"]:
        parts.close(action, part)
        for entry in part["lines"]:
            if not restock:
                selling.ship(action, order, part, entry, entry["remaining"])
            entry["remaining"] = 0
    change(action, order)
    action.announce("orders/cancelled", bodies_order.order_body(order))
    if made is not None:
        action.announce("refunds/create", refund_body(order, made))
    action.record(
        "order_cancelled",
        key=order_gid(order),
        subject=order_gid(order),
        name=order["name"],
        reason=reason,
        restock=restock,
        refund=refund,
    )


def _refund_of(action: Action, order: Document, *, restock: bool) -> Document | None:
    """Keep what a cancellation gave back as a refund of everything; None when there was nothing to give."""
    known = {number for refund in order["refunds"] for number in refund["transactions"]}
    moved = [entry for entry in order["transactions"] if entry["kind"] == "REFUND" and entry["id"] not in known]
    if not moved:
        return None
    kind = "CANCEL" if restock else "NO_RESTOCK"
    left = [line for line in order["lines"] if line["current_quantity"]]
    lines = [refund_line(order, line, line["current_quantity"], kind, None) for line in left]
    return refunding.keep_cancellation(action, order, moved, lines)


def _invalid(field: str, message: str) -> Refused:
    return Refused([field], message, "INVALID")
