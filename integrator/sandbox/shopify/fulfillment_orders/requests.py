"""Asking the fulfillment service of a partner to ship, and what the partner answers."""

from collections.abc import Sequence
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import bodies, parts, splitting
from integrator.sandbox.shopify.fulfillment_orders.places import is_partner

_ASKABLE = frozenset({"UNSUBMITTED", "REJECTED", "CLOSED", "CANCELLATION_ACCEPTED"})


def submit(
    action: Action, order: Document, part: Document, wanted: Sequence[dict[str, Any]] | None, message: str | None
) -> Document | None:
    """
    Ask for `part`, or some items of it; returns what was not asked for, if anything. Raises `Refused`.

    The wordings of the refusals could not be established. [inferred]
    """
    if not is_partner(part["location"]):
        raise Refused(["id"], "The fulfillment order is not assigned to a fulfillment service.")
    if part["request_status"] not in _ASKABLE or part["status"] not in {"OPEN", "INCOMPLETE"}:
        raise Refused(["id"], "The fulfillment order cannot be submitted in its present state.")
    share = splitting.share_of(part, wanted)
    left = splitting.without(part, share)
    rest = splitting.split_off(action, order, part, left, location=part["location"]) if left else None
    request = {
        "id": action.number("merchant_request", 4_120_300_001),
        "kind": "FULFILLMENT_REQUEST",
        "message": message,
        "sent_at": action.stamp,
    }
    part["requests"].append(request)
    part |= {"status": "OPEN", "request_status": "SUBMITTED", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/fulfillment_request_submitted", bodies.request_body(part, part, request))
    action.record(
        "fulfillment_request_submitted",
        key=bodies.part_gid(part),
        subject=bodies.part_gid(part),
        order=orders.order_gid(order),
    )
    return rest


def accept(action: Action, order: Document, part: Document, message: str) -> None:
    """Let the partner say yes. [seen in code]"""
    _expect(part, "SUBMITTED")
    part |= {"status": "IN_PROGRESS", "request_status": "ACCEPTED", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/fulfillment_request_accepted", bodies.answer_body(part, message))


def reject(action: Action, order: Document, part: Document, message: str) -> None:
    """Let the partner say no; it stays open, to be moved or asked for again. [seen in code]"""
    _expect(part, "SUBMITTED")
    part |= {"request_status": "REJECTED", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/fulfillment_request_rejected", bodies.answer_body(part, message))


def fail(action: Action, order: Document, part: Document, message: str) -> None:
    """Let the partner give up what was accepted. [seen in code]"""
    _expect(part, "ACCEPTED")
    part |= {"status": "INCOMPLETE", "request_status": "CLOSED", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/fulfillment_service_failed_to_complete", bodies.failed_body(part, message))


def _expect(part: Document, state: str) -> None:
    if part["request_status"] != state or part["status"] in parts.UNFULFILLABLE:
        raise ValueError(f"the request is {part['request_status']}, not {state}")
