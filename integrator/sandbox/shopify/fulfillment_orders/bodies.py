"""
Webhook bodies of what happens to fulfillment orders.

Source: contract payloads, "Fulfilment"; what it does not list is from the published schemas of the bodies.
[documented]
"""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.fulfillment_orders.places import location_gid
from integrator.sandbox.shopify.gids import APP_NUMBER, gid

STAFF = gid("StaffMember", 88_120_001)


def short(part: Document) -> dict[str, Any]:
    """Name a fulfillment order and its status."""
    return {"id": part_gid(part), "status": part["status"].lower()}


def with_request(part: Document) -> dict[str, Any]:
    return {**short(part), "request_status": part["request_status"].lower()}


def status_body(part: Document) -> dict[str, Any]:
    """`…/scheduled_fulfillment_order_ready`."""
    return {"fulfillment_order": short(part)}


def split_body(order: Document, part: Document, other: Document, requested: list[dict[str, Any]]) -> dict[str, Any]:
    """`fulfillment_orders/split`; `replacement_fulfillment_order` is what another one was replaced by."""
    return {
        "fulfillment_order": short(part),
        "remaining_fulfillment_order": long(order, other),
        "split_line_items": requested,
        "replacement_fulfillment_order": None,
    }


def merge_intent(part: Document) -> dict[str, Any]:
    lines = [{"id": entry["id"], "quantity": entry["remaining"]} for entry in part["lines"]]
    return {"fulfillment_order_id": part["id"], "fulfillment_order_line_items": lines}


def merged_body(part: Document, intents: list[dict[str, Any]]) -> dict[str, Any]:
    return {"fulfillment_order_merges": {"fulfillment_order": short(part)}, "merge_intents": intents}


def moved_body(
    part: Document, moved: Document, source: int, requested: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    def placed(each: Document) -> dict[str, Any]:
        return {**short(each), "assigned_location_id": location_gid(each["location"])}

    return {
        "original_fulfillment_order": placed(part),
        "moved_fulfillment_order": placed(moved),
        "source_location": {"id": location_gid(source)},
        "destination_location_id": location_gid(moved["location"]),
        "fulfillment_order_line_items_requested": requested or [],
    }


def rescheduled_body(part: Document) -> dict[str, Any]:
    return {"fulfillment_order": {**short(part), "fulfill_at": local_time(part["fulfill_at"])}}


def cancelled_body(part: Document, replacement: Document) -> dict[str, Any]:
    return {"fulfillment_order": short(part), "replacement_fulfillment_order": short(replacement)}


def progress_body(part: Document, before: str, notes: str) -> dict[str, Any]:
    return {
        "fulfillment_order": short(part),
        "initial_status": before.lower(),
        "progress_report": {
            "progress_reported_by_app": {"id": gid("App", APP_NUMBER)},
            "progress_reported_by_user": {"id": STAFF},
            "reason_notes": notes,
        },
    }


def progress_stopped_body(part: Document) -> dict[str, Any]:
    return {
        "fulfillment_order": short(part),
        "progress_stopped_by_app": {"id": gid("App", APP_NUMBER)},
        "progress_stopped_by_user": {"id": STAFF},
    }


def request_body(original: Document, submitted: Document, request: Document) -> dict[str, Any]:
    """`…/fulfillment_request_submitted`."""
    return {
        "original_fulfillment_order": with_request(original),
        "submitted_fulfillment_order": with_request(submitted),
        "fulfillment_order_merchant_request": {
            "id": gid("FulfillmentOrderMerchantRequest", request["id"]),
            "message": request["message"] or "",
        },
    }


def answer_body(part: Document, message: str) -> dict[str, Any]:
    """`…/fulfillment_request_accepted` and `…_rejected`."""
    return {"fulfillment_order": with_request(part), "message": message}


def failed_body(part: Document, message: str) -> dict[str, Any]:
    """`…/fulfillment_service_failed_to_complete`."""
    return {"fulfillment_order": short(part), "message": message}


def prepared_body(part: Document, method: str) -> dict[str, Any]:
    """`…/line_items_prepared_for_pickup` and `…_for_local_delivery`."""
    return {"fulfillment_order": {**short(part), "preparable": True, "delivery_method": {"method_type": method}}}


def long(order: Document, part: Document) -> dict[str, Any]:
    """Build the fulfillment order as the body of a split has it; a gid where other parts have numbers. [inferred]"""
    return {
        **with_request(part),
        "order_id": order["id"],
        "assigned_location_id": location_gid(part["location"]),
        "fulfill_at": local_time(part["fulfill_at"]),
        "fulfill_by": local_time(part["fulfill_by"]),
        "fulfillment_holds": [],
        "line_items": [
            {
                "id": entry["id"],
                "fulfillment_order_id": part["id"],
                "line_item_id": entry["line"],
                "quantity": entry["total"],
                "fulfillable_quantity": entry["remaining"],
            }
            for entry in part["lines"]
        ],
    }


def part_gid(part: Document) -> str:
    return gid("FulfillmentOrder", part["id"])
