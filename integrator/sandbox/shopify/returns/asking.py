"""Returns that begin: a buyer asks for one, or the merchant opens it right away."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_index, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.returns import bodies


def ask(action: Action, order: Document, lines: list[Document], fee: Document | None) -> Document:
    """Begin a return that waits for a decision, with checked lines; returns it."""
    each = _build(action, order, lines, fee, status="REQUESTED")
    _keep(action, order, each)
    action.announce("returns/request", bodies.return_body(order, each))
    record(action, order, each, "return_requested")
    return each


def begin(
    action: Action, order: Document, lines: list[Document], fee: Document | None, exchange: list[Document]
) -> Document:
    """Begin a return that needs no decision; the topic is that of an approval. [documented]"""
    each = _build(action, order, lines, fee, status="OPEN") | {"exchange": exchange}
    expect_goods(action, order, each)
    _keep(action, order, each)
    action.announce("returns/approve", bodies.return_body(order, each))
    record(action, order, each, "return_created")
    return each


def expect_goods(action: Action, order: Document, each: Document) -> None:
    """Give an open return its reverse fulfillment order; the caller keeps the order."""
    each["approved_at"] = action.stamp
    each["reverse"] = {
        "id": action.number("reverse_order", 14_333_800_001),
        "status": "OPEN",
        "lines": [
            {
                "id": action.number("reverse_line", 22_404_900_001),
                "fulfillment_line": line["fulfillment_line"],
                "return_line": line["id"],
                "total": line["quantity"],
                "dispositions": [],
            }
            for line in each["lines"]
        ],
    }
    for line in each["reverse"]["lines"]:
        order_index.enter(action, order, "ReverseFulfillmentOrderLineItem", line["id"])
    order_index.enter(action, order, "ReverseFulfillmentOrder", each["reverse"]["id"])


def _build(action: Action, order: Document, lines: list[Document], fee: Document | None, *, status: str) -> Document:
    number = action.number("return", 18_340_500_001)
    numbered: list[dict[str, Any]] = [{"id": action.number("return_line", 22_810_400_001), **line} for line in lines]
    return {
        "id": number,
        "name": f"{order['name']}-R{len(order['returns']) + 1}",
        "status": status,
        "decline": None,
        "lines": numbered,
        "exchange": [],
        "fee": fee and {"id": action.number("return_fee", 5_510_200_001), **fee},
        "reverse": None,
        "created_at": action.stamp,
        "approved_at": None,
        "closed_at": None,
    }


def _keep(action: Action, order: Document, each: Document) -> None:
    order["returns"].append(each)
    order_index.enter(action, order, "Return", each["id"])
    orders.change(action, order)


def record(action: Action, order: Document, each: Document, operation: str) -> None:
    """Write an effect about a return to the ledger."""
    action.record(operation, key=gid("Return", each["id"]), subject=orders.order_gid(order), name=each["name"])
