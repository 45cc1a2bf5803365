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


ABANDONED_CHECKOUTS_POLL = _load("abandoned_checkouts_poll", cost=16)
BULK_OPERATIONS_RECENT = _load("bulk_operations_recent", cost=6)
BULK_OPERATION_RUN_QUERY = _load("bulk_operation_run_query", cost=11)
BULK_OPERATION_STATUS = _load("bulk_operation_status", cost=1)
BULK_ORDERS_RECONCILIATION = _load("bulk_orders_reconciliation", cost=0)  # Sent inside BULK_OPERATION_RUN_QUERY.
COMPANIES_SEARCH = _load("companies_search", cost=6)
COMPANY_CREATE = _load("company_create", cost=11)
COMPANY_DETAIL = _load("company_detail", cost=30)
CUSTOMER_BY_IDENTIFIER = _load("customer_by_identifier", cost=1)
CUSTOMER_CREATE = _load("customer_create", cost=11)
CUSTOMER_DETAIL = _load("customer_detail", cost=13)
CUSTOMER_INVITE = _load("customer_invite", cost=11)
CUSTOMER_ORDERS = _load("customer_orders", cost=10)
CUSTOMER_UPDATE = _load("customer_update", cost=11)
DRAFT_ORDERS_SEARCH = _load("draft_orders_search", cost=12)
DRAFT_ORDER_COMPLETE = _load("draft_order_complete", cost=12)
DRAFT_ORDER_CREATE = _load("draft_order_create", cost=12)
DRAFT_ORDER_DETAIL = _load("draft_order_detail", cost=2)
DRAFT_ORDER_INVOICE_SEND = _load("draft_order_invoice_send", cost=12)
EVENTS_POLL = _load("events_poll", cost=9)
FILES_SEARCH = _load("files_search", cost=6)
FILE_CREATE = _load("file_create", cost=12)
FILE_STATUS = _load("file_status", cost=2)
FILE_UPDATE = _load("file_update", cost=12)
FULFILLMENT_ORDER_HOLD = _load("fulfillment_order_hold", cost=11)
FULFILLMENT_ORDER_RELEASE_HOLD = _load("fulfillment_order_release_hold", cost=11)
INVENTORY_ACTIVATE = _load("inventory_activate", cost=11)
INVENTORY_BY_SKU = _load("inventory_by_sku", cost=120)
INVENTORY_SET_QUANTITIES = _load("inventory_set_quantities", cost=11)
JOB_STATUS = _load("job_status", cost=1)
LOCATIONS = _load("locations", cost=18)
MARKETING_EVENTS_POLL = _load("marketing_events_poll", cost=9)
METAFIELDS_DELETE = _load("metafields_delete", cost=11)
METAFIELDS_SET = _load("metafields_set", cost=11)
METAFIELD_DEFINITION_CREATE = _load("metafield_definition_create", cost=11)
ORDERS_POLL = _load("orders_poll", cost=9)
ORDERS_SWEEP = _load("orders_sweep", cost=44)
ORDER_CANCEL = _load("order_cancel", cost=11)
ORDER_CAPTURE = _load("order_capture", cost=11)
ORDER_CLOSE = _load("order_close", cost=11)
ORDER_CORE = _load("order_core", cost=33)
ORDER_CREATE = _load("order_create", cost=11)
ORDER_EDIT_ADD_VARIANT = _load("order_edit_add_variant", cost=11)
ORDER_EDIT_BEGIN = _load("order_edit_begin", cost=36)
ORDER_EDIT_COMMIT = _load("order_edit_commit", cost=11)
ORDER_EDIT_SET_QUANTITY = _load("order_edit_set_quantity", cost=11)
ORDER_EVENTS = _load("order_events", cost=10)
ORDER_FULFILLMENT_ORDERS = _load("order_fulfillment_orders", cost=18)
ORDER_INVOICE_SEND = _load("order_invoice_send", cost=11)
ORDER_OPEN = _load("order_open", cost=11)
PRODUCTS_POLL = _load("products_poll", cost=9)
PRODUCT_BY_IDENTIFIER = _load("product_by_identifier", cost=1)
PRODUCT_DETAIL = _load("product_detail", cost=40)
PRODUCT_UPDATE = _load("product_update", cost=11)
PRODUCT_VARIANTS_BULK_UPDATE = _load("product_variants_bulk_update", cost=11)
PUBLICATIONS = _load("publications", cost=10)
PUBLISHABLE_PUBLISH = _load("publishable_publish", cost=12)
PUBLISHABLE_UNPUBLISH = _load("publishable_unpublish", cost=12)
SHOP_INFO = _load("shop_info", cost=3)
STAGED_UPLOADS_CREATE = _load("staged_uploads_create", cost=12)
TAGS_ADD = _load("tags_add", cost=11)
TAGS_REMOVE = _load("tags_remove", cost=11)
WEBHOOK_SUBSCRIPTIONS = _load("webhook_subscriptions", cost=9)
WEBHOOK_SUBSCRIPTION_CREATE = _load("webhook_subscription_create", cost=11)

# Fulfillment, returns, refunds and disputes.
DISPUTE_DETAIL = _load("dispute_detail", cost=4)
DISPUTE_EVIDENCE_UPDATE = _load("dispute_evidence_update", cost=11)
DISPUTES_POLL = _load("disputes_poll", cost=23)
FULFILLMENT_CREATE = _load("fulfillment_create", cost=11)
FULFILLMENT_EVENT_CREATE = _load("fulfillment_event_create", cost=11)
FULFILLMENT_EVENTS = _load("fulfillment_events", cost=12)
FULFILLMENT_ORDER_DETAIL = _load("fulfillment_order_detail", cost=24)
FULFILLMENT_ORDER_MOVE = _load("fulfillment_order_move", cost=11)
FULFILLMENT_ORDER_RESCHEDULE = _load("fulfillment_order_reschedule", cost=11)
FULFILLMENT_ORDER_SPLIT = _load("fulfillment_order_split", cost=12)
FULFILLMENT_ORDER_SUBMIT_REQUEST = _load("fulfillment_order_submit_request", cost=11)
FULFILLMENT_ORDERS_REROUTE = _load("fulfillment_orders_reroute", cost=11)
FULFILLMENT_ORDERS_SET_DEADLINE = _load("fulfillment_orders_set_deadline", cost=10)
FULFILLMENT_TRACKING_UPDATE = _load("fulfillment_tracking_update", cost=11)
MANUAL_HOLDS_POLL = _load("manual_holds_poll", cost=16)
ORDER_FULFILLMENTS = _load("order_fulfillments", cost=24)
ORDER_REFUNDS = _load("order_refunds", cost=10)
ORDER_RETURNS = _load("order_returns", cost=10)
ORDER_SUGGESTED_REFUND = _load("order_suggested_refund", cost=4)
REFUND_CREATE = _load("refund_create", cost=19)
RETURN_APPROVE_REQUEST = _load("return_approve_request", cost=11)
RETURN_CANCEL = _load("return_cancel", cost=11)
RETURN_CLOSE = _load("return_close", cost=11)
RETURN_CREATE = _load("return_create", cost=11)
RETURN_DECLINE_REQUEST = _load("return_decline_request", cost=11)
RETURN_DETAIL = _load("return_detail", cost=172)
RETURN_PROCESS = _load("return_process", cost=11)
RETURN_REASON_DEFINITIONS = _load("return_reason_definitions", cost=11)
RETURN_REOPEN = _load("return_reopen", cost=11)
RETURNABLE_FULFILLMENTS = _load("returnable_fulfillments", cost=152)
REVERSE_FULFILLMENT_ORDER_DISPOSE = _load("reverse_fulfillment_order_dispose", cost=11)
