"""Orders as the control API shows them: everything at a glance, foreign holds included."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import rest_amount
from integrator.sandbox.shopify.totals import financial_status, fulfillment_status, totals


def order_row(order: Document) -> dict[str, Any]:
    """Build one line of the list of orders."""
    return {
        "number": order["id"],
        "name": order["name"],
        "store": order["store"],
        "total": rest_amount(totals(order).total, order["currency"]),
        "currency": order["currency"],
        "financial_status": financial_status(order),
        "fulfillment_status": fulfillment_status(order),
        "cancelled_at": order["cancelled_at"],
        "cancel_reason": order["cancel_reason"],
        "risks": [entry["level"] for entry in order["risks"]],
        "tags": order["tags"],
        "holds": sum(len(part["holds"]) for part in order["fulfillment_orders"]),
    }


def order_page(order: Document) -> dict[str, Any]:
    """Build the full view of one order."""
    sums, currency = totals(order), order["currency"]
    return {
        "id": gid("Order", order["id"]),
        **order_row(order),
        "holds": [_hold(part, hold) for part in order["fulfillment_orders"] for hold in part["holds"]],
        "created_at": order["created_at"],
        "updated_at": order["updated_at"],
        "closed_at": order["closed_at"],
        "test": order["test"],
        "note": order["note"],
        "staff_note": order["staff_note"],
        "attributes": order["attributes"],
        "original_total": rest_amount(sums.original_total, currency),
        "outstanding": rest_amount(sums.outstanding, currency),
        "received": rest_amount(sums.received, currency),
        "refunded": rest_amount(sums.refunded, currency),
        "customer": order["customer"],
        "company": order["company"],
        "shipping_address": order["shipping_address"],
        "lines": order["lines"],
        "assessments": order["risks"],
        "transactions": order["transactions"],
        "metafields": {f"{field['namespace']}.{field['key']}": field["value"] for field in order["metafields"]},
        "fulfillment_orders": [_part(part) for part in order["fulfillment_orders"]],
        "fulfillments": order["fulfillments"],
        "refunds": order["refunds"],
        "returns": order["returns"],
    }


def _hold(part: Document, hold: Document) -> dict[str, Any]:
    return {
        "id": gid("FulfillmentHold", hold["id"]),
        "fulfillment_order": gid("FulfillmentOrder", part["id"]),
        "handle": hold["handle"],
        "reason": hold["reason"],
        "notes": hold["notes"],
        "ours": hold["ours"],
    }


def _part(part: Document) -> dict[str, Any]:
    return {
        "id": gid("FulfillmentOrder", part["id"]),
        "status": part["status"],
        "location": part["location"],
        "holds": [_hold(part, hold) for hold in part["holds"]],
        "lines": part["lines"],
    }
