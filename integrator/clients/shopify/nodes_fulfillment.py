"""The shapes of fulfillment orders and fulfillments, as far as we read them."""

from datetime import datetime

from integrator.clients.shopify.models_fulfillment import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrderDetail,
    HeldFulfillmentOrder,
    PartLine,
    ShippedLine,
    Tracking,
)
from integrator.clients.shopify.nodes import HoldNode, Node, PageInfoNode, Text
from integrator.clients.shopify.reading import hold


class IdNode(Node):
    id: str


class ItemNode(Node):
    id: str
    sku: Text


class _PlaceNode(Node):
    location: IdNode | None


class _ActionNode(Node):
    action: str


class PartLineNode(Node):
    id: str
    sku: Text
    total_quantity: int
    remaining_quantity: int
    line_item: IdNode


class PartLinesNode(Node):
    nodes: tuple[PartLineNode, ...]
    page_info: PageInfoNode


class FulfillmentOrderDetailNode(Node):
    id: str
    status: str
    request_status: Text
    order_id: str
    fulfill_at: datetime | None
    fulfill_by: datetime | None
    updated_at: datetime
    supported_actions: tuple[_ActionNode, ...]
    assigned_location: _PlaceNode
    line_items: PartLinesNode


class HeldNode(Node):
    id: str
    order_id: str
    order_name: str
    updated_at: datetime
    fulfillment_holds: tuple[HoldNode, ...]

    @property
    def read(self) -> HeldFulfillmentOrder:
        return HeldFulfillmentOrder(
            id=self.id,
            order=self.order_id,
            order_name=self.order_name,
            updated_at=self.updated_at,
            holds=tuple(hold(self.id, one) for one in self.fulfillment_holds),
        )


class HeldPageNode(Node):
    nodes: tuple[HeldNode, ...]
    page_info: PageInfoNode


class _TrackingNode(Node):
    company: Text
    number: Text
    url: Text


class _ShippedLineNode(Node):
    id: str
    quantity: int
    line_item: ItemNode


class _ShippedLinesNode(Node):
    nodes: tuple[_ShippedLineNode, ...]
    page_info: PageInfoNode


class FulfillmentNode(Node):
    id: str
    name: str
    status: str
    display_status: Text
    created_at: datetime
    delivered_at: datetime | None
    estimated_delivery_at: datetime | None
    location: IdNode | None
    tracking_info: tuple[_TrackingNode, ...]
    fulfillment_line_items: _ShippedLinesNode

    @property
    def read(self) -> Fulfillment:
        return Fulfillment(
            id=self.id,
            name=self.name,
            status=self.status,
            display_status=self.display_status,
            created_at=self.created_at,
            delivered_at=self.delivered_at,
            estimated_delivery_at=self.estimated_delivery_at,
            location=self.location.id if self.location else "",
            tracking=Tracking(
                company=next((one.company for one in self.tracking_info if one.company), ""),
                numbers=tuple(one.number for one in self.tracking_info if one.number),
                urls=tuple(one.url for one in self.tracking_info if one.url),
            ),
            lines=tuple(
                ShippedLine(id=one.id, line=one.line_item.id, sku=one.line_item.sku, quantity=one.quantity)
                for one in self.fulfillment_line_items.nodes
            ),
        )


class EventNode(Node):
    id: str
    status: str
    message: Text
    happened_at: datetime
    estimated_delivery_at: datetime | None

    @property
    def read(self) -> FulfillmentEvent:
        return FulfillmentEvent(**self.model_dump())


def detail(node: FulfillmentOrderDetailNode, lines: list[PartLineNode]) -> FulfillmentOrderDetail:
    """Build a fulfillment order; `lines` are those of all pages."""
    place = node.assigned_location.location
    return FulfillmentOrderDetail(
        id=node.id,
        order=node.order_id,
        status=node.status,
        request_status=node.request_status,
        location=place.id if place else "",
        fulfill_at=node.fulfill_at,
        fulfill_by=node.fulfill_by,
        updated_at=node.updated_at,
        actions=frozenset(one.action for one in node.supported_actions),
        lines=tuple(
            PartLine(
                id=one.id,
                line=one.line_item.id,
                sku=one.sku,
                total=one.total_quantity,
                remaining=one.remaining_quantity,
            )
            for one in lines
        ),
    )
