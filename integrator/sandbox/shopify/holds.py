"""Fulfillment holds: ours carry a handle, foreign ones come from the merchant or from other apps."""

from collections.abc import Sequence
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import splitting
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.orders import change, order_gid

_MOST_PER_APP = 10
_HOLDABLE = frozenset({"OPEN", "SCHEDULED", "ON_HOLD", "IN_PROGRESS", "INCOMPLETE"})
_LINES = ["fulfillmentHold", "fulfillmentOrderLineItems"]


def place(
    action: Action,
    order: Document,
    part: Document,
    *,
    reason: str,
    notes: str | None,
    handle: str | None,
    lines: Sequence[dict[str, Any]] | None = None,
) -> tuple[Document, Document | None]:
    """
    Hold one fulfillment order; returns the hold and, if only some `lines` are held, the fulfillment order of the rest.

    `lines` are `{id, quantity}`; none: everything. Raises `Refused`.
    Source: contract api, section 11, `fulfillmentOrderHold`. [documented] The refusals about lines: [seen in code].
    """
    if part["status"] not in _HOLDABLE:
        # The refusal is certain, its code is not: the enum has none that fits. [inferred]
        raise Refused(["id"], "The fulfillment order is not in a state that can be held.")
    mine = [hold for hold in part["holds"] if hold["ours"] == action.by_app]
    if handle and any(hold["handle"] == handle for hold in mine):
        raise Refused(
            ["fulfillmentHold", "handle"],
            "The handle provided for the fulfillment hold is already in use by this app for another hold on"
            " this fulfillment order.",
            "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        )
    if action.by_app and len(mine) >= _MOST_PER_APP:
        raise Refused(
            ["id"],
            "The maximum number of fulfillment holds for this fulfillment order has been reached for this"
            " app. An app can only have up to 10 holds on a single fulfillment order at any one time.",
            "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
        )
    rest = _split(action, order, part, lines) if lines else None
    hold = {
        "id": action.number("hold", 3_920_557_201),
        "handle": handle or None,
        "reason": reason,
        "notes": notes,
        "ours": action.by_app,
        "placed_at": action.stamp,
    }
    part["holds"].append(hold)
    _move(action, part, "ON_HOLD")
    change(action, order)
    action.announce("fulfillment_holds/added", bodies_other.hold_body(part, hold))
    if len(part["holds"]) == 1:
        action.announce("fulfillment_orders/placed_on_hold", bodies_other.placed_on_hold_body(part, hold, rest))
    action.record(
        "hold_placed",
        key=handle or "",
        subject=gid("FulfillmentOrder", part["id"]),
        order=order_gid(order),
        name=order["name"],
        reason=reason,
        hold=hold["id"],
    )
    return hold, rest


def release(action: Action, order: Document, part: Document, hold_ids: list[str] | None) -> None:
    """
    End the named holds, or all of them, foreign ones too, when none is named. Raises `Refused`.

    Source: contract api, section 11, `fulfillmentOrderReleaseHold`. [documented]
    """
    if hold_ids is None:
        ended = list(part["holds"])
    else:
        numbers = {number_of(hold_id, "FulfillmentHold") for hold_id in hold_ids}
        ended = [hold for hold in part["holds"] if str(hold["id"]) in numbers]
        if len(ended) < len(numbers):
            # What Shopify says to a hold that is gone could not be established. [inferred]
            raise Refused(["holdIds"], "The fulfillment hold does not exist.", "INVALID_ACCESS")
    if not ended:
        raise Refused(["id"], "The fulfillment order is not on hold.")
    part["holds"] = [hold for hold in part["holds"] if hold not in ended]
    if not part["holds"]:
        _move(action, part, _state_without_holds(action, part))
        splitting.merge_back(action, order, part)
    change(action, order)
    for hold in ended:
        action.announce("fulfillment_holds/released", bodies_other.hold_body(part, hold))
        action.record(
            "hold_released",
            key=hold["handle"] or "",
            subject=gid("FulfillmentOrder", part["id"]),
            order=order_gid(order),
            name=order["name"],
            hold=hold["id"],
            ours=hold["ours"],
        )
    if not part["holds"]:
        action.announce("fulfillment_orders/hold_released", bodies_other.routing_body(part))


def _split(action: Action, order: Document, part: Document, lines: Sequence[dict[str, Any]]) -> Document | None:
    """Leave only the held `lines` in `part`; returns the new fulfillment order of the rest, if there is any."""
    for place, line in enumerate(lines):
        if line["quantity"] < 1:
            message = "You must select at least one item to place on partial hold."
            raise Refused([*_LINES, str(place), "quantity"], message, "GREATER_THAN_ZERO")
    if len({line["id"] for line in lines}) < len(lines):
        message = "must contain unique line item ids"
        raise Refused(_LINES, message, "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS")
    if part["status"] != "OPEN":
        message = "The fulfillment order is not in a splittable state."
        raise Refused(_LINES, message, "FULFILLMENT_ORDER_NOT_SPLITTABLE")
    share = splitting.share_of(part, lines)
    if splitting.is_all(part, share):
        return None
    rest = splitting.split_off(action, order, part, splitting.without(part, share), location=part["location"])
    rest["split_by_hold_of"] = part["id"]
    return rest


def _state_without_holds(action: Action, part: Document) -> str:
    if part["fulfill_at"] > action.stamp:
        return "SCHEDULED"
    return "IN_PROGRESS" if part["has_progress"] or any(entry["fulfilled"] for entry in part["lines"]) else "OPEN"


def _move(action: Action, part: Document, status: str) -> None:
    part["status"] = status
    part["updated_at"] = action.stamp
