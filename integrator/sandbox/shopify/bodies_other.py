"""The bodies of the topics beside the order itself: risk, holds, fulfillment orders, edits."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.gids import APP_NUMBER, gid


def risk_body(order: Document, risk: Document) -> dict[str, Any]:
    """Source: contract payloads, "Risk assessment changed". [documented]"""
    provider = risk["provider"]
    return {
        "provider_id": None if provider is None else provider["id"],
        "provider_title": None if provider is None else provider["title"],
        "risk_level": risk["level"].lower(),
        "created_at": local_time(risk["created_at"]),
        "order_id": str(order["id"]),
        "admin_graphql_api_order_id": gid("Order", order["id"]),
    }


def routing_body(part: Document) -> dict[str, Any]:
    """Fulfillment order and status: `fulfillment_orders/order_routing_complete` and `…/hold_released`."""
    return {"fulfillment_order": {"id": gid("FulfillmentOrder", part["id"]), "status": part["status"].lower()}}


def hold_body(part: Document, hold: Document) -> dict[str, Any]:
    """`fulfillment_holds/added` and `…/released`. Source: contract payloads, "Single hold". [documented]"""
    return {"fulfillment_order": {"id": gid("FulfillmentOrder", part["id"])}, "fulfillment_hold": _hold(hold)}


def placed_on_hold_body(part: Document, hold: Document, rest: Document | None) -> dict[str, Any]:
    """Source: contract payloads, "Fulfilment order placed on hold". [documented]"""
    return {
        "fulfillment_order": {
            "id": gid("FulfillmentOrder", part["id"]),
            "status": part["status"].lower(),
            "fulfillment_holds": [_hold(each) for each in part["holds"]],
        },
        "remaining_fulfillment_order": None
        if rest is None
        else {"id": gid("FulfillmentOrder", rest["id"]), "status": rest["status"].lower()},
        "held_fulfillment_order_line_items": [
            {"id": gid("FulfillmentOrderLineItem", line["id"]), "quantity": line["remaining"]} for line in part["lines"]
        ],
        "created_fulfillment_hold": _hold(hold),
    }


def edit_body(order: Document, edit: Document) -> dict[str, Any]:
    """Source: contract payloads, "Order edited". [documented]"""
    return {
        "order_edit": {
            "id": edit["id"],
            "app_id": APP_NUMBER if edit["by_app"] else None,
            "created_at": local_time(edit["at"]),
            "committed_at": local_time(edit["at"]),
            "notify_customer": edit.get("notify", False),
            "order_id": order["id"],
            "staff_note": edit.get("staff_note"),
            "user_id": None,
            "line_items": {"additions": edit["additions"], "removals": edit["removals"]},
            "discounts": {"line_item": {"additions": edit["discounts"], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }


def _hold(hold: Document) -> dict[str, Any]:
    return {
        "id": gid("FulfillmentHold", hold["id"]),
        "reason": hold["reason"].lower(),
        "reason_notes": hold["notes"],
        "held_by_requesting_app": hold["ours"],
        "handle": hold["handle"],
        "held_by_app": {"id": gid("App", APP_NUMBER)} if hold["ours"] else None,
    }
