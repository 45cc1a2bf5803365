"""Drafts: find or make one for an intake of ours, send its invoice, complete it."""

from datetime import datetime

from integrator.clients.shopify import offering
from integrator.clients.shopify.documents import (
    DRAFT_ORDER_COMPLETE,
    DRAFT_ORDER_CREATE,
    DRAFT_ORDER_DETAIL,
    DRAFT_ORDER_INVOICE_SEND,
    DRAFT_ORDERS_SEARCH,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import quoted
from integrator.clients.shopify.marks import check_tags
from integrator.clients.shopify.nodes import BagNode, Node
from integrator.clients.shopify.offers import Draft, Offer
from integrator.events.order import Order

_FEW = 10


class _OrderNode(Node):
    id: str
    name: str


class _DraftNode(Node):
    id: str
    name: str
    status: str
    updated_at: datetime
    invoice_sent_at: datetime | None
    tags: tuple[str, ...]
    total_price_set: BagNode
    order: _OrderNode | None


class _DraftsNode(Node):
    nodes: tuple[_DraftNode, ...]


class _SearchData(Node):
    draft_orders: _DraftsNode


class _DraftData(Node):
    draft_order: _DraftNode | None


class _Payload(Node):
    draft_order: _DraftNode


class Drafts:
    """The part of `Shopify` that is about drafts."""

    _graphql: GraphQL

    def find_draft(self, tag: str) -> Draft | None:
        """
        Find the oldest draft that has `tag`.

        The search lags behind writes: right after a draft was made, only its id finds it. Repeating it is
        harmless. Source: contracts/shopify/api, 12. [seen in code]
        """
        variables = {"query": f"tag:{quoted(tag)}", "first": _FEW}
        nodes = self._graphql.ask(DRAFT_ORDERS_SEARCH, variables, _SearchData).draft_orders.nodes
        # A search is no comparison: it finds beginnings, too.
        drafts = [self._draft(node) for node in nodes]
        return next((draft for draft in drafts if tag.lower() in map(str.lower, draft.tags)), None)

    def get_draft(self, draft_id: str) -> Draft | None:
        """Read a draft; None for an unknown one. Repeating it is harmless."""
        variables = {"id": check_id(draft_id, "DraftOrder")}
        node = self._graphql.ask(DRAFT_ORDER_DETAIL, variables, _DraftData).draft_order
        return None if node is None else self._draft(node)

    def ensure_draft(self, tag: str, offer: Offer) -> Draft:
        """
        Make a draft with `tag`, unless there is one that has it; that one is returned as it is.

        Idempotent by looking `tag` up, which holds for repeats after some seconds only, for the search lags:
        remember the id, and let one worker at a time make the draft of an intake.

        Raises:
            ValueError: `tag` cannot be a tag, or a line of the offer is incomplete.
            Refused: Shopify does not accept the offer; this mutation gives no codes.

        Source: contracts/shopify/api, 9, draftOrderCreate. [documented]
        """
        check_tags([tag, *offer.tags])
        found = self.find_draft(tag)
        if found is not None:
            return found
        variables = {"input": offering.draft_input(offer, tag)}
        return self._draft(
            self._graphql.change(DRAFT_ORDER_CREATE, variables, "draftOrderCreate", _Payload).draft_order
        )

    def complete_draft(self, draft_id: str) -> Order | None:
        """
        Turn a draft into an order: paid, or owed if the draft has payment terms. None for an unknown draft.

        Idempotent by reading first: a completed draft gives the order that it became. A second completion that
        comes at the same moment is `Refused`, so it does no harm either.

        Source: contracts/shopify/api, 11, draftOrderComplete. [documented]
        """
        draft = self.get_draft(draft_id)
        if draft is None or draft.order is not None:
            return None if draft is None else draft.order
        payload = self._graphql.change(DRAFT_ORDER_COMPLETE, {"id": draft_id}, "draftOrderComplete", _Payload)
        return self._draft(payload.draft_order).order

    def send_draft_invoice(self, draft_id: str, *, message: str = "", again: bool = False) -> bool:
        """
        Have Shopify mail the invoice of a draft, with `message` in it; whether it did now.

        Idempotent by reading first: an invoice that went out is not sent again, unless `again` asks for it; a
        draft that is completed or gone gets none.

        Raises:
            Refused: there is nobody to send to; this mutation gives no codes.
        """
        draft = self.get_draft(draft_id)
        if draft is None or draft.status == "COMPLETED" or (draft.invoice_sent_at is not None and not again):
            return False
        variables = {"id": draft_id, "email": {"customMessage": message} if message else None}
        self._graphql.change(DRAFT_ORDER_INVOICE_SEND, variables, "draftOrderInvoiceSend", _Payload)
        return True

    def _draft(self, node: _DraftNode) -> Draft:
        order = node.order
        return Draft(
            id=node.id,
            name=node.name,
            status=node.status,
            updated_at=node.updated_at,
            invoice_sent_at=node.invoice_sent_at,
            total=node.total_price_set.money,
            tags=node.tags,
            order=Order(store=self._graphql.store, id=order.id, name=order.name) if order else None,
        )
