"""Orders: reading, searching, payment, cancellation, risk."""

from integrator.sandbox.shopify import mutations_orders, order_search, orders, queries
from integrator.sandbox.shopify.area import Area, Owner, Root
from integrator.sandbox.shopify.creating import mutations as creating
from integrator.sandbox.shopify.views_order import order_view

AREA = Area(
    queries={
        "order": Root(queries.order),
        "orders": Root(order_search.all_orders),
    },
    mutations={
        "orderCreate": Root(creating.order_create, ("order",)),
        "orderClose": Root(creating.order_close, ("order",)),
        "orderOpen": Root(creating.order_open, ("order",)),
        "orderInvoiceSend": Root(creating.order_invoice_send, ("order",)),
        "orderCancel": Root(mutations_orders.order_cancel, ("job",), ("orderCancelUserErrors", "userErrors")),
        "orderCapture": Root(mutations_orders.order_capture, ("transaction",)),
        "orderMarkAsPaid": Root(mutations_orders.order_mark_as_paid, ("order",)),
        "orderUpdate": Root(mutations_orders.order_update, ("order",)),
        "orderRiskAssessmentCreate": Root(mutations_orders.order_risk_assessment_create, ("orderRiskAssessment",)),
    },
    nodes={"Order": lambda ctx, gid: queries.order(ctx, id=gid)},
    owners={"Order": Owner(lambda ctx, gid: ctx.find_order(gid), orders.change, lambda _ctx, order: order_view(order))},
)
