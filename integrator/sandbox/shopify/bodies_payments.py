"""The body of the topic about transactions."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.gids import gid
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
