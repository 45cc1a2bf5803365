"""What Shopify suggests to refund for some items and the shipping."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.entries import numbered
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.fulfillment_orders import places
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.money import ZERO
from integrator.sandbox.shopify.refunds.amounts import discount_share, refundable, refundable_of, shipping_left, worth
from integrator.sandbox.shopify.totals import tax_in


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Amounts in the order's currency."""

    lines: list[Document]
    shipping: Decimal
    amount: Decimal
    maximum: Decimal
    shares: list[tuple[Document, Decimal]]
    """Payments, each with what of it goes back."""

    @property
    def subtotal(self) -> Decimal:
        return sum((Decimal(line["subtotal"]) for line in self.lines), ZERO)


def suggest(order: Document, args: dict[str, Any]) -> Suggestion:
    """Work out the suggestion for the arguments of `suggestedRefund`; unknown lines count for nothing."""
    if args.get("refundMethodAllocation", "ORIGINAL_PAYMENT_METHODS") != "ORIGINAL_PAYMENT_METHODS":
        raise not_in_sandbox("A refund to store credit")
    lines = _all_lines(order) if args.get("suggestFullRefund") else _lines(order, args.get("refundLineItems") or [])
    is_full = args.get("refundShipping") or args.get("suggestFullRefund")
    shipping = shipping_left(order) if is_full else min(Decimal(args.get("shippingAmount") or 0), shipping_left(order))
    subtotal = sum((Decimal(line["subtotal"]) for line in lines), ZERO)
    most = refundable(order)
    amount = min(subtotal + shipping, most)
    return Suggestion(lines, shipping, amount, most, shares_of(order, amount))


def shares_of(order: Document, amount: Decimal) -> list[tuple[Document, Decimal]]:
    """Spread `amount` over the payments, oldest first."""
    shares = []
    for payment in order["transactions"]:
        part = min(amount, refundable_of(order, payment))
        if part > 0:
            shares.append((payment, part))
            amount -= part
    return shares


def refund_line(order: Document, line: Document, quantity: int, restock: str, place: int | None) -> Document:
    """Build a line of a refund, without an id."""
    subtotal = worth(order, line, quantity)
    return {
        "line": line["id"],
        "quantity": quantity,
        "restock": restock,
        "location": place,
        "subtotal": str(subtotal),
        "discount": str(discount_share(order, line, quantity)),
        "tax": str(tax_in(subtotal, order["currency"])),
    }


def _lines(order: Document, wanted: list[dict[str, Any]]) -> list[Document]:
    found = []
    for each in wanted:
        line = numbered(order["lines"], number_of(each["lineItemId"], "LineItem"))
        if line is not None:
            quantity = min(each["quantity"], line["current_quantity"])
            place = places.find(each["locationId"]) if each.get("locationId") else None
            found.append(refund_line(order, line, quantity, each.get("restockType") or "NO_RESTOCK", place))
    return found


def _all_lines(order: Document) -> list[Document]:
    left = [line for line in order["lines"] if line["current_quantity"]]
    return [refund_line(order, line, line["current_quantity"], "NO_RESTOCK", None) for line in left]
