"""The subject `order`: its short reference, and what we read of it before judging."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from integrator.money import Money

RiskLevel = Literal["PENDING", "NONE", "LOW", "MEDIUM", "HIGH"]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class Order(_Read):
    """Which order a run is about; small enough for a message."""

    store: str
    """`<name>.myshopify.com`."""
    id: str
    """`gid://shopify/Order/<number>`."""
    name: str
    """What people call it, such as `#1042`; unique within a store only."""

    @property
    def number(self) -> str:
        """The digits of the id."""
        return self.id.rsplit("/", 1)[-1]


class Risk(_Read):
    """One assessment by one provider."""

    level: str
    """PENDING, NONE, LOW, MEDIUM or HIGH; unknown words are kept."""
    provider: str = "Shopify"
    facts: tuple[str, ...] = ()


class Address(_Read):
    name: str = ""
    company: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    province: str = ""
    zip: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    validation: str = ""
    """Shopify's `validationResultSummary`: NO_ISSUES, WARNING, ERROR, or empty."""


class Line(_Read):
    id: str
    title: str
    sku: str = ""
    quantity: int
    """Present quantity, after edits."""
    unit_price: Money
    total: Money
    """After discounts."""
    product_tags: tuple[str, ...] = ()
    product_type: str = ""


class Transaction(_Read):
    id: str
    kind: str
    """AUTHORIZATION, CAPTURE, SALE, REFUND, VOID, ..."""
    status: str
    """SUCCESS, PENDING, FAILURE, ERROR, ..."""
    gateway: str = ""
    error_code: str = ""
    amount: Money
    processed_at: datetime | None = None


class OrderSnapshot(_Read):
    """An order as Shopify showed it at one moment. Money is in shop currency, current total after edits (R8)."""

    store: str
    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    closed_at: datetime | None = None
    test: bool = False
    currency: str
    total: Money
    subtotal: Money
    tax: Money
    shipping: Money
    discounts: Money
    outstanding: Money
    refunded: Money
    original_total: Money
    financial_status: str = ""
    """Shopify's `displayFinancialStatus`: PENDING, AUTHORIZED, PAID, VOIDED, REFUNDED, ..."""
    fulfillment_status: str = ""
    """Shopify's `displayFulfillmentStatus`: UNFULFILLED, ON_HOLD, PARTIALLY_FULFILLED, FULFILLED, ..."""
    gateways: tuple[str, ...] = ()
    capturable: bool = False
    email: str = ""
    note: str = ""
    po_number: str = ""
    tags: tuple[str, ...] = ()
    customer_id: str = ""
    customer_name: str = ""
    customer_tags: tuple[str, ...] = ()
    customer_orders: int = 0
    company: str = ""
    """Name of the B2B company that bought; empty for a private customer."""
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_title: str = ""
    recommendation: str = ""
    """ACCEPT, INVESTIGATE, CANCEL, NONE or empty."""
    risks: tuple[Risk, ...] = ()
    lines: tuple[Line, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    metafields: dict[str, str] = {}
    """Values in the app's own namespace by key."""

    @property
    def order(self) -> Order:
        return Order(store=self.store, id=self.id, name=self.name)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_fulfilled(self) -> bool:
        """Whether every item has left; a partly fulfilled order still has something to stop."""
        return self.fulfillment_status == "FULFILLED"

    @property
    def risk_level(self) -> str:
        """The highest level any provider gave; `NONE` without assessments."""
        order = ("NONE", "PENDING", "LOW", "MEDIUM", "HIGH")
        levels = [risk.level for risk in self.risks if risk.level in order]
        return max(levels, key=order.index, default="NONE")

    @property
    def authorized(self) -> Decimal:
        """Authorized and not yet captured or voided, in shop currency."""
        kinds = {"AUTHORIZATION": 1, "CAPTURE": -1, "VOID": -1}
        return sum(
            (kinds.get(t.kind, 0) * t.amount.amount for t in self.transactions if t.status == "SUCCESS"),
            Decimal(0),
        )


class Hold(_Read):
    """A fulfillment hold as Shopify reports it."""

    id: str
    fulfillment_order: str
    handle: str = ""
    reason: str = ""
    is_ours: bool = False
    """Shopify's `heldByRequestingApp`."""


class FulfillmentOrder(_Read):
    id: str
    status: str
    """OPEN, SCHEDULED, IN_PROGRESS, ON_HOLD, INCOMPLETE, CLOSED, CANCELLED."""
    request_status: str = ""
    location: str = ""
    fulfill_by: datetime | None = None
    holds: tuple[Hold, ...] = ()
