"""What items are worth at a refund, and what of each payment can go back."""

from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.money import ZERO, rounded
from integrator.sandbox.shopify.totals import totals

PAYS_IN = frozenset({"SALE", "CAPTURE"})


def discount_share(order: Document, line: Document, quantity: int) -> Decimal:
    """Return how much of the discount of a line falls on `quantity` items of it; the last ones take what is left."""
    gone = (each for refund in order["refunds"] for each in refund["lines"] if each["line"] == line["id"])
    left = Decimal(line["discount"]) - sum((Decimal(each["discount"]) for each in gone), ZERO)
    if quantity >= line["current_quantity"]:
        return left
    return rounded(left * quantity / line["current_quantity"], order["currency"])


def worth(order: Document, line: Document, quantity: int) -> Decimal:
    """Return what `quantity` items of a line were sold for, taxes included."""
    return Decimal(line["price"]) * quantity - discount_share(order, line, quantity)


def shipping_left(order: Document) -> Decimal:
    """Return what of the shipping was not refunded yet."""
    return Decimal(order["shipping"]) - sum((Decimal(refund["shipping"]) for refund in order["refunds"]), ZERO)


def refundable(order: Document) -> Decimal:
    """Return what can go back at most: the net payment without refunds that are under way."""
    waiting = (entry for entry in order["transactions"] if entry["kind"] == "REFUND" and entry["status"] == "PENDING")
    return totals(order).net - sum((Decimal(entry["amount"]) for entry in waiting), ZERO)


def refundable_of(order: Document, payment: Document) -> Decimal:
    """Return what of one payment can go back; zero for a transaction that took no money."""
    if payment["kind"] not in PAYS_IN or payment["status"] != "SUCCESS":
        return ZERO
    back = (
        Decimal(entry["amount"])
        for entry in order["transactions"]
        if entry["kind"] == "REFUND" and entry["parent"] == payment["id"] and entry["status"] in {"SUCCESS", "PENDING"}
    )
    return Decimal(payment["amount"]) - sum(back, ZERO)
