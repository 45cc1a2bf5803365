"""
The GraphQL documents we send: constants, one file each, selecting only what is read.

Costs are estimates by the published rules for the first request; the true ones are learned from the answers.
"""

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Document:
    """One operation. `cost` is reserved for it, in points, until Shopify has named its own figure."""

    operation: str
    text: str
    cost: float

    @property
    def is_read(self) -> bool:
        return self.text.startswith("query ")


def _load(name: str, *, cost: float) -> Document:
    text = (files(__name__) / f"{name}.graphql").read_text(encoding="utf-8")
    operation = text.split(maxsplit=2)[1].partition("(")[0]
    return Document(operation, text, cost)


BULK_OPERATION_RUN_QUERY = _load("bulk_operation_run_query", cost=11)
BULK_OPERATION_STATUS = _load("bulk_operation_status", cost=1)
BULK_OPERATIONS_RECENT = _load("bulk_operations_recent", cost=6)
BULK_ORDERS_RECONCILIATION = _load("bulk_orders_reconciliation", cost=0)  # Sent inside BULK_OPERATION_RUN_QUERY.
FULFILLMENT_ORDER_HOLD = _load("fulfillment_order_hold", cost=11)
FULFILLMENT_ORDER_RELEASE_HOLD = _load("fulfillment_order_release_hold", cost=11)
JOB_STATUS = _load("job_status", cost=1)
METAFIELDS_SET = _load("metafields_set", cost=11)
ORDER_CANCEL = _load("order_cancel", cost=11)
ORDER_CAPTURE = _load("order_capture", cost=11)
ORDER_CORE = _load("order_core", cost=33)
ORDER_FULFILLMENT_ORDERS = _load("order_fulfillment_orders", cost=18)
ORDERS_POLL = _load("orders_poll", cost=9)
ORDERS_SWEEP = _load("orders_sweep", cost=44)
SHOP_INFO = _load("shop_info", cost=3)
TAGS_ADD = _load("tags_add", cost=11)
TAGS_REMOVE = _load("tags_remove", cost=11)
WEBHOOK_SUBSCRIPTION_CREATE = _load("webhook_subscription_create", cost=11)
WEBHOOK_SUBSCRIPTIONS = _load("webhook_subscriptions", cost=9)
