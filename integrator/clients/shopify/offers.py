"""What the client takes and gives back about drafts, orders of our own making, and edited orders."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from integrator.events.order import Address, Order
from integrator.money import Money


class _Offered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Offered):
    """One line to sell: a variant at its own price, or something the store does not keep."""

    quantity: int = Field(ge=1)
    variant_id: str = ""
    """`gid://shopify/ProductVariant/<number>`; empty: `title` and `price` say what it is."""
    title: str = ""
    sku: str = ""
    price: Money | None = None
    """Of one piece. For a variant: instead of its own price."""
    percent_off: Decimal = Field(default=Decimal(0), ge=0, le=100)
    """Only in a draft."""


class Buyer(_Offered):
    """Whom it is for: a customer, or a company at one of its locations."""

    customer_id: str = ""
    company_id: str = ""
    location_id: str = ""
    contact_id: str = ""


class Offer(_Offered):
    """A draft to make."""

    items: tuple[Item, ...] = Field(min_length=1)
    buyer: Buyer = Buyer()
    email: str = ""
    note: str = ""
    po_number: str = ""
    tags: tuple[str, ...] = ()
    """Besides the one that finds it again."""
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping: Money | None = None
    shipping_title: str = "Shipping"
    terms_id: str = ""
    """`gid://shopify/PaymentTermsTemplate/<number>`: the order is owed. Empty: completing it marks it as paid."""
    reserve_until: datetime | None = None
    """Until when stock is set aside; None: it is not."""
    is_tax_exempt: bool = False


class Draft(_Offered):
    """A draft as Shopify has it."""

    id: str
    name: str
    """What people call it, such as `#D88`."""
    status: str
    """OPEN, INVOICE_SENT or COMPLETED."""
    updated_at: datetime
    invoice_sent_at: datetime | None
    total: Money
    tags: tuple[str, ...]
    order: Order | None = None
    """What became of it."""


class NewOrder(_Offered):
    """An order to make directly: all prices are ours, and nothing is computed by Shopify."""

    items: tuple[Item, ...] = Field(min_length=1)
    currency: str
    customer_id: str = ""
    email: str = ""
    note: str = ""
    po_number: str = ""
    tags: tuple[str, ...] = ()
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping: Money | None = None
    shipping_title: str = "Shipping"
    is_paid: bool = False
    takes_stock: bool = True
    """Whether it is refused when there is too little; otherwise stock stays as it is."""


class Edited(_Offered):
    """What an edit has made of an order."""

    total: Money
    outstanding: Money
    """To be paid; below zero what is to be refunded."""
