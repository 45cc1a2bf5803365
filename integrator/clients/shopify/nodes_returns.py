"""The shapes of returns, as far as we read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from integrator.clients.shopify.models_returns import ExpectedGoods, Return, Returnable, ReturnLine, ReturnMark
from integrator.clients.shopify.nodes import Node, PageInfoNode, Text
from integrator.clients.shopify.nodes_fulfillment import IdNode, ItemNode


class MarkNode(Node):
    id: str
    name: str
    status: str
    created_at: datetime

    @property
    def read(self) -> ReturnMark:
        return ReturnMark(**self.model_dump())


class MarksNode(Node):
    nodes: tuple[MarkNode, ...]
    page_info: PageInfoNode


class _ShippedNode(Node):
    id: str
    line_item: ItemNode


class _ReasonNode(Node):
    handle: str


class LineNode(Node):
    """A line; only one of goods that were shipped has `fulfillment_line_item`."""

    id: str
    quantity: int
    processed_quantity: int
    unprocessed_quantity: int
    refunded_quantity: int
    customer_note: Text
    return_reason_note: Text
    return_reason_definition: _ReasonNode | None
    fulfillment_line_item: _ShippedNode | None = None

    @property
    def read(self) -> ReturnLine:
        shipped, reason = self.fulfillment_line_item, self.return_reason_definition
        return ReturnLine(
            id=self.id,
            line=shipped.line_item.id if shipped else "",
            sku=shipped.line_item.sku if shipped else "",
            quantity=self.quantity,
            processed=self.processed_quantity,
            unprocessed=self.unprocessed_quantity,
            refunded=self.refunded_quantity,
            reason=reason.handle if reason else "",
            customer_note=self.customer_note,
            reason_note=self.return_reason_note,
        )


class _LinesNode(Node):
    nodes: tuple[LineNode, ...]
    page_info: PageInfoNode


class _DispositionNode(Node):
    type: str
    quantity: int


class _ExpectedNode(Node):
    id: str
    total_quantity: int
    dispositions: tuple[_DispositionNode, ...]
    fulfillment_line_item: IdNode | None


class _ExpectedLinesNode(Node):
    nodes: tuple[_ExpectedNode, ...]


class _ReverseNode(Node):
    line_items: _ExpectedLinesNode


class _ReversesNode(Node):
    nodes: tuple[_ReverseNode, ...]


class _IdsNode(Node):
    nodes: tuple[IdNode, ...]


class _OrderNode(Node):
    id: str
    name: str


class _DeclineNode(Node):
    reason: str
    note: Text


class ReturnNode(Node):
    id: str
    name: str
    status: str
    created_at: datetime
    request_approved_at: datetime | None
    closed_at: datetime | None
    decline: _DeclineNode | None
    order: _OrderNode
    refunds: _IdsNode
    return_line_items: _LinesNode
    reverse_fulfillment_orders: _ReversesNode


class ReturnData(Node):
    found: Annotated[ReturnNode | None, Field(alias="return")]


class _ReturnableLineNode(Node):
    quantity: int
    fulfillment_line_item: _ShippedNode


class _ReturnableLinesNode(Node):
    nodes: tuple[_ReturnableLineNode, ...]


class _ReturnableNode(Node):
    returnable_fulfillment_line_items: _ReturnableLinesNode


class ReturnablesNode(Node):
    nodes: tuple[_ReturnableNode, ...]
    page_info: PageInfoNode

    @property
    def read(self) -> list[Returnable]:
        lines = (line for node in self.nodes for line in node.returnable_fulfillment_line_items.nodes)
        return [
            Returnable(
                fulfillment_line=line.fulfillment_line_item.id,
                line=line.fulfillment_line_item.line_item.id,
                sku=line.fulfillment_line_item.line_item.sku,
                quantity=line.quantity,
            )
            for line in lines
        ]


def read_return(node: ReturnNode, lines: Sequence[LineNode]) -> Return:
    """Build a return; `lines` are those of all pages."""
    expected = (one for reverse in node.reverse_fulfillment_orders.nodes for one in reverse.line_items.nodes)
    return Return(
        id=node.id,
        name=node.name,
        status=node.status,
        order=node.order.id,
        order_name=node.order.name,
        created_at=node.created_at,
        approved_at=node.request_approved_at,
        closed_at=node.closed_at,
        decline_reason=node.decline.reason if node.decline else "",
        refunds=tuple(refund.id for refund in node.refunds.nodes),
        lines=tuple(line.read for line in lines),
        goods=tuple(
            ExpectedGoods(
                id=one.id,
                fulfillment_line=one.fulfillment_line_item.id if one.fulfillment_line_item else "",
                total=one.total_quantity,
                disposed=sum(disposition.quantity for disposition in one.dispositions),
            )
            for one in expected
        ),
    )
