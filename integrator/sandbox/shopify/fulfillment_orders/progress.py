"""What people in the warehouse do with a fulfillment order before anything leaves."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.fulfillment_orders import bodies, parts, splitting


def report(action: Action, order: Document, part: Document, notes: str) -> None:
    """Say that work on it has begun. [seen in code]"""
    if "REPORT_PROGRESS" not in parts.actions(order, part):
        raise ValueError(f"no progress can be reported on a fulfillment order that is {part['status']}")
    before = part["status"]
    part |= {"status": "IN_PROGRESS", "has_progress": True, "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/progress_reported", bodies.progress_body(part, before, notes))


def stop(action: Action, order: Document, part: Document) -> None:
    """Take a reported progress back."""
    if not part["has_progress"]:
        raise ValueError("no progress was reported")
    part |= {"status": "OPEN", "has_progress": False, "updated_at": action.stamp}
    orders.change(action, order)
    action.announce("fulfillment_orders/manually_reported_progress_stopped", bodies.progress_stopped_body(part))


def prepare(action: Action, order: Document, part: Document, method: str) -> None:
    """Say that it can be fetched, or carried around the corner: `pick_up` or `local`."""
    topics = {"pick_up": "line_items_prepared_for_pickup", "local": "line_items_prepared_for_local_delivery"}
    if method not in topics:
        raise ValueError(f"method must be one of {', '.join(topics)}")
    if part["status"] not in {"OPEN", "IN_PROGRESS"}:
        raise ValueError("the fulfillment order is not open")
    part["updated_at"] = action.stamp
    orders.change(action, order)
    action.announce(f"fulfillment_orders/{topics[method]}", bodies.prepared_body(part, method))


def cancel(action: Action, order: Document, part: Document) -> Document:
    """Cancel a fulfillment order; what was left of it is shipped by a new one, which is returned. [seen in code]"""
    if part["status"] in parts.UNFULFILLABLE or part["holds"] or not parts.remaining(part):
        raise ValueError(f"a fulfillment order that is {part['status']} cannot be cancelled")
    share = splitting.share_of(part, None)
    replacement = splitting.split_off(action, order, part, share, location=part["location"])
    parts.close(action, part)
    orders.change(action, order)
    action.announce("fulfillment_orders/cancelled", bodies.cancelled_body(part, replacement))
    return replacement
