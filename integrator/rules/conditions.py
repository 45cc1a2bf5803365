"""What each condition of a rule asks of an order, and how the answer is told to people (R10, R29)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrator.events.order import OrderSnapshot, Transaction
from integrator.money import Money

_RISK_LEVELS = ("NONE", "PENDING", "LOW", "MEDIUM", "HIGH")
_PAYING = {"AUTHORIZATION", "EMV_AUTHORIZATION", "SALE", "CAPTURE"}
_FAILED = {"FAILURE", "ERROR"}
_NO_LONGER_OPEN = {"PAID", "PARTIALLY_REFUNDED", "REFUNDED"}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one condition about one order."""

    holds: bool
    seen: str
    """The value seen and the bound, without personal data."""


def _always(order: OrderSnapshot, bound: bool) -> Finding:  # noqa: ARG001, FBT001 - the form of all conditions
    return Finding(holds=True, seen="every order")


def _total_at_least(order: OrderSnapshot, bound: Money) -> Finding:
    if order.total.currency != bound.currency:
        return Finding(holds=False, seen=f"value {order.total} is not in {bound.currency}, the currency of the bound")
    holds = order.total >= bound
    return Finding(holds, f"value {order.total} {'>=' if holds else '<'} {bound}")


def _risk_at_least(order: OrderSnapshot, bound: str) -> Finding:
    level = order.risk_level
    providers = sorted({risk.provider for risk in order.risks if risk.level == level})
    seen = f"risk {level} by {' and '.join(providers)}" if providers else f"risk {level}"
    if _RISK_LEVELS.index(level) >= _RISK_LEVELS.index(bound):
        return Finding(holds=True, seen=seen)
    return Finding(holds=False, seen=f"{seen} is below {bound}")


def _recommendation(order: OrderSnapshot, bound: tuple[str, ...]) -> Finding:
    return _one_of("recommendation", order.recommendation or "none given", bound)


def _customer_tags(order: OrderSnapshot, bound: tuple[str, ...]) -> Finding:
    return _any_tag("customer", order.customer_tags, bound)


def _order_tags(order: OrderSnapshot, bound: tuple[str, ...]) -> Finding:
    return _any_tag("order", order.tags, bound)


def _wholesale(order: OrderSnapshot, bound: bool) -> Finding:  # noqa: ARG001, FBT001 - the form of all conditions
    if order.company:
        return Finding(holds=True, seen="wholesale: bought by a B2B company")
    tags = {tag.casefold() for tag in (*order.customer_tags, *order.tags)}
    if "wholesale" in tags:
        return Finding(holds=True, seen="wholesale: tagged as such")
    return Finding(holds=False, seen="not wholesale: neither a B2B company nor a tag")


def _first_order(order: OrderSnapshot, bound: bool) -> Finding:  # noqa: ARG001, FBT001 - the form of all conditions
    if not order.customer_id:
        return Finding(holds=False, seen="first order unknown: no customer")
    if order.customer_orders <= 1:
        return Finding(holds=True, seen="first order of the customer")
    return Finding(holds=False, seen=f"order number {order.customer_orders} of the customer")


def _destinations(order: OrderSnapshot, bound: tuple[str, ...]) -> Finding:
    if not order.shipping_address or not order.shipping_address.country:
        return Finding(holds=False, seen="destination unknown: no shipping country")
    return _one_of("destination", order.shipping_address.country, bound)


def _address_invalid(order: OrderSnapshot, bound: bool) -> Finding:  # noqa: ARG001, FBT001 - the form of all conditions
    verdict = order.shipping_address.validation if order.shipping_address else ""
    return Finding(holds=verdict == "ERROR", seen=f"address check {verdict or 'has no result'}")


def _financial_status(order: OrderSnapshot, bound: tuple[str, ...]) -> Finding:
    return _one_of("financial status", order.financial_status or "unknown", bound)


def _payment_failed(order: OrderSnapshot, bound: bool) -> Finding:  # noqa: ARG001, FBT001 - the form of all conditions
    last = _latest_attempt(order.transactions)
    if last is None or last.status not in _FAILED:
        return Finding(holds=False, seen="no failed payment, or a later one succeeded")
    if order.financial_status in _NO_LONGER_OPEN:
        return Finding(holds=False, seen=f"payment failed but the order is {order.financial_status}")
    return Finding(holds=True, seen=f"payment {last.kind} {last.status} {last.error_code}".rstrip())


def _latest_attempt(transactions: Iterable[Transaction]) -> Transaction | None:
    """The last attempt to pay that ended; among equal times the later in Shopify's order."""
    ended = [t for t in transactions if t.kind in _PAYING and t.status in _FAILED | {"SUCCESS"}]
    return max(reversed(ended), key=lambda t: t.processed_at or _LONG_AGO, default=None)


def _one_of(what: str, value: str, bound: tuple[str, ...]) -> Finding:
    holds = value in bound
    return Finding(holds, f"{what} {value} {'on' if holds else 'not on'} list {', '.join(bound)}")


def _any_tag(whose: str, tags: Iterable[str], bound: tuple[str, ...]) -> Finding:
    present = {tag.casefold() for tag in tags}
    found = [tag for tag in bound if tag.casefold() in present]
    if found:
        return Finding(holds=True, seen=f"{whose} tagged {', '.join(found)}")
    return Finding(holds=False, seen=f"{whose} not tagged {', '.join(bound)}")


CONDITIONS: dict[str, Callable[[OrderSnapshot, Any], Finding]] = {
    "always": _always,
    "total_at_least": _total_at_least,
    "risk_at_least": _risk_at_least,
    "recommendation": _recommendation,
    "customer_tags": _customer_tags,
    "order_tags": _order_tags,
    "wholesale": _wholesale,
    "first_order": _first_order,
    "destinations": _destinations,
    "address_invalid": _address_invalid,
    "financial_status": _financial_status,
    "payment_failed": _payment_failed,
}
"""By key of `When`."""
