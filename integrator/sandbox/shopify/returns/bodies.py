"""Webhook bodies of returns. Source: contract payloads, "Refunds, returns, disputes". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.fulfillment_orders.places import location_gid, location_id
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_money
from integrator.sandbox.shopify.returns import reasons


def return_body(order: Document, each: Document) -> dict[str, Any]:
    """`returns/request` and `returns/approve`."""
    return {
        "id": each["id"],
        "admin_graphql_api_id": gid("Return", each["id"]),
        "status": each["status"].lower(),
        "name": each["name"],
        "order": _order(order),
        "total_return_line_items": sum(line["quantity"] for line in each["lines"]),
        "return_line_items": [_line(line) for line in each["lines"]],
        "return_shipping_fees": [_fee(order, each["fee"])] if each["fee"] else [],
        "exchange_line_items": [
            {"id": line["id"], "admin_graphql_api_id": gid("ExchangeLineItem", line["id"]), "line_item": None}
            for line in each["exchange"]
        ],
        "total_exchange_line_items": sum(line["quantity"] for line in each["exchange"]),
    }


def declined_body(order: Document, each: Document) -> dict[str, Any]:
    """`returns/decline`."""
    decline = each["decline"]
    return {
        "id": each["id"],
        "admin_graphql_api_id": gid("Return", each["id"]),
        "status": each["status"].lower(),
        "order": _order(order),
        "decline": {"reason": decline["reason"].lower(), "note": decline["note"] or ""},
    }


def status_body(order: Document, each: Document) -> dict[str, Any]:
    """`returns/close`, `returns/cancel`, `returns/reopen`."""
    return {
        "id": each["id"],
        "admin_graphql_api_id": gid("Return", each["id"]),
        "order_id": order["id"],
        "status": each["status"].lower(),
    }


def processed_body(each: Document) -> dict[str, Any]:
    """`returns/process`, of which no more could be established. [inferred]"""
    return {"id": each["id"], "admin_graphql_api_id": gid("Return", each["id"])}


def updated_body(each: Document, line: Document, removed: int) -> dict[str, Any]:
    """`returns/update`: what was taken off."""
    removal = {"admin_graphql_api_id": gid("ReturnLineItem", line["id"]), "delta": removed}
    return {
        "admin_graphql_api_id": gid("Return", each["id"]),
        "return_line_items": {"removals": [removal]},
        "restocking_fees": {"updates": [], "removals": []},
        "return_shipping_fees": {"updates": [], "removals": []},
    }


def disposed_body(each: Document, made: list[tuple[Document, Document]]) -> dict[str, Any]:
    """`reverse_fulfillment_orders/dispose`."""
    reverse = each["reverse"]
    return {
        "id": reverse["id"],
        "admin_graphql_api_id": gid("ReverseFulfillmentOrder", reverse["id"]),
        "total_dispositions": len(made),
        "dispositions": [_disposition(line, disposition) for line, disposition in made],
    }


def _order(order: Document) -> dict[str, Any]:
    return {"id": order["id"], "admin_graphql_api_id": gid("Order", order["id"])}


def _line(line: Document) -> dict[str, Any]:
    shipped, item = line["fulfillment_line"], line["line"]
    return {
        "id": line["id"],
        "admin_graphql_api_id": gid("ReturnLineItem", line["id"]),
        "fulfillment_line_item": {
            "id": shipped,
            "admin_graphql_api_id": gid("FulfillmentLineItem", shipped),
            "line_item": {"id": item, "admin_graphql_api_id": gid("LineItem", item)},
        },
        "quantity": line["quantity"],
        "return_reason": reasons.older_of(line["reason"]).lower(),
        "return_reason_note": line["reason_note"],
        "customer_note": line["customer_note"] or "",
    }


def _fee(order: Document, fee: Document) -> dict[str, Any]:
    # Fewer than two decimals are possible here. [documented sample]
    money = graphql_money(Decimal(fee["amount"]), order["currency"])
    price = {"amount": money["amount"], "currency_code": money["currencyCode"]}
    return {
        "id": fee["id"],
        "admin_graphql_api_id": gid("ReturnShippingFee", fee["id"]),
        "price": {"shop_money": price, "presentment_money": dict(price)},
    }


def _disposition(line: Document, disposition: Document) -> dict[str, Any]:
    place = disposition["location"]
    return {
        "type": disposition["type"].lower(),
        "quantity": disposition["quantity"],
        "location": place and {"id": location_id(place), "admin_graphql_api_id": location_gid(place)},
        "reverse_delivery_line_item": None,
        "reverse_fulfillment_order_line_item": {
            "id": line["id"],
            "admin_graphql_api_id": gid("ReverseFulfillmentOrderLineItem", line["id"]),
        },
    }
