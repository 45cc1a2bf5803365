"""Transactions as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO, graphql_bag, graphql_money
from integrator.sandbox.shopify.refunds.amounts import refundable_of


def transaction_view(order: Document, transaction: Document) -> dict[str, Any]:
    """Build an `OrderTransaction`."""
    parent = next((entry for entry in order["transactions"] if entry["id"] == transaction["parent"]), None)
    amount, currency = Decimal(transaction["amount"]), order["currency"]
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", transaction["id"]),
        "kind": transaction["kind"],
        "status": transaction["status"],
        "gateway": transaction["gateway"],
        "formattedGateway": transaction["gateway"].replace("_", " ").title(),
        "errorCode": transaction["error_code"],
        "paymentId": transaction["payment_id"],
        "createdAt": transaction["created_at"],
        "processedAt": transaction["created_at"],
        "test": order["test"],
        "manualPaymentGateway": transaction["gateway"] == "manual",
        "parentTransaction": None if parent is None else transaction_view(order, parent),
        "amountSet": graphql_bag(amount, currency),
        "totalUnsettledSet": graphql_bag(ZERO, currency),
        "maximumRefundableV2": graphql_money(refundable_of(order, transaction), currency),
        "receiptJson": {},
    }
