"""
What a webhook's body says to the timeline.

The words for actions are those of Shopify's events; the sentences are ours, for Shopify does not publish its own.
[inferred]
"""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.shopify.gids import gid

_TRANSACTIONS = {
    "authorization": "authorized",
    "capture": "captured",
    "sale": "processed",
    "void": "voided",
    "refund": "refunded",
}
_CREATED = {
    "draft_orders/create": "draft order",
    "customers/create": "customer",
    "companies/create": "company",
    "company_locations/create": "location",
    "products/create": "product",
}
_UPDATED = {"customers/update": "customer", "companies/update": "company", "products/update": "product"}


def told_by(topic: str, body: dict[str, Any], who: str) -> dict[str, Any] | None:
    """Return subject, action and message of the event, or None for what the timeline does not show."""
    if topic in _CREATED:
        return _plain(body, "create", f"{who} created this {_CREATED[topic]}.")
    if topic in _UPDATED:
        return _plain(body, "update", f"{who} changed this {_UPDATED[topic]}.")
    build = _TOLD.get(topic)
    return None if build is None else build(body, who)


def _plain(body: dict[str, Any], action: str, message: str) -> dict[str, Any]:
    return {"subject": body["admin_graphql_api_id"], "action": action, "message": message}


def _of_order(number: int, action: str, message: str) -> dict[str, Any]:
    return {"subject": gid("Order", number), "action": action, "message": message}


def _payment(body: dict[str, Any]) -> dict[str, Any]:
    outcome, money = body["status"], f"{body['amount']} {body['currency']}"
    verb = _TRANSACTIONS.get(body["kind"], body["kind"])
    is_failed = outcome in {"failure", "error"}
    message = f"A payment of {money} failed." if is_failed else f"A payment of {money} was {verb}."
    told = _of_order(body["order_id"], f"{body['kind']}_{outcome}", message)
    return {**told, "is_critical": is_failed}


def _buyer(body: dict[str, Any]) -> str:
    customer = body.get("customer") or {}
    return " ".join(part for part in (customer.get("first_name"), customer.get("last_name")) if part)


def _of_cancellation(body: dict[str, Any], who: str) -> dict[str, Any]:
    return _plain(body, "cancelled", f"{who} canceled this order. Reason: {body['cancel_reason']}.")


def _of_edit(body: dict[str, Any], who: str) -> dict[str, Any]:
    return _of_order(body["order_edit"]["order_id"], "edited", f"{who} edited this order.")


_TOLD: dict[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "orders/create": lambda body, who: _plain(body, "placed", f"{_buyer(body) or who} placed this order."),
    "orders/cancelled": _of_cancellation,
    "orders/edited": _of_edit,
    "fulfillments/create": lambda body, who: _of_order(
        body["order_id"], "fulfillment_success", f"{who} fulfilled items of this order."
    ),
    "refunds/create": lambda body, who: _of_order(body["order_id"], "refund", f"{who} refunded this order."),
    "order_transactions/create": lambda body, _who: _payment(body),
}
