"""Fulfillment orders and holds as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.fulfillment_orders import parts
from integrator.sandbox.shopify.fulfillment_orders.places import location_gid
from integrator.sandbox.shopify.gids import APP, gid
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.views_lines import line_view

_REASONS = {
    "AWAITING_PAYMENT": "Awaiting payment",
    "AWAITING_RETURN_ITEMS": "Awaiting return items",
    "HIGH_RISK_OF_FRAUD": "High risk of fraud",
    "INCORRECT_ADDRESS": "Incorrect address",
    "INVENTORY_OUT_OF_STOCK": "Inventory out of stock",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": "Waiting for an upsell offer",
    "OTHER": "Other",
    "UNKNOWN_DELIVERY_DATE": "Unknown delivery date",
}


def part_view(order: Document, part: Document) -> dict[str, Any]:
    """Build a `FulfillmentOrder` without the way back to its order."""
    name, country = invented.location_name(part["location"])
    return {
        "__typename": "FulfillmentOrder",
        "id": gid("FulfillmentOrder", part["id"]),
        "status": part["status"],
        "requestStatus": part["request_status"],
        "orderId": gid("Order", order["id"]),
        "orderName": order["name"],
        "orderProcessedAt": order["created_at"],
        "fulfillAt": part["fulfill_at"],
        "fulfillBy": part["fulfill_by"],
        "createdAt": part["created_at"],
        "updatedAt": part["updated_at"],
        "supportedActions": [{"action": action, "externalUrl": None} for action in parts.actions(order, part)],
        "assignedLocation": {
            "name": name,
            "countryCode": country,
            "location": {"id": location_gid(part["location"]), "name": name},
        },
        "deliveryMethod": {
            "id": gid("DeliveryMethod", part["id"]),
            "methodType": "SHIPPING",
            "presentedName": order["shipping_title"],
        },
        "destination": _destination(order, part),
        "fulfillmentHolds": [hold_view(hold) for hold in part["holds"]],
        "merchantRequests": connection(lambda: [_request_view(request) for request in part["requests"]]),
        "lineItems": connection(lambda: [_part_line_view(order, entry) for entry in part["lines"]]),
    }


def hold_view(hold: Document) -> dict[str, Any]:
    """Build a `FulfillmentHold`; who else placed a hold is not told."""
    app = {"id": APP, "title": "Connector", "handle": "connector"}
    return {
        "__typename": "FulfillmentHold",
        "id": gid("FulfillmentHold", hold["id"]),
        "handle": hold["handle"],
        "reason": hold["reason"],
        "reasonNotes": hold["notes"],
        "displayReason": _REASONS[hold["reason"]],
        "heldByRequestingApp": hold["ours"],
        "heldByApp": app if hold["ours"] else None,
    }


def _request_view(request: Document) -> dict[str, Any]:
    return {
        "id": gid("FulfillmentOrderMerchantRequest", request["id"]),
        "kind": request["kind"],
        "message": request["message"],
        "requestOptions": {"notify_customer": False},
        "responseData": None,
        "sentAt": request["sent_at"],
    }


def _destination(order: Document, part: Document) -> dict[str, Any] | None:
    address = order["shipping_address"]
    if address is None:
        return None
    return {
        "id": gid("FulfillmentOrderDestination", part["id"]),
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "company": address["company"],
        "countryCode": address["country_code"],
        "email": order["email"],
        "firstName": address["first_name"],
        "lastName": address["last_name"],
        "phone": address["phone"],
        "province": address["province"],
        "zip": address["zip"],
    }


def _part_line_view(order: Document, entry: Document) -> dict[str, Any]:
    line = next(line for line in order["lines"] if line["id"] == entry["line"])
    return {
        "id": gid("FulfillmentOrderLineItem", entry["id"]),
        "totalQuantity": entry["total"],
        "remainingQuantity": entry["remaining"],
        "sku": line["sku"],
        "productTitle": line["title"],
        "inventoryItemId": gid("InventoryItem", line["inventory_item_id"]) if line["inventory_item_id"] else None,
        "vendor": line["vendor"],
        "requiresShipping": True,
        "lineItem": line_view(order, line),
    }
