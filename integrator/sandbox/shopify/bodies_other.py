"""The bodies of the topics beside the order itself: transactions, risk, holds, fulfillment orders, edits."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.gids import APP_NUMBER, gid
from integrator.sandbox.shopify.money import ZERO, rest_amount


def transaction_body(order: Document, transaction: Document) -> dict[str, Any]:
    """Source: contract payloads, "Transaction created". [documented]"""
    failed = transaction["status"] != "SUCCESS"
    nothing = {"amount": rest_amount(ZERO, order["currency"]), "currency": order["currency"]}
    error = transaction["error_code"]
    return {
        "id": transaction["id"],
        "order_id": order["id"],
        "kind": transaction["kind"].lower(),
        "gateway": transaction["gateway"],
        "status": transaction["status"].lower(),
        "message": "Your card was declined." if failed else None,
        "created_at": local_time(transaction["created_at"]),
        "test": order["test"],
        "authorization": None if failed else transaction["payment_id"],
        "location_id": None,
        "user_id": None,
        "parent_id": transaction["parent"],
        "processed_at": local_time(transaction["created_at"]),
        "device_id": None,
        "error_code": None if error is None else error.lower(),
        "source_name": "web",
        "payment_details": None,
        "receipt": {},
        "amount": rest_amount(Decimal(transaction["amount"]), order["currency"]),
        "currency": order["currency"],
        "payment_id": transaction["payment_id"],
        "total_unsettled_set": {"presentment_money": nothing, "shop_money": dict(nothing)},
        "manual_payment_gateway": transaction["gateway"] == "manual",
        "amount_rounding": None,
        "admin_graphql_api_id": gid("OrderTransaction", transaction["id"]),
    }


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
