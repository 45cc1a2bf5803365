"""Returns as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillments.views import fulfillment_line_view, location_view
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_bag
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.refunds.amounts import worth
from integrator.sandbox.shopify.refunds.views import refund_view
from integrator.sandbox.shopify.returns import reasons
from integrator.sandbox.shopify.returns.state import quantity
from integrator.sandbox.shopify.views_payments import transaction_view


def return_view(order: Document, each: Document, parent: Document) -> dict[str, Any]:
    """Build a `Return`; `parent` is the view of its order."""
    refunds = [refund for refund in order["refunds"] if refund["return"] == each["id"]]
    moved = {number for refund in refunds for number in refund["transactions"]}
    return {
        "__typename": "Return",
        "id": gid("Return", each["id"]),
        "name": each["name"],
        "status": each["status"],
        "createdAt": each["created_at"],
        "requestApprovedAt": each["approved_at"],
        "closedAt": each["closed_at"],
        "totalQuantity": quantity(each),
        "decline": each["decline"],
        "order": parent,
        "returnShippingFees": [_fee(order, each["fee"])] if each["fee"] else [],
        "refunds": connection(lambda: [refund_view(order, refund, parent) for refund in refunds]),
        "transactions": connection(
            lambda: [transaction_view(order, entry) for entry in order["transactions"] if entry["id"] in moved]
        ),
        "returnLineItems": _lines(order, each),
        "exchangeLineItems": connection(lambda: [_exchange(line) for line in each["exchange"]]),
        "reverseFulfillmentOrders": connection(lambda: [_reverse(order, each, parent)] if each["reverse"] else []),
    }


def reverse_line_view(order: Document, line: Document) -> dict[str, Any]:
    """Build a `ReverseFulfillmentOrderLineItem`."""
    return {
        "__typename": "ReverseFulfillmentOrderLineItem",
        "id": gid("ReverseFulfillmentOrderLineItem", line["id"]),
        "totalQuantity": line["total"],
        "fulfillmentLineItem": shipped_view(order, line["fulfillment_line"]),
        "dispositions": [
            {
                "id": gid("ReverseFulfillmentOrderDisposition", each["id"]),
                "type": each["type"],
                "quantity": each["quantity"],
                "createdAt": each["created_at"],
                "location": location_view(each["location"]),
            }
            for each in line["dispositions"]
        ],
    }


def shipped_view(order: Document, number: int) -> dict[str, Any]:
    """Build the `FulfillmentLineItem` with this number; its shipment may have been cancelled since."""
    lines = [line for fulfillment in order["fulfillments"] for line in fulfillment["lines"]]
    return fulfillment_line_view(order, entry_at(lines, number))


def _lines(order: Document, each: Document) -> Any:
    def resolve(info: Any, processingStatus: str | None = None, **args: Any) -> Document:
        def is_shown(line: Document) -> bool:
            is_done = line["processed"] >= line["quantity"]
            return processingStatus is None or is_done == (processingStatus == "PROCESSED")

        lines = [line for line in each["lines"] if is_shown(line)]
        return connection(lambda: [_line(order, each, line) for line in lines])(info, **args)

    return resolve


def _line(order: Document, each: Document, line: Document) -> dict[str, Any]:
    left = line["quantity"] - line["processed"]
    item = entry_at(order["lines"], line["line"])
    value = worth(order, item, line["quantity"])
    share = line["restocking_percentage"]
    fee = None
    if share is not None:
        amount = value * Decimal(str(share)) / 100
        fee = {"id": gid("Fee", line["id"]), "percentage": share, "amountSet": graphql_bag(amount, order["currency"])}
    return {
        "__typename": "ReturnLineItem",
        "id": gid("ReturnLineItem", line["id"]),
        "quantity": line["quantity"],
        "processedQuantity": line["processed"],
        "unprocessedQuantity": left,
        "processableQuantity": left if each["status"] == "OPEN" else 0,
        "refundedQuantity": line["refunded"],
        "refundableQuantity": line["quantity"] - line["refunded"],
        "returnReason": reasons.older_of(line["reason"]),
        "returnReasonDefinition": reasons.view(line["reason"]),
        "returnReasonNote": line["reason_note"],
        "customerNote": line["customer_note"],
        "restockingFee": fee,
        "fulfillmentLineItem": shipped_view(order, line["fulfillment_line"]),
        "withCodeDiscountedTotalPriceSet": graphql_bag(value, order["currency"]),
    }


def _exchange(line: Document) -> dict[str, Any]:
    left = line["quantity"] - line["processed"]
    return {
        "__typename": "ExchangeLineItem",
        "id": gid("ExchangeLineItem", line["id"]),
        "quantity": line["quantity"],
        "processedQuantity": line["processed"],
        "unprocessedQuantity": left,
        "processableQuantity": left,
        "variantId": line["variant"],
        "lineItems": None,
    }


def _fee(order: Document, fee: Document) -> dict[str, Any]:
    return {"id": gid("Fee", fee["id"]), "amountSet": graphql_bag(Decimal(fee["amount"]), order["currency"])}


def _reverse(order: Document, each: Document, parent: Document) -> dict[str, Any]:
    reverse = each["reverse"]
    return {
        "__typename": "ReverseFulfillmentOrder",
        "id": gid("ReverseFulfillmentOrder", reverse["id"]),
        "status": reverse["status"],
        "order": parent,
        "lineItems": connection(lambda: [reverse_line_view(order, line) for line in reverse["lines"]]),
        "reverseDeliveries": connection(list),
    }
