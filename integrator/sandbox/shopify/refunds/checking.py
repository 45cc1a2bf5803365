"""What `refundCreate` refuses. The wordings are [seen in code] where nothing else is said; none has a code."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.fulfillment_orders import places
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.money import ZERO, rest_amount
from integrator.sandbox.shopify.refunds.amounts import PAYS_IN, refundable, refundable_of, shipping_left
from integrator.sandbox.shopify.refunds.suggesting import refund_line

_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}
Share = tuple[Document, Decimal]


def lines_of(order: Document, wanted: list[dict[str, Any]]) -> list[Document]:
    """Return the lines of the refund without ids; raises `Refused`."""
    lines: list[Document] = []
    for place, each in enumerate(wanted):
        field = ["refundLineItems", str(place)]
        line = numbered(order["lines"], number_of(each["lineItemId"], "LineItem"))
        if line is None:
            raise Refused([*field, "lineItemId"], "Line item does not exist")
        before = sum(other["quantity"] for other in lines if other["line"] == line["id"])
        if each["quantity"] + before > line["current_quantity"]:
            raise Refused([*field, "quantity"], "Quantity cannot refund more items than were purchased")
        if each["quantity"] < 1:
            raise Refused([*field, "quantity"], "Quantity must be greater than 0")
        location = each.get("locationId")
        if location and places.find(location) is None:
            raise Refused([*field, "locationId"], "Location does not exist")
        place_of_goods = places.find(location) if location else None
        restock = each.get("restockType") or "NO_RESTOCK"
        lines.append(refund_line(order, line, each["quantity"], restock, place_of_goods))
    return lines


def shipping_of(order: Document, wanted: dict[str, Any] | None) -> Decimal:
    """Return what of the shipping goes back; raises `Refused`."""
    given = wanted or {}
    if given.get("fullRefund"):
        return shipping_left(order)
    amount = Decimal(given.get("amount") or 0)
    if not 0 <= amount <= shipping_left(order):
        # That no more can go back than was paid is certain, the wording is not. [inferred]
        raise Refused(["shipping", "amount"], "Shipping amount cannot be greater than the refundable shipping")
    return amount


def shares_of(order: Document, wanted: list[dict[str, Any]], currency: str | None) -> list[Share]:
    """Return which payment gives back how much; raises `Refused`."""
    if currency is not None and currency != order["currency"]:
        raise not_in_sandbox("A refund in another currency")
    shares = []
    for each in wanted:
        if each["kind"] != "REFUND":
            raise Refused(None, f"Kind {each['kind'].lower()} is not a valid transaction")
        parent = each.get("parentId")
        payment = numbered(order["transactions"], number_of(parent, "OrderTransaction")) if parent else None
        if payment is None or payment["kind"] not in PAYS_IN or payment["status"] != "SUCCESS":
            raise Refused(["transactions"], "Transactions require a parent_id associated with the order")
        amount = Decimal(each["amount"])
        if amount <= 0:
            raise Refused(["transactions"], "Amount must be greater than zero")
        shares.append((payment, amount))
    return shares


def check_amount(order: Document, shares: list[Share], code: str | None = None) -> None:
    """Raise `Refused` when more would go back than came in."""
    wanted, most = sum((amount for _, amount in shares), ZERO), refundable(order)
    if wanted > most:
        message = f"Refund amount {_text(order, wanted)} is greater than net payment received {_text(order, most)}"
        raise Refused(None, message, code)
    for payment, _ in shares:
        # That no payment gives back more than it took is certain, the wording is not. [inferred]
        back, taken = sum((amount for other, amount in shares if other is payment), ZERO), refundable_of(order, payment)
        if back > taken:
            message = f"Refund amount {_text(order, back)} is greater than the {_text(order, taken)} left of a payment"
            raise Refused(None, message, code)


def _text(order: Document, amount: Decimal) -> str:
    return f"{_SIGNS.get(order['currency'], '$')}{rest_amount(amount, order['currency'])}"
