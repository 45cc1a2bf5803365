"""
The shapes of Shopify's answers, as far as we read them.

Fields we select must be there and of the right type; enum values are kept as text, because Shopify adds new
ones. An absent text is the empty text.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from integrator.money import Money

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
"""A text that Shopify may leave null."""


CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217; what an answer holds otherwise is garbled."""


class Node(BaseModel):
    """An object of Shopify's; unknown fields are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class Done(Node):
    """The payload of a mutation of which nothing is read: no userErrors means that it is done."""


class AmountNode(Node):
    amount: Annotated[Decimal, Field(allow_inf_nan=False)]
    currency_code: CurrencyCode


class BagNode(Node):
    """An amount in shop and customer currency; the shop's is read."""

    shop_money: AmountNode

    @property
    def money(self) -> Money:
        return Money(amount=self.shop_money.amount, currency=self.shop_money.currency_code)


class PageInfoNode(Node):
    """Where a page ends. One that has a next page and no cursor to it would silently cut its list off."""

    has_next_page: bool
    end_cursor: str | None

    @model_validator(mode="after")
    def _leads_on(self) -> Self:
        if self.has_next_page and not self.end_cursor:
            raise ValueError("a next page without a cursor")
        return self

    @property
    def next(self) -> str | None:
        return self.end_cursor if self.has_next_page else None


class AddressNode(Node):
    name: Text
    company: Text
    address1: Text
    address2: Text
    city: Text
    province_code: Text
    zip: Text
    country_code_v2: Text
    validation_result_summary: Text = ""


class CustomerNode(Node):
    id: str
    display_name: Text
    tags: tuple[str, ...]
    number_of_orders: int


class CompanyNode(Node):
    name: Text


class PurchasingEntityNode(Node):
    """A company, or a customer; only the former has `company`."""

    company: CompanyNode | None = None


class ShippingLineNode(Node):
    title: Text


class ProviderNode(Node):
    title: str


class FactNode(Node):
    description: str


class AssessmentNode(Node):
    risk_level: str
    provider: ProviderNode | None
    facts: tuple[FactNode, ...]


class RiskNode(Node):
    recommendation: Text
    assessments: tuple[AssessmentNode, ...]


class TransactionNode(Node):
    id: str
    kind: str
    status: str
    gateway: Text
    error_code: Text
    processed_at: datetime | None
    amount_set: BagNode


class MetafieldNode(Node):
    key: str
    value: str


class MetafieldsNode(Node):
    nodes: tuple[MetafieldNode, ...]


class ProductNode(Node):
    product_type: Text
    tags: tuple[str, ...]


class LineNode(Node):
    id: str
    title: str
    sku: Text
    current_quantity: int
    original_unit_price_set: BagNode
    discounted_total_set: BagNode
    product: ProductNode | None


class LinesNode(Node):
    nodes: tuple[LineNode, ...]
    page_info: PageInfoNode


class OrderNode(Node):
    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: Text
    test: bool
    po_number: Text
    note: Text
    tags: tuple[str, ...]
    email: Text
    currency_code: CurrencyCode
    payment_gateway_names: tuple[str, ...]
    display_financial_status: Text
    display_fulfillment_status: Text
    capturable: bool
    total_price_set: BagNode
    current_total_price_set: BagNode
    subtotal_price_set: BagNode | None
    total_tax_set: BagNode | None
    total_shipping_price_set: BagNode
    total_discounts_set: BagNode | None
    total_outstanding_set: BagNode
    total_refunded_set: BagNode
    customer: CustomerNode | None
    purchasing_entity: PurchasingEntityNode | None
    shipping_address: AddressNode | None
    billing_address: AddressNode | None
    shipping_line: ShippingLineNode | None
    risk: RiskNode
    transactions: tuple[TransactionNode, ...]
    metafields: MetafieldsNode
    line_items: LinesNode


class HoldNode(Node):
    id: str
    handle: Text
    reason: str
    held_by_requesting_app: bool


class LocationNode(Node):
    name: Text


class FulfillmentOrderNode(Node):
    id: str
    status: str
    request_status: Text
    fulfill_by: datetime | None
    assigned_location: LocationNode
    fulfillment_holds: tuple[HoldNode, ...]


class FulfillmentOrdersNode(Node):
    nodes: tuple[FulfillmentOrderNode, ...]
    page_info: PageInfoNode


class JobNode(Node):
    id: str
    done: bool


class ShopNode(Node):
    name: str
    myshopify_domain: str
    currency_code: CurrencyCode
    iana_timezone: str


class ScopeNode(Node):
    handle: str


class InstallationNode(Node):
    access_scopes: tuple[ScopeNode, ...]


class OrderMarkNode(Node):
    id: str
    name: str
    created_at: datetime
    updated_at: datetime


class OrderMarksNode(Node):
    nodes: tuple[OrderMarkNode, ...]
    page_info: PageInfoNode


class SubscriptionNode(Node):
    id: str
    topic: str
    uri: str


class SubscriptionsNode(Node):
    nodes: tuple[SubscriptionNode, ...]
    page_info: PageInfoNode
