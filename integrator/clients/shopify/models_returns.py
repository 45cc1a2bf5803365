"""What the client gives back about returns, refunds and disputes."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from integrator.money import Money


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReturnMark(_Read):
    """One return in the list of an order's."""

    id: str
    name: str
    """`#1042-R1`, good as an RMA number."""
    status: str
    """REQUESTED, OPEN, CLOSED, DECLINED, CANCELED."""
    created_at: datetime


class ReturnLine(_Read):
    """Items that shall come back, or did."""

    id: str
    line: str = ""
    """The order's line item; empty for goods that Shopify does not know."""
    sku: str = ""
    quantity: int
    processed: int
    unprocessed: int
    refunded: int
    reason: str = ""
    """Handle of the reason, such as `damaged-or-defective`."""
    customer_note: str = ""
    reason_note: str = ""


class ExpectedGoods(_Read):
    """What the warehouse expects for one line."""

    id: str
    """`gid://shopify/ReverseFulfillmentOrderLineItem/<number>`."""
    fulfillment_line: str = ""
    total: int
    disposed: int
    """How many have a disposition."""


class Return(_Read):
    """One return."""

    id: str
    name: str
    status: str
    order: str
    order_name: str
    created_at: datetime
    approved_at: datetime | None = None
    closed_at: datetime | None = None
    decline_reason: str = ""
    refunds: tuple[str, ...] = ()
    lines: tuple[ReturnLine, ...] = ()
    goods: tuple[ExpectedGoods, ...] = ()


class Returnable(_Read):
    """Shipped items that can still be asked back."""

    fulfillment_line: str
    line: str
    sku: str = ""
    quantity: int


class Goods(_Read):
    """Items of a return to process, and how many were unprocessed when that was decided."""

    line: str
    """`gid://shopify/ReturnLineItem/<number>`."""
    quantity: PositiveInt
    unprocessed: PositiveInt


class Share(_Read):
    """What of one payment goes back."""

    payment: str
    """`gid://shopify/OrderTransaction/<number>`, a sale or capture."""
    gateway: str = ""
    amount: Money


class RefundLine(_Read):
    """Items that are refunded."""

    line: str
    quantity: PositiveInt
    restock: str = "NO_RESTOCK"
    """NO_RESTOCK, RETURN for goods that came back, CANCEL for goods that shall not leave."""
    location: str = ""
    """Where they are put; empty: nowhere, or Shopify decides."""


class Suggestion(_Read):
    """What Shopify suggests to refund."""

    amount: Money
    maximum: Money
    """What can go back at most."""
    shares: tuple[Share, ...] = ()


class Refund(_Read):
    """One refund."""

    id: str
    note: str = ""
    return_id: str = ""
    created_at: datetime
    amount: Money
    pending: NonNegativeInt = 0
    """How many of its transactions have not moved money yet."""


class Dispute(_Read):
    """What a bank wants to take back."""

    id: str
    status: str
    """NEEDS_RESPONSE, UNDER_REVIEW, ACCEPTED, WON, LOST, PREVENTED."""
    type: str
    """CHARGEBACK or INQUIRY."""
    amount: Money
    reason: str
    """FRAUDULENT, PRODUCT_NOT_RECEIVED, ..."""
    network_reason_code: str = ""
    initiated_at: datetime
    evidence_due_by: datetime | None = None
    evidence_sent_on: datetime | None = None
    finalized_on: datetime | None = None
    order: str = ""
    """Empty when Shopify does not know it."""
    order_name: str = ""


class DisputePage(_Read):
    """One page of disputes, newest first."""

    disputes: tuple[Dispute, ...] = ()
    next: str | None = None
    """What to pass as `after` for the following page; None at the end."""


class Evidence(_Read):
    """What was collected against a dispute; texts are empty where nothing was said."""

    id: str
    submitted: bool
    access_activity_log: str = ""
    cancellation_rebuttal: str = ""
    refund_refusal_explanation: str = ""
    uncategorized_text: str = ""
