"""Reading the subject again before a step acts on it (R4)."""

from integrator.context import Context
from integrator.events.order import Order, OrderSnapshot
from integrator.flow import Parked
from integrator.flow.needs import scopes

READING = scopes("read_orders", "read_customers", "read_products", "read_merchant_managed_fulfillment_orders")
"""What reading an order takes; whoever judges orders needs it too. Source: contracts/shopify. [documented]"""


def read_order(ctx: Context, order: Order) -> OrderSnapshot:
    """Return the order as Shopify shows it now; parks the run when Shopify does not know it any more."""
    snapshot = ctx.shopify.get_order(order.id)
    if snapshot is None:
        raise Parked("order_gone", "Shopify does not know the order any more")
    return snapshot
