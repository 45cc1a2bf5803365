"""What an order amounts to and what was paid: derived from its lines and transactions, never stored."""

from dataclasses import dataclass
from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.money import ZERO, rounded

TAX_RATE = Decimal("0.19")
"""Contained in every price: the emulated stores sell with taxes included."""

_PAYS_IN = frozenset({"SALE", "CAPTURE"})


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in the order's currency. `original` is as placed, the others follow edits and cancellation."""

    original_subtotal: Decimal
    original_total: Decimal
    subtotal: Decimal
    shipping: Decimal
    discounts: Decimal
    total: Decimal
    authorized: Decimal
    """Authorized and neither captured nor voided."""
    received: Decimal
    refunded: Decimal
    placed_discounts: Decimal = ZERO
    """Taken off from the beginning, and so neither in `original_subtotal` nor in `original_total`."""
    given: Decimal = ZERO
    """Refunded beyond what went back: goodwill, which the buyer does not owe again."""

    @property
    def balance(self) -> Decimal:
        """What the buyer still owes; below zero what is owed to the buyer. [seen in code]"""
        return self.total - self.net - self.given

    @property
    def outstanding(self) -> Decimal:
        """What the buyer still owes, at least nothing."""
        return max(ZERO, self.balance)

    @property
    def net(self) -> Decimal:
        """What the merchant holds."""
        return self.received - self.refunded


def totals(order: Document) -> Totals:
    """Add an order up."""
    lines = order["lines"]
    is_cancelled = order["cancelled_at"] is not None
    original = sum((Decimal(line["price"]) * line["quantity"] for line in lines if not line["added"]), ZERO)
    placed = sum((Decimal(line.get("placed_discount", "0")) for line in lines if not line["added"]), ZERO)
    gross = sum((Decimal(line["price"]) * line["current_quantity"] for line in lines), ZERO)
    gone = [line for refund in order["refunds"] for line in refund["lines"]]
    discounts = sum((Decimal(line["discount"]) for line in lines), ZERO)
    discounts -= sum((Decimal(line["discount"]) for line in gone), ZERO)
    shipping = Decimal(order["shipping"]) - sum((Decimal(refund["shipping"]) for refund in order["refunds"]), ZERO)
    if is_cancelled:
        discounts = shipping = ZERO
    transactions = [entry for entry in order["transactions"] if entry["status"] == "SUCCESS"]
    return Totals(
        original_subtotal=original - placed,
        original_total=original - placed + Decimal(order["shipping"]),
        subtotal=gross - discounts,
        shipping=shipping,
        discounts=discounts,
        total=gross - discounts + shipping,
        authorized=sum((open_amount(order, entry) for entry in transactions), ZERO),
        received=sum((Decimal(entry["amount"]) for entry in transactions if entry["kind"] in _PAYS_IN), ZERO),
        refunded=sum((Decimal(entry["amount"]) for entry in transactions if entry["kind"] == "REFUND"), ZERO),
        placed_discounts=placed,
        given=sum((_given(order, refund) for refund in order["refunds"]), ZERO),
    )


def _given(order: Document, refund: Document) -> Decimal:
    """Return what a refund paid beyond the worth of the items and the shipping that it undid."""
    ours = [entry for entry in order["transactions"] if entry["id"] in refund["transactions"]]
    paid = sum((Decimal(entry["amount"]) for entry in ours if entry["status"] == "SUCCESS"), ZERO)
    worth = sum((Decimal(line["subtotal"]) for line in refund["lines"]), ZERO) + Decimal(refund["shipping"])
    return max(ZERO, paid - worth)


def open_amount(order: Document, authorization: Document) -> Decimal:
    """Return what of one authorization can still be captured; zero for any other transaction."""
    if authorization["kind"] != "AUTHORIZATION" or authorization["status"] != "SUCCESS" or authorization["closed"]:
        return ZERO
    used = sum(
        (
            Decimal(entry["amount"])
            for entry in order["transactions"]
            if entry["parent"] == authorization["id"] and entry["status"] == "SUCCESS"
        ),
        ZERO,
    )
    return Decimal(authorization["amount"]) - used


def tax_in(amount: Decimal, currency: str) -> Decimal:
    """Return the tax that a gross amount contains."""
    return rounded(amount * TAX_RATE / (1 + TAX_RATE), currency)


def financial_status(order: Document) -> str:
    """Return Shopify's `displayFinancialStatus`."""
    sums = totals(order)
    if sums.received:
        if sums.refunded:
            return "REFUNDED" if sums.refunded >= sums.received else "PARTIALLY_REFUNDED"
        return "PARTIALLY_PAID" if sums.outstanding else "PAID"
    if sums.authorized:
        return "AUTHORIZED"
    if not sums.original_total and not order["cancelled_at"]:
        return "PAID"
    is_voided = any(entry["kind"] == "VOID" for entry in order["transactions"])
    return "VOIDED" if is_voided or order["cancelled_at"] else "PENDING"


def fulfillment_status(order: Document) -> str:
    """Return Shopify's `displayFulfillmentStatus`; which of several states goes first is our reading. [inferred]"""
    lines = [line for part in order["fulfillment_orders"] for line in part["lines"]]
    fulfilled, total = sum(line["fulfilled"] for line in lines), sum(line["total"] for line in lines)
    if total and fulfilled == total:
        return "FULFILLED"
    if fulfilled:
        return "PARTIALLY_FULFILLED"
    states = {part["status"] for part in order["fulfillment_orders"]}
    requests = {part["request_status"] for part in order["fulfillment_orders"]}
    if "ON_HOLD" in states:
        return "ON_HOLD"
    if "REJECTED" in requests:
        return "REQUEST_DECLINED"
    if "SUBMITTED" in requests:
        return "PENDING_FULFILLMENT"
    return next((state for state in ("IN_PROGRESS", "SCHEDULED") if state in states), "UNFULFILLED")
