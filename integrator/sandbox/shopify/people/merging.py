"""Two customers become one. Source: contract payloads, changelog; what goes where is our reading. [inferred]"""

from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.people import bodies, customers


def merge(action: Action, gone: Document, kept: Document) -> None:
    """Give the orders, tags and totals of `gone` to `kept`, and say `customers/merge`; raises `ValueError`."""
    if gone["id"] == kept["id"]:
        raise ValueError("a customer cannot be merged with itself")
    merged = {
        **kept,
        "tags": sorted({*kept["tags"], *gone["tags"]}, key=str.lower),
        "number_of_orders": kept["number_of_orders"] + gone["number_of_orders"],
        "amount_spent": f"{Decimal(kept['amount_spent']) + Decimal(gone['amount_spent']):f}",
    }
    for order in orders.of_customer(action.world.db, action.store, str(gone["id"])):
        moved = {"customer_id": str(kept["id"]), "customer": customers.copy(merged)}
        orders.save(action, {**order, **moved})
    customers.delete(action, gone)
    customers.change(action, merged)
    action.announce("customers/merge", bodies.merge_body(merged, gone))
