"""Checking the lines of a new return. The wordings are [seen in code] where nothing else is said."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.returns import reasons
from integrator.sandbox.shopify.returns.state import fulfillment_line, returnable


def lines_of(order: Document, wanted: Sequence[dict[str, Any]], root: str) -> list[Document]:
    """Return the lines without ids; `root` is the argument, which says whether a buyer asks. Raises `Refused`."""
    if not wanted:
        raise Refused([root, "returnLineItems"], "Return line items can't be blank", "BLANK")
    lines: list[Document] = []
    for place, each in enumerate(wanted):
        field = [root, "returnLineItems", str(place)]
        line = fulfillment_line(order, number_of(each["fulfillmentLineItemId"], "FulfillmentLineItem"))
        if line is None:
            raise Refused([*field, "fulfillmentLineItemId"], "Fulfillment Line Item was not found.", "NOT_FOUND")
        before = sum(other["quantity"] for other in lines if other["fulfillment_line"] == line["id"])
        if not 0 < each["quantity"] <= returnable(order, line) - before:
            raise Refused([*field, "quantity"], "Return line item has an invalid quantity.", "INVALID")
        reason = _reason(each, field, is_request=root == "input")
        lines.append(_line(each, line, reason))
    return lines


def fee_of(wanted: dict[str, Any] | None) -> Document | None:
    """Read a `ReturnShippingFeeInput`."""
    return None if wanted is None else {"amount": str(Decimal(wanted["amount"]["amount"]))}


def exchange_of(action: Action, wanted: Sequence[dict[str, Any]] | None) -> list[Document]:
    """Read the lines that the buyer gets instead; the emulation counts them and ships nothing."""
    return [
        {
            "id": action.number("exchange_line", 31_220_100_001),
            "variant": each.get("variantId"),
            "quantity": each["quantity"],
            "processed": 0,
        }
        for each in wanted or ()
    ]


def _reason(each: dict[str, Any], field: list[str], *, is_request: bool) -> int:
    given, older = each.get("returnReasonDefinitionId"), each.get("returnReason")
    if given is not None:
        number = reasons.of_gid(given)
        if number is None:
            raise Refused([*field, "returnReasonDefinitionId"], "Return reason definition was not found.", "NOT_FOUND")
    elif older is not None:
        number = reasons.of_enum(older)
    elif is_request:
        raise Refused([*field, "returnReason"], "Return reason can't be blank", "BLANK")
    else:
        message = "Return line items Either return reason or return reason definition must be provided"
        raise Refused(field, message, "NOT_FOUND")
    if number == reasons.OTHER and not is_request and not each.get("returnReasonNote"):
        message = 'Return line items return reason note The note is required when the return reason is "Other"'
        raise Refused([*field, "returnReasonNote"], message, "BLANK")
    return number


def _line(each: dict[str, Any], line: Document, reason: int) -> Document:
    fee = each.get("restockingFee")
    return {
        "fulfillment_line": line["id"],
        "line": line["line"],
        "quantity": each["quantity"],
        "reason": reason,
        "reason_note": each.get("returnReasonNote") or "",
        "customer_note": each.get("customerNote"),
        "restocking_percentage": None if fee is None else fee["percentage"],
        "processed": 0,
        "refunded": 0,
    }
