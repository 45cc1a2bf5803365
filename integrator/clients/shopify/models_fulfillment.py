"""What the client gives back about fulfillment orders and fulfillments."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, PositiveInt

from integrator.events.order import Hold


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class PartLine(_Read):
    """Items that one fulfillment order ships."""

    id: str
    line: str
    """The order's line item."""
    sku: str = ""
    total: int
    remaining: int


class FulfillmentOrderDetail(_Read):
    """One fulfillment order with its lines and what may be done to it."""

    id: str
    order: str
    status: str
    request_status: str = ""
    """UNSUBMITTED, SUBMITTED, ACCEPTED, REJECTED, CLOSED, ..."""
    location: str = ""
    """`gid://shopify/Location/<number>`; empty when the location is gone."""
    fulfill_at: datetime | None = None
    fulfill_by: datetime | None = None
    updated_at: datetime
    actions: frozenset[str] = frozenset()
    """Shopify's `supportedActions`: MOVE, SPLIT, HOLD, CREATE_FULFILLMENT, REQUEST_FULFILLMENT, ..."""
    lines: tuple[PartLine, ...] = ()


class Portion(_Read):
    """Items of a fulfillment order to do something with, and how many were left when that was decided."""

    line: str
    """`gid://shopify/FulfillmentOrderLineItem/<number>`."""
    quantity: PositiveInt
    remaining: PositiveInt


class HeldFulfillmentOrder(_Read):
    """A fulfillment order on hold, in a list over all orders."""

    id: str
    order: str
    order_name: str
    updated_at: datetime
    holds: tuple[Hold, ...] = ()


class Tracking(_Read):
    """The numbers under which a carrier knows a shipment; `urls` belong to `numbers` in turn, or are empty."""

    company: str = ""
    numbers: tuple[str, ...]
    urls: tuple[str, ...] = ()


class ShippedLine(_Read):
    """Items that have left."""

    id: str
    """`gid://shopify/FulfillmentLineItem/<number>`, by which they can be returned."""
    line: str
    sku: str = ""
    quantity: int


class Fulfillment(_Read):
    """One shipment."""

    id: str
    name: str
    status: str
    """SUCCESS, CANCELLED, ERROR, FAILURE."""
    display_status: str = ""
    """The carrier's last word, such as IN_TRANSIT or DELIVERED."""
    created_at: datetime
    delivered_at: datetime | None = None
    estimated_delivery_at: datetime | None = None
    location: str = ""
    tracking: Tracking
    lines: tuple[ShippedLine, ...] = ()


class FulfillmentEvent(_Read):
    """One thing that a carrier reported."""

    id: str
    status: str
    message: str = ""
    happened_at: datetime
    estimated_delivery_at: datetime | None = None
