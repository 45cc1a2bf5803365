"""Disputes as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.disputes.evidence import FILES, TEXTS
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_money
from integrator.sandbox.shopify.views_order import order_view
from integrator.sandbox.shopify.views_people import address_view


def dispute_view(ctx: Context, dispute: Document) -> dict[str, Any]:
    """Build a `ShopifyPaymentsDispute`."""
    view: dict[str, Any] = {
        "__typename": "ShopifyPaymentsDispute",
        "id": gid("ShopifyPaymentsDispute", dispute["id"]),
        "legacyResourceId": str(dispute["id"]),
        "status": dispute["status"],
        "type": dispute["type"],
        "initiatedAt": dispute["initiated_at"],
        "evidenceDueBy": dispute["evidence_due_by"],
        "evidenceSentOn": dispute["evidence_sent_on"],
        "finalizedOn": dispute["finalized_on"],
        "amount": graphql_money(Decimal(dispute["amount"]), dispute["currency"]),
        "reasonDetails": {"reason": dispute["reason"], "networkReasonCode": dispute["network_reason_code"]},
        "order": lambda _info: _order(ctx, dispute),
    }
    view["disputeEvidence"] = lambda _info: evidence_view(ctx, dispute, view)
    return view


def evidence_view(ctx: Context, dispute: Document, parent: Document) -> dict[str, Any]:
    """Build a `ShopifyPaymentsDisputeEvidence`; `parent` is the view of its dispute."""
    order = orders.find(ctx.db, dispute["store"], dispute["order"])
    if order is None:
        raise LookupError(f"order {dispute['order']} is gone")
    evidence, fields = dispute["evidence"], dispute["evidence"]["fields"]
    known = {
        "customerEmailAddress": order["email"],
        "customerFirstName": order["customer"]["first_name"],
        "customerLastName": order["customer"]["last_name"],
    }
    return {
        "__typename": "ShopifyPaymentsDisputeEvidence",
        "id": gid("ShopifyPaymentsDisputeEvidence", evidence["id"]),
        "submitted": evidence["submitted"],
        **{name: fields.get(name, known.get(name)) for name in TEXTS},
        **dict.fromkeys(FILES),
        "customerPurchaseIp": "198.51.100.27",
        "productDescription": ", ".join(line["title"] for line in order["lines"]),
        "billingAddress": address_view(order["billing_address"], order["id"]),
        "shippingAddress": address_view(order["shipping_address"], order["id"]),
        "disputeFileUploads": [],
        "fulfillments": [_shipment(each) for each in order["fulfillments"] if each["status"] == "SUCCESS"],
        "dispute": parent,
    }


def _order(ctx: Context, dispute: Document) -> Document | None:
    order = orders.find(ctx.db, dispute["store"], dispute["order"])
    return None if order is None else order_view(order)


def _shipment(fulfillment: Document) -> dict[str, Any]:
    return {
        "id": gid("ShopifyPaymentsDisputeFulfillment", fulfillment["id"]),
        "shippingCarrier": fulfillment["tracking"]["company"],
        "shippingDate": fulfillment["created_at"][:10],
        "shippingTrackingNumber": next(iter(fulfillment["tracking"]["numbers"]), None),
    }
