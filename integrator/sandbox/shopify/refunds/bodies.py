"""The webhook body of a refund. Source: contract payloads, "Refund created". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_lines import embedded_line_body
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.bodies_payments import transaction_body
from integrator.sandbox.shopify.entries import entry_at
from integrator.sandbox.shopify.fulfillment_orders.places import location_id
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO, rest_set

RESTOCKS = frozenset({"RETURN", "CANCEL"})


def refund_body(order: Document, refund: Document) -> dict[str, Any]:
    """`refunds/create`, and a refund inside the body of its order."""
    of_return = refund["return"]
    return {
        "id": refund["id"],
        "admin_graphql_api_id": gid("Refund", refund["id"]),
        "order_id": order["id"],
        "created_at": local_time(refund["created_at"]),
        "processed_at": local_time(refund["created_at"]),
        "note": refund["note"],
        "user_id": None,
        "duties": [],
        "total_duties_set": rest_set(ZERO, order["currency"]),
        "return": of_return and {"id": of_return, "admin_graphql_api_id": gid("Return", of_return)},
        "refund_shipping_lines": [],
        "restock": any(line["restock"] in RESTOCKS for line in refund["lines"]),
        "order_adjustments": [],
        "refund_line_items": [_line(order, line) for line in refund["lines"]],
        "transactions": [
            transaction_body(order, entry_at(order["transactions"], number)) for number in refund["transactions"]
        ],
    }


def _line(order: Document, line: Document) -> dict[str, Any]:
    subtotal, tax = Decimal(line["subtotal"]), Decimal(line["tax"])
    return {
        "id": line["id"],
        "line_item_id": line["line"],
        "quantity": line["quantity"],
        "location_id": None if line["location"] is None else location_id(line["location"]),
        "restock_type": line["restock"].lower(),
        # Numbers here, unlike all other money. [documented sample]
        "subtotal": float(subtotal),
        "total_tax": float(tax),
        "subtotal_set": rest_set(subtotal, order["currency"]),
        "total_tax_set": rest_set(tax, order["currency"]),
        "line_item": embedded_line_body(order, entry_at(order["lines"], line["line"])),
    }
