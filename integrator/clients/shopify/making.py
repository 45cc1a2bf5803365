"""Whole orders: make one for an intake of ours, archive it or take it back, send its invoice."""

from integrator.clients.shopify import offering, reading
from integrator.clients.shopify.documents import (
    ORDER_CLOSE,
    ORDER_CREATE,
    ORDER_INVOICE_SEND,
    ORDER_OPEN,
    ORDERS_POLL,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import quoted
from integrator.clients.shopify.nodes import Done, Node, OrderMarkNode, OrderMarksNode
from integrator.clients.shopify.offers import NewOrder
from integrator.events.order import Order

_FEW = 10


class _PollData(Node):
    orders: OrderMarksNode


class _CreatePayload(Node):
    order: OrderMarkNode


class Making:
    """The part of `Shopify` that makes orders and keeps them tidy."""

    _graphql: GraphQL

    def find_order_from(self, source: str) -> Order | None:
        """
        Find the oldest order whose source identifier is `source`.

        The search lags behind writes. Repeating it is harmless. Source: contracts/shopify/api, 12. [seen in code]
        """
        variables = {"query": f"source_identifier:{quoted(source)}", "first": _FEW, "after": None}
        page = reading.page(self._graphql.store, self._graphql.ask(ORDERS_POLL, variables, _PollData).orders)
        return min(page.orders, key=lambda mark: mark.created_at).order if page.orders else None

    def ensure_order(self, source: str, order: NewOrder) -> Order:
        """
        Make an order that names `source` as where it comes from, unless there is one that does.

        Idempotent by looking `source` up, which holds for repeats after some seconds only, for the search lags:
        remember the id, and let one worker at a time make the order of an intake. Shopify mails nothing.

        Raises:
            ValueError: a line is incomplete, or has a discount.
            Refused: INVALID, INVENTORY_CLAIM_FAILED, PROCESSED_AT_INVALID, ...

        Source: contracts/shopify/api, 9 and 11, orderCreate. [documented]
        """
        found = self.find_order_from(source)
        if found is not None:
            return found
        behaviour = "DECREMENT_OBEYING_POLICY" if order.takes_stock else "BYPASS"
        variables = {"order": offering.order_input(order, source), "options": {"inventoryBehaviour": behaviour}}
        made = self._graphql.change(ORDER_CREATE, variables, "orderCreate", _CreatePayload).order
        return Order(store=self._graphql.store, id=made.id, name=made.name)

    def close_order(self, order_id: str) -> None:
        """Archive an order. Idempotent at Shopify: one that is closed stays as it is. [seen in code]"""
        variables = {"input": {"id": check_id(order_id, "Order")}}
        self._graphql.change(ORDER_CLOSE, variables, "orderClose", Done)

    def open_order(self, order_id: str) -> None:
        """Take an order out of the archive. Idempotent at Shopify: an open one stays as it is. [seen in code]"""
        variables = {"input": {"id": check_id(order_id, "Order")}}
        self._graphql.change(ORDER_OPEN, variables, "orderOpen", Done)

    def send_invoice(self, order_id: str, *, message: str, subject: str = "") -> None:
        """
        Have Shopify mail the invoice with `message`: the only way to write to a customer in free words.

        Nothing at Shopify makes this idempotent, and no field tells whether it was sent: the timeline does, see
        `order_events`. Look there before a repeat.

        Raises:
            Refused: ORDER_INVOICE_SEND_UNSUCCESSFUL, as when there is nobody to send to.

        Source: contracts/shopify/api, 11, orderInvoiceSend. [documented]
        """
        email = {"customMessage": message, **({"subject": subject} if subject else {})}
        variables = {"id": check_id(order_id, "Order"), "email": email}
        self._graphql.change(ORDER_INVOICE_SEND, variables, "orderInvoiceSend", Done)
