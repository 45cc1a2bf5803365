"""Fulfillment orders and their holds."""

from integrator.sandbox.shopify import mutations_fulfillment, queries
from integrator.sandbox.shopify.area import Area, Root

AREA = Area(
    queries={"fulfillmentOrder": Root(queries.fulfillment_order)},
    mutations={
        "fulfillmentOrderHold": Root(
            mutations_fulfillment.fulfillment_order_hold,
            ("fulfillmentHold", "fulfillmentOrder", "remainingFulfillmentOrder"),
        ),
        "fulfillmentOrderReleaseHold": Root(
            mutations_fulfillment.fulfillment_order_release_hold, ("fulfillmentOrder",)
        ),
    },
    nodes={"FulfillmentOrder": lambda ctx, gid: queries.fulfillment_order(ctx, id=gid)},
)
