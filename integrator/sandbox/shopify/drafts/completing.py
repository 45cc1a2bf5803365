"""A draft becomes an order."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import payments, placing
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.drafts import drafts
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import APP_NUMBER
from integrator.sandbox.shopify.people import buyers, customers
from integrator.sandbox.shopify.totals import totals

_SAME = (
    "email",
    "phone",
    "note",
    "po_number",
    "tags",
    "attributes",
    "currency",
    "shipping_address",
    "billing_address",
    "shipping",
    "shipping_title",
    "lines",
)


def complete(action: Action, draft: Document, *, source: str | None = None, pending: bool = False) -> Document:
    """
    Make the order of a draft: paid by hand, or owed when there are payment terms; raises `Refused`.

    Returns the order; `draft` is kept as completed. Source: contract api, section 11. [documented]
    """
    if draft["status"] == "COMPLETED":
        raise Refused(None, "This order has been paid")
    number = draft["customer_id"]
    customer = None if number is None else customers.find(action.world.db, action.store, number)
    known = {name: draft[name] for name in _SAME if name != "lines"}
    by = str(APP_NUMBER) if action.by_app else "shopify_draft_order"
    known |= {"gateway": "manual", "source_name": source or draft["source_name"] or by}
    order = placing.new_order(
        action, customer=customer, company=draft["company"], lines=[dict(line) for line in draft["lines"]], **known
    )
    owed = totals(order).total
    if customer is not None:
        buyers.count(action, customer, owed)
    if owed:
        status = "PENDING" if pending or draft["on_terms"] else "SUCCESS"
        payments.build(action, order, "SALE", owed, status=status)
    draft |= {"status": "COMPLETED", "completed_at": action.stamp, "order": order["id"], "order_name": order["name"]}
    placing.launch(action, order)
    drafts.change(action, draft)
    return order
