"""Which order a webhook is about, so that its delivery can be shown with the order."""

from typing import Any

from integrator.sandbox.database import Database, Document

_PART, _BELONGS = "shopify.fulfillment_order", "shopify.belongs"
"""As `orders` and `order_index` keep them; importing those from here would go in a circle."""


def order_of(db: Database, store: str, topic: str, body: Document) -> str:
    """Return the number of the order that `body` is about; empty when it is about none."""
    part = body.get("fulfillment_order")
    if isinstance(part, dict):
        place = db.get(_PART, f"{store}/{_number(part['id'])}")
        return str(place["order"]) if place else ""
    for named in (body.get("order_id"), _within(body, "order_edit", "order_id"), _within(body, "order", "id")):
        if named is not None:
            return _number(named)
    if topic.startswith("orders/"):
        return str(body["id"])
    kind, _, number = str(body.get("admin_graphql_api_id", "")).removeprefix("gid://shopify/").partition("/")
    place = db.get(_BELONGS, f"{store}/{kind}/{number}")
    return str(place["order"]) if place else ""


def _within(body: Document, outer: str, inner: str) -> Any:
    found = body.get(outer)
    return found.get(inner) if isinstance(found, dict) else None


def _number(named: Any) -> str:
    """Take the number out of a gid; a number stays one."""
    return str(named).rpartition("/")[2]
