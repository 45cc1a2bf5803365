"""When something shall leave: the day it becomes due, and the day it must have left by."""

from datetime import UTC, datetime

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import jobs_kept, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import bodies


def stamp(moment: str) -> str:
    """Write a moment that came from outside as GraphQL does; raises `ValueError` for what is none."""
    found = datetime.fromisoformat(moment)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def schedule(action: Action, order: Document, part: Document, fulfill_at: str) -> None:
    """Make an open fulfillment order wait for `fulfill_at`, as one of a pre-order does; the merchant's part."""
    if part["status"] not in {"OPEN", "SCHEDULED"}:
        raise ValueError("the fulfillment order is not open")
    part |= {"status": "SCHEDULED", "fulfill_at": stamp(fulfill_at), "updated_at": action.stamp}
    _expect(action, part)
    orders.change(action, order)


def reschedule(action: Action, order: Document, part: Document, fulfill_at: str) -> None:
    """
    Give a scheduled fulfillment order another day; raises `Refused`.

    Source: contract operations, `fulfillmentOrderReschedule`. [seen in code]
    """
    if part["status"] != "SCHEDULED":
        raise Refused(None, "Fulfillment order must be scheduled.")
    part |= {"fulfill_at": stamp(fulfill_at), "updated_at": action.stamp}
    _expect(action, part)
    orders.change(action, order)
    action.announce("fulfillment_orders/rescheduled", bodies.rescheduled_body(part))
    action.record(
        "fulfillment_order_rescheduled",
        key=bodies.part_gid(part),
        subject=bodies.part_gid(part),
        order=orders.order_gid(order),
        fulfill_at=part["fulfill_at"],
    )


def set_deadline(action: Action, order: Document, part: Document, deadline: str) -> None:
    """Say until when it must have left; any state will do, and no topic tells. [seen in code]"""
    part |= {"fulfill_by": stamp(deadline), "updated_at": action.stamp}
    orders.change(action, order)
    action.record(
        "fulfillment_deadline_set",
        key=bodies.part_gid(part),
        subject=bodies.part_gid(part),
        order=orders.order_gid(order),
        fulfill_by=part["fulfill_by"],
    )


def get_ready(action: Action, job: Document) -> None:
    """Open a scheduled fulfillment order whose day has come, unless it got another day meanwhile."""
    found = orders.find_by_part(action.world.db, action.store, job["subject"])
    if found is None:
        return
    order, part = found
    if part["status"] != "SCHEDULED" or part["fulfill_at"] != job["work"]["fulfill_at"]:
        return
    part |= {"status": "OPEN", "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/scheduled_fulfillment_order_ready", bodies.status_body(part))


def _expect(action: Action, part: Document) -> None:
    due = datetime.fromisoformat(part["fulfill_at"])
    jobs_kept.schedule(action, "ready", str(part["id"]), {"fulfill_at": part["fulfill_at"]}, due=due)
