"""Refunds: what Shopify suggests, what was given back, and giving money back once."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from integrator.clients.shopify.documents import ORDER_REFUNDS, ORDER_SUGGESTED_REFUND, REFUND_CREATE
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models_returns import Refund, RefundLine, Share, Suggestion
from integrator.clients.shopify.nodes import BagNode, Node, Text
from integrator.clients.shopify.nodes_fulfillment import IdNode
from integrator.money import CurrencyMismatch, Money

_KEYS = uuid.UUID("c4d6a1f0-4c0f-5d9e-9c55-9f2f6f1f7f10")
"""The namespace of our idempotency keys."""


class _ShareNode(Node):
    gateway: Text
    amount_set: BagNode
    parent_transaction: IdNode | None


class _SuggestionNode(Node):
    amount_set: BagNode
    maximum_refundable_set: BagNode
    suggested_transactions: tuple[_ShareNode, ...]


class _SuggestingNode(Node):
    suggested_refund: _SuggestionNode | None


class _SuggestionData(Node):
    order: _SuggestingNode | None


class _StatusNode(Node):
    status: str


class _StatusesNode(Node):
    nodes: tuple[_StatusNode, ...]


class _RefundNode(Node):
    id: str
    note: Text
    created_at: datetime
    owner: Annotated[IdNode | None, Field(alias="return")]
    total_refunded_set: BagNode
    transactions: _StatusesNode

    @property
    def read(self) -> Refund:
        return Refund(
            id=self.id,
            note=self.note,
            return_id=self.owner.id if self.owner else "",
            created_at=self.created_at,
            amount=self.total_refunded_set.money,
            pending=sum(1 for one in self.transactions.nodes if one.status == "PENDING"),
        )


class _RefundsNode(Node):
    refunds: tuple[_RefundNode, ...]


class _RefundsData(Node):
    order: _RefundsNode | None


class _RefundPayload(Node):
    refund: _RefundNode


class Refunds:
    """The part of `Shopify` that gives money back."""

    _graphql: GraphQL

    def suggested_refund(
        self, order_id: str, *, lines: Sequence[RefundLine] = (), shipping: bool = False
    ) -> Suggestion | None:
        """
        Ask what to refund for these items, and the shipping; None for an unknown order.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 11, refundCreate. [documented]
        """
        variables = {
            "id": check_id(order_id, "Order"),
            "refundLineItems": [_line_input(line) for line in lines],
            "refundShipping": shipping,
        }
        order = self._graphql.ask(ORDER_SUGGESTED_REFUND, variables, _SuggestionData).order
        if order is None or order.suggested_refund is None:
            return None
        found = order.suggested_refund
        return Suggestion(
            amount=found.amount_set.money,
            maximum=found.maximum_refundable_set.money,
            shares=tuple(
                Share(payment=one.parent_transaction.id, gateway=one.gateway, amount=one.amount_set.money)
                for one in found.suggested_transactions
                if one.parent_transaction
            ),
        )

    def refunds(self, order_id: str) -> list[Refund]:
        """List the refunds of an order, oldest first; empty for an unknown order. Repeating it is harmless."""
        order = self._graphql.ask(ORDER_REFUNDS, {"id": check_id(order_id, "Order")}, _RefundsData).order
        return [node.read for node in order.refunds] if order else []

    def find_refund(self, order_id: str, *, reference: str) -> Refund | None:
        """Find the refund of an order that was made for `reference`. Repeating it is harmless."""
        return next((one for one in self.refunds(order_id) if _is_for(one, reference)), None)

    def refund(
        self,
        order_id: str,
        *,
        reference: str,
        note: str,
        shares: Sequence[Share],
        lines: Sequence[RefundLine] = (),
        shipping: Money | None = None,
        notify: bool,
    ) -> Refund:
        """
        Give money back.

        Idempotent twice over: a refund whose note names `reference` is returned as it is, and the request
        carries a key made of store, order and `reference`, under which Shopify refunds once within 24 hours.
        Another amount under the same reference is refused.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            reference: ours, one for each decision to refund; letters, digits, hyphens.
            note: for the merchant's people; the reference is put behind it.
            shares: what of which payment, as suggested; in one currency.
            lines: items that it is for; none for goodwill.
            shipping: what of the shipping; None: nothing.
            notify: whether Shopify tells the customer.

        Raises:
            Refused: more than was paid, more items than were sold, ...; refundCreate gives no codes.

        Source: contracts/shopify/api, 9 and 11, refundCreate. [documented]
        """
        _check_reference(reference)
        if there := self.find_refund(order_id, reference=reference):
            return there
        currency = _currency(shares, shipping)
        # The fingerprint of a key depends on the order of the fields: always build it in this one.
        given = {
            "orderId": order_id,
            "note": signed(note, reference),
            "notify": notify,
            "currency": currency,
            "refundLineItems": [_line_input(line) for line in lines],
            "shipping": None if shipping is None else {"amount": str(shipping.amount)},
            "transactions": [_share_input(order_id, share) for share in shares],
        }
        key = str(uuid.uuid5(_KEYS, f"{self._graphql.store}/{order_id}/{reference}"))
        variables = {"input": given, "idempotencyKey": key}
        return self._graphql.change(REFUND_CREATE, variables, "refundCreate", _RefundPayload).refund.read


def signed(note: str, reference: str) -> str:
    """Put the reference behind a note, where `find_refund` finds it again."""
    return f"{note} [{reference}]".strip()


def _is_for(one: Refund, reference: str) -> bool:
    return one.note.endswith(f"[{reference}]")


def _check_reference(reference: str) -> None:
    if not reference or not reference.replace("-", "").isalnum() or not reference.isascii():
        raise ValueError(f"{reference[:60]!r} cannot be a reference: ASCII letters, digits and hyphens only")


def _currency(shares: Sequence[Share], shipping: Money | None) -> str:
    currencies = {share.amount.currency for share in shares} | ({shipping.currency} if shipping else set())
    if len(currencies) != 1:
        raise CurrencyMismatch("a refund is made in exactly one currency")
    return currencies.pop()


def _share_input(order_id: str, share: Share) -> dict[str, object]:
    return {
        "orderId": order_id,
        "parentId": check_id(share.payment, "OrderTransaction"),
        "kind": "REFUND",
        "gateway": share.gateway,
        "amount": str(share.amount.amount),
    }


def _line_input(line: RefundLine) -> dict[str, object]:
    return {
        "lineItemId": check_id(line.line, "LineItem"),
        "quantity": line.quantity,
        "restockType": line.restock,
        "locationId": line.location or None,
    }
