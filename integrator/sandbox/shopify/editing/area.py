"""Order editing."""

from integrator.sandbox.shopify.area import Area, Root
from integrator.sandbox.shopify.editing import mutations

_STAGED = ("calculatedLineItem", "calculatedOrder", "orderEditSession")

AREA = Area(
    mutations={
        "orderEditBegin": Root(mutations.order_edit_begin, ("calculatedOrder", "orderEditSession")),
        "orderEditAddVariant": Root(mutations.order_edit_add_variant, _STAGED),
        "orderEditSetQuantity": Root(mutations.order_edit_set_quantity, _STAGED),
        "orderEditCommit": Root(mutations.order_edit_commit, ("order", "successMessages")),
    },
)
