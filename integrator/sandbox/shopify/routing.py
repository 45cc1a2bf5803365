"""Finding out from where a new order ships: at once, or later, as Shopify does under load."""

from datetime import timedelta

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other, jobs_kept, orders, switches
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.fulfillment_orders import parts


def begin(action: Action, order: Document, locations: int, *, claims: bool) -> None:
    """
    Give a new order its fulfillment orders, or a job that will; the caller keeps the order.

    Source: contract api, section 7, "fulfilment orders of a new order". [documented]
    """
    seconds = switches.read(action.world.db)["routing_seconds"]
    if not seconds:
        order["fulfillment_orders"] = parts.shares(action, order, locations)
        return
    due = action.at + timedelta(seconds=seconds)
    jobs_kept.schedule(action, "route", str(order["id"]), {"locations": locations, "claims": claims}, due=due)


def complete(action: Action, job: Document) -> None:
    """Route an order that waited for it; a cancelled one has nothing to ship."""
    order = orders.find(action.world.db, action.store, job["subject"])
    if order is None or order["cancelled_at"] is not None:
        return
    order["fulfillment_orders"] = parts.shares(action, order, job["work"]["locations"])
    for part in order["fulfillment_orders"]:
        orders.enter_part(action, order, part)
    orders.change(action, order)
    say(action, order, claims=job["work"]["claims"])


def say(action: Action, order: Document, *, claims: bool) -> None:
    """Say where everything ships from, and set it aside if it `claims` that; nothing while it is not routed yet."""
    for part in order["fulfillment_orders"]:
        action.announce("fulfillment_orders/order_routing_complete", bodies_other.routing_body(part))
    if claims:
        selling.claim(action, order)
        orders.save(action, order)
