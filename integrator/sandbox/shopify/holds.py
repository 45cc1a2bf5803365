"""Fulfillment holds: ours carry a handle, foreign ones come from the merchant or from other apps."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.orders import change, order_gid

_MOST_PER_APP = 10
_HOLDABLE = frozenset({"OPEN", "SCHEDULED", "ON_HOLD"})


def place(
    action: Action, order: Document, part: Document, *, reason: str, notes: str | None, handle: str | None
) -> Document:
    """
    Hold one fulfillment order; returns the hold. Raises `Refused`.

    Source: contract api, section 11, `fulfillmentOrderHold`. [documented]
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
        action.announce("fulfillment_orders/placed_on_hold", bodies_other.placed_on_hold_body(part, hold))
    action.record(
        "hold_placed",
        key=handle or "",
        subject=gid("FulfillmentOrder", part["id"]),
        order=order_gid(order),
        name=order["name"],
        reason=reason,
        hold=hold["id"],
    )
    return hold


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
        _move(action, part, "OPEN")
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


def _move(action: Action, part: Document, status: str) -> None:
    part["status"] = status
    part["updated_at"] = action.stamp
