"""Processing a return: what came back is done with, and money may go back for it."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.entries import entry_at, numbered
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.money import ZERO
from integrator.sandbox.shopify.refunds import checking, refunding
from integrator.sandbox.shopify.refunds.amounts import PAYS_IN, shipping_left
from integrator.sandbox.shopify.refunds.suggesting import refund_line
from integrator.sandbox.shopify.returns import bodies, disposing

_LINES = ["input", "returnLineItems"]
_PAYMENTS = ["input", "financialTransfer", "issueRefund", "orderTransactions"]
Share = list[tuple[Document, int]]


@dataclass(frozen=True, slots=True)
class _Money:
    """What goes back: payments with their shares, part of the shipping, and a note."""

    shares: list[checking.Share]
    shipping: Decimal
    note: str | None


def process(action: Action, order: Document, each: Document, wanted: dict[str, Any]) -> None:
    """
    Process what `wanted`, a `ReturnProcessInput`, says; the return stays open. Raises `Refused`.

    Source: contract api, section 11, `returnProcess`. [documented], [seen in code]
    """
    if each["status"] != "OPEN":
        raise Refused(["input", "returnId"], "Return is not processable.", "INVALID_STATE")
    if wanted.get("refundDuties") or wanted.get("tipLineId"):
        raise not_in_sandbox("Duties and tips of a return")
    share = _share(each, wanted.get("returnLineItems") or [])
    plans = _plans(each, wanted.get("returnLineItems") or [])
    exchange = _exchange(each, wanted.get("exchangeLineItems") or [])
    money = _money(order, wanted)
    for line, size in share:
        line["processed"] += size
    for line, size in exchange:
        line["processed"] += size
    if plans:
        disposing.dispose(action, order, each, plans)
    if money is not None:
        _refund(action, order, each, share, money)
    else:
        orders.change(action, order)
    action.announce("returns/process", bodies.processed_body(each))
    action.record("return_processed", key=gid("Return", each["id"]), subject=orders.order_gid(order), name=each["name"])


def _share(each: Document, wanted: list[dict[str, Any]]) -> Share:
    share: Share = []
    for place, one in enumerate(wanted):
        line = numbered(each["lines"], number_of(one["id"], "ReturnLineItem"))
        if line is None:
            raise Refused([*_LINES, str(place), "id"], "Return line item was not found.", "NOT_FOUND")
        before = sum(size for other, size in share if other is line)
        if not 0 < one["quantity"] <= line["quantity"] - line["processed"] - before:
            raise Refused([*_LINES, str(place), "quantity"], "Return line item has an invalid quantity.", "INVALID")
        share.append((line, one["quantity"]))
    return share


def _plans(each: Document, wanted: list[dict[str, Any]]) -> disposing.Plan:
    plans: disposing.Plan = []
    taken: Counter[int] = Counter()
    for place, one in enumerate(wanted):
        given = one.get("dispositions") or []
        numbers = [number_of(d["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem") for d in given]
        plans += disposing.check(each, given, numbers, [*_LINES, str(place), "dispositions"], taken)
    return plans


def _exchange(each: Document, wanted: list[dict[str, Any]]) -> Share:
    share: Share = []
    for place, one in enumerate(wanted):
        field = ["input", "exchangeLineItems", str(place)]
        line = numbered(each["exchange"], number_of(one["id"], "ExchangeLineItem"))
        if line is None:
            raise Refused([*field, "id"], "Exchange line item was not found.", "NOT_FOUND")
        before = sum(size for other, size in share if other is line)
        if not 0 < one["quantity"] <= line["quantity"] - line["processed"] - before:
            raise Refused([*field, "quantity"], "Exchange line item has an invalid quantity.", "INVALID")
        share.append((line, one["quantity"]))
    return share


def _money(order: Document, wanted: dict[str, Any]) -> _Money | None:
    """Return what goes back, or None when nothing does; raises `Refused`."""
    given = (wanted.get("financialTransfer") or {}).get("issueRefund")
    if given is None:
        return None
    if given.get("refundMethods"):
        raise not_in_sandbox("A refund to store credit")
    shares = []
    for place, one in enumerate(given.get("orderTransactions") or []):
        payment = numbered(order["transactions"], number_of(one["parentId"], "OrderTransaction"))
        if payment is None or payment["kind"] not in PAYS_IN or payment["status"] != "SUCCESS":
            raise Refused([*_PAYMENTS, str(place), "parentId"], "Order transaction was not found.", "NOT_FOUND")
        share = Decimal(one["transactionAmount"]["amount"])
        if share <= 0:
            # That it is refused is certain, the wording is not. [inferred]
            raise Refused([*_PAYMENTS, str(place), "transactionAmount"], "Amount must be greater than zero", "INVALID")
        shares.append((payment, share))
    if not given.get("allowOverRefunding"):
        checking.check_amount(order, shares, "INVALID")
    shipping = wanted.get("refundShipping") or {}
    amount = max(ZERO, Decimal((shipping.get("shippingRefundAmount") or {}).get("amount", 0)))
    most = shipping_left(order)
    return _Money(shares, most if shipping.get("fullRefund") else min(amount, most), wanted.get("note"))


def _refund(action: Action, order: Document, each: Document, share: Share, money: _Money) -> None:
    lines = []
    for line, size in share:
        item = entry_at(order["lines"], line["line"])
        # Some may have been refunded before they came back.
        owed = min(size, item["current_quantity"])
        if owed:
            lines.append(refund_line(order, item, owed, _restock(each, line), None))
        line["refunded"] += owed
    refunding.refund(
        action,
        order,
        lines=lines,
        shipping=money.shipping,
        shares=money.shares,
        note=money.note,
        of_return=each["id"],
    )


def _restock(each: Document, line: Document) -> str:
    """Goods that were put back on the shelf are a return, all others are gone."""
    entries = [entry for entry in each["reverse"]["lines"] if entry["return_line"] == line["id"]]
    kinds = {disposition["type"] for entry in entries for disposition in entry["dispositions"]}
    return "RETURN" if "RESTOCKED" in kinds else "NO_RESTOCK"
