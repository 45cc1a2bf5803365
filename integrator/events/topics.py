"""
Shopify's topics: what a body must hold to be of its topic, and which order it is about.

A topic that is known but wanted by no flow ends as ignored, with that reason. Source: contract, webhook payloads.
[documented for the keys; the choice of keys that tell topics apart is ours]
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrator.events.body import UnreadableBody

_ORDER_GID = "gid://shopify/Order/"


@dataclass(frozen=True)
class Topic:
    """How to read the bodies of one topic."""

    needs: tuple[str, ...]
    """Top-level keys without which the body is of another topic."""
    order_of: Callable[[Mapping[str, Any]], object] | None = None
    """Finds the order's number in the body; `None` when the topic is not about an order."""


def _top(key: str) -> Callable[[Mapping[str, Any]], object]:
    return lambda body: body.get(key)


def _nested(outer: str, inner: str) -> Callable[[Mapping[str, Any]], object]:
    return lambda body: body[outer].get(inner) if isinstance(body.get(outer), Mapping) else None


_ORDER = Topic(needs=("id", "admin_graphql_api_id", "name", "financial_status", "line_items"), order_of=_top("id"))
_FULFILLMENT = Topic(needs=("id", "order_id", "line_items", "tracking_number"), order_of=_top("order_id"))
_RETURN = Topic(needs=("id", "admin_graphql_api_id", "status", "order"))
_DISPUTE = Topic(needs=("id", "order_id", "evidence_due_by"))
_CHECKOUT = Topic(needs=("token", "cart_token", "line_items"))
_FULFILLMENT_ORDER = Topic(needs=("fulfillment_order",))
_CUSTOMER = Topic(needs=("id", "state", "verified_email"))

TOPICS: Mapping[str, Topic] = {
    "orders/create": _ORDER,
    "orders/updated": _ORDER,
    "orders/paid": _ORDER,
    "orders/cancelled": _ORDER,
    "orders/fulfilled": _ORDER,
    "orders/partially_fulfilled": _ORDER,
    "orders/edited": Topic(needs=("order_edit",), order_of=_nested("order_edit", "order_id")),
    "orders/risk_assessment_changed": Topic(needs=("risk_level", "order_id"), order_of=_top("order_id")),
    "order_transactions/create": Topic(needs=("id", "order_id", "kind", "status"), order_of=_top("order_id")),
    "refunds/create": Topic(needs=("id", "order_id", "refund_line_items"), order_of=_top("order_id")),
    "fulfillments/create": _FULFILLMENT,
    "fulfillments/update": _FULFILLMENT,
    "fulfillment_events/create": Topic(needs=("id", "fulfillment_id", "order_id"), order_of=_top("order_id")),
    "fulfillment_holds/added": Topic(needs=("fulfillment_order", "fulfillment_hold")),
    "fulfillment_orders/placed_on_hold": _FULFILLMENT_ORDER,
    "fulfillment_orders/hold_released": _FULFILLMENT_ORDER,
    "fulfillment_orders/order_routing_complete": _FULFILLMENT_ORDER,
    "returns/request": _RETURN,
    "returns/approve": _RETURN,
    "returns/decline": _RETURN,
    "returns/close": Topic(needs=("id", "admin_graphql_api_id", "order_id", "status")),
    "returns/update": Topic(needs=("admin_graphql_api_id", "return_line_items")),
    "disputes/create": _DISPUTE,
    "disputes/update": _DISPUTE,
    "checkouts/create": _CHECKOUT,
    "checkouts/update": _CHECKOUT,
    "draft_orders/create": Topic(needs=("id", "name", "status", "invoice_sent_at")),
    "products/update": Topic(needs=("id", "handle", "product_type", "vendor")),
    "variants/out_of_stock": Topic(needs=("id", "inventory_quantity", "inventory_policy")),
    "inventory_levels/update": Topic(needs=("inventory_item_id", "location_id")),
    "companies/create": Topic(needs=("name", "main_contact_admin_graphql_api_id")),
    "customers/create": _CUSTOMER,
    "customers/update": _CUSTOMER,
    "customers/data_request": Topic(needs=("shop_id", "shop_domain", "customer", "data_request")),
    "customers/redact": Topic(needs=("shop_id", "shop_domain", "customer", "orders_to_redact")),
    "shop/redact": Topic(needs=("shop_id", "shop_domain")),
    "app/uninstalled": Topic(needs=("id", "domain", "myshopify_domain")),
    "bulk_operations/finish": Topic(needs=("admin_graphql_api_id", "status", "type")),
}


def order_of(topic: str, body: Mapping[str, Any]) -> str | None:
    """
    Return the gid of the order a body is about, or `None` when its topic is about something else.

    Raises:
        UnreadableBody: the body does not fit its topic.
    """
    known = TOPICS.get(topic)
    if known is None:
        return None
    missing = [key for key in known.needs if key not in body]
    if missing:
        raise UnreadableBody(f"the body does not fit the topic {topic}: it has no {', '.join(missing)}")
    if known.order_of is None:
        return None
    number = str(known.order_of(body))
    if not number.isascii() or not number.isdigit() or len(number) > 20:
        raise UnreadableBody(f"the body does not fit the topic {topic}: its order id is not a number")
    return f"{_ORDER_GID}{number}"
