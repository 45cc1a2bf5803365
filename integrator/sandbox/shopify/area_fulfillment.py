"""Fulfillment orders with their holds, and fulfillments."""

from integrator.sandbox.shopify import mutations_fulfillment, queries
from integrator.sandbox.shopify.area import Area, Root
from integrator.sandbox.shopify.fulfillment_orders import happenings, mutations, polls
from integrator.sandbox.shopify.fulfillments import happenings as shipped
from integrator.sandbox.shopify.fulfillments import mutations as shipping
from integrator.sandbox.shopify.fulfillments.finding import fulfillment

AREA = Area(
    queries={
        "fulfillment": Root(fulfillment),
        "fulfillmentOrder": Root(queries.fulfillment_order),
        "fulfillmentOrders": Root(polls.fulfillment_orders),
        "manualHoldsFulfillmentOrders": Root(polls.manual_holds),
    },
    mutations={
        "fulfillmentOrderHold": Root(
            mutations_fulfillment.fulfillment_order_hold,
            ("fulfillmentHold", "fulfillmentOrder", "remainingFulfillmentOrder"),
        ),
        "fulfillmentOrderReleaseHold": Root(
            mutations_fulfillment.fulfillment_order_release_hold, ("fulfillmentOrder",)
        ),
        "fulfillmentOrderMove": Root(
            mutations.move, ("movedFulfillmentOrder", "originalFulfillmentOrder", "remainingFulfillmentOrder")
        ),
        "fulfillmentOrderSplit": Root(mutations.split, ("fulfillmentOrderSplits",)),
        "fulfillmentOrderReschedule": Root(mutations.reschedule, ("fulfillmentOrder",)),
        "fulfillmentOrderSubmitFulfillmentRequest": Root(
            mutations.submit_request,
            ("originalFulfillmentOrder", "submittedFulfillmentOrder", "unsubmittedFulfillmentOrder"),
        ),
        "fulfillmentOrdersReroute": Root(mutations.reroute, ("movedFulfillmentOrders",)),
        "fulfillmentOrdersSetFulfillmentDeadline": Root(mutations.set_deadline, ("success",)),
        "fulfillmentCreate": Root(shipping.create, ("fulfillment",)),
        "fulfillmentEventCreate": Root(shipping.create_event, ("fulfillmentEvent",)),
        "fulfillmentTrackingInfoUpdate": Root(shipping.update_tracking, ("fulfillment",)),
    },
    nodes={
        "Fulfillment": lambda ctx, gid: fulfillment(ctx, id=gid),
        "FulfillmentOrder": lambda ctx, gid: queries.fulfillment_order(ctx, id=gid),
    },
    happenings=happenings.HAPPENINGS | shipped.HAPPENINGS,
)
