"""Orders: reading, searching, payment, cancellation, risk."""

from integrator.sandbox.shopify import mutations_orders, order_search, orders, queries
from integrator.sandbox.shopify.area import Area, Owner, Root
from integrator.sandbox.shopify.views_order import order_view

AREA = Area(
    queries={
        "order": Root(queries.order),
        "orders": Root(order_search.all_orders),
    },
    mutations={
        "orderCancel": Root(mutations_orders.order_cancel, ("job",), ("orderCancelUserErrors", "userErrors")),
        "orderCapture": Root(mutations_orders.order_capture, ("transaction",)),
        "orderMarkAsPaid": Root(mutations_orders.order_mark_as_paid, ("order",)),
        "orderUpdate": Root(mutations_orders.order_update, ("order",)),
        "orderRiskAssessmentCreate": Root(mutations_orders.order_risk_assessment_create, ("orderRiskAssessment",)),
    },
    nodes={"Order": lambda ctx, gid: queries.order(ctx, id=gid)},
    owners={"Order": Owner(lambda ctx, gid: ctx.find_order(gid), orders.change, lambda _ctx, order: order_view(order))},
)
