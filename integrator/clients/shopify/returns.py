"""Returns: read them, begin them, decide about them, and end them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify.documents import (
    ORDER_RETURNS,
    RETURN_APPROVE_REQUEST,
    RETURN_CANCEL,
    RETURN_CLOSE,
    RETURN_CREATE,
    RETURN_DECLINE_REQUEST,
    RETURN_DETAIL,
    RETURN_REASON_DEFINITIONS,
    RETURN_REOPEN,
    RETURNABLE_FULFILLMENTS,
    Document,
)
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models_returns import Return, Returnable, ReturnMark
from integrator.clients.shopify.nodes import Done, Node
from integrator.clients.shopify.nodes_fulfillment import IdNode
from integrator.clients.shopify.nodes_returns import (
    LineNode,
    MarksNode,
    ReturnablesNode,
    ReturnData,
    ReturnNode,
    read_return,
)
from integrator.clients.shopify.refunds import Refunds

_STATE = "INVALID_STATE"


class _OrderNode(Node):
    returns: MarksNode


class _OrderData(Node):
    order: _OrderNode | None


class _ReturnablesData(Node):
    returnable_fulfillments: ReturnablesNode


class _ReasonNode(Node):
    id: str
    handle: str
    deleted: bool


class _ReasonsNode(Node):
    nodes: tuple[_ReasonNode, ...]


class _ReasonsData(Node):
    return_reason_definitions: _ReasonsNode


class _Made(Node):
    made: Annotated[IdNode, Field(alias="return")]


def _after_lines(page: ReturnData) -> str | None:
    return page.found.return_line_items.page_info.next if page.found else None


def _after_returns(page: _OrderData) -> str | None:
    return page.order.returns.page_info.next if page.order else None


class Returns(Refunds):
    """The part of `Shopify` that decides about returns; money may go back without one."""

    def find_return(self, return_id: str) -> Return | None:
        """
        Read a return with all its lines; None when there is none with this id.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 12. [seen in code]
        """
        variables = {"id": check_id(return_id, "Return")}
        first: ReturnNode | None = None
        lines: list[LineNode] = []
        for page in self._graphql.pages(RETURN_DETAIL, variables, ReturnData, _after_lines):
            found = page.found
            if first is not None and (found is None or found.status != first.status):
                raise conflict("changed while it was read", RETURN_DETAIL)
            if found is None:
                return None
            first = first or found
            lines += found.return_line_items.nodes
        return read_return(first, lines) if first else None

    def returns(self, order_id: str) -> list[ReturnMark]:
        """List the returns of an order, oldest first; empty for an unknown order. Repeating it is harmless."""
        variables = {"id": check_id(order_id, "Order")}
        pages = self._graphql.pages(ORDER_RETURNS, variables, _OrderData, _after_returns)
        return [node.read for page in pages if page.order for node in page.order.returns.nodes]

    def returnable(self, order_id: str) -> list[Returnable]:
        """List the shipped items of an order that can still be asked back. Repeating it is harmless."""
        variables = {"orderId": check_id(order_id, "Order")}
        pages = self._graphql.pages(
            RETURNABLE_FULFILLMENTS,
            variables,
            _ReturnablesData,
            lambda page: page.returnable_fulfillments.page_info.next,
        )
        return [each for page in pages for each in page.returnable_fulfillments.read]

    def return_reasons(self) -> dict[str, str]:
        """Read the ids of the reasons for returns, by their handles. Repeating it is harmless."""
        reasons = self._graphql.ask(RETURN_REASON_DEFINITIONS, {}, _ReasonsData).return_reason_definitions
        return {reason.handle: reason.id for reason in reasons.nodes if not reason.deleted}

    def create_return(self, order_id: str, *, goods: Sequence[Returnable], reason_id: str, note: str) -> str:
        """
        Begin a return that needs no decision; returns its id.

        Nothing at Shopify makes this idempotent: after a doubtful answer look at `returns` and `returnable`.
        A repeat is refused where the items are not there a second time.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            goods: with the quantities that shall come back, at most those of `returnable`.
            reason_id: one of `return_reasons`.
            note: why; needed for the reason `other-reason`.

        Raises:
            Refused: INVALID for more than can be returned, NOT_FOUND, ...

        Source: contracts/shopify/api, 11, returnCreate. [documented]
        """
        lines = [
            {
                "fulfillmentLineItemId": check_id(one.fulfillment_line, "FulfillmentLineItem"),
                "quantity": one.quantity,
                "returnReasonDefinitionId": check_id(reason_id, "ReturnReasonDefinition"),
                "returnReasonNote": note,
            }
            for one in goods
        ]
        variables = {"returnInput": {"orderId": check_id(order_id, "Order"), "returnLineItems": lines}}
        return self._graphql.change(RETURN_CREATE, variables, "returnCreate", _Made).made.id

    def approve_return(self, return_id: str, *, notify: bool) -> None:
        """
        Approve a requested return.

        Idempotent by its state: one that is open, or closed since, was approved.

        Raises:
            Conflict: it was declined or cancelled, or is gone.

        Source: contracts/shopify/api, 9 and 11, returnApproveRequest. [seen in code]
        """
        given = {"id": return_id, "notifyCustomer": notify}
        self._bring(return_id, ("OPEN", "CLOSED"), RETURN_APPROVE_REQUEST, "returnApproveRequest", {"input": given})

    def decline_return(self, return_id: str, *, reason: str, note: str, notify: bool) -> None:
        """
        Decline a requested return for FINAL_SALE, RETURN_PERIOD_ENDED or OTHER.

        Idempotent by its state. Raises `Conflict` when it was approved or cancelled, or is gone.
        Source: contracts/shopify/api, 9 and 11, returnDeclineRequest. [seen in code]
        """
        given = {"id": return_id, "declineReason": reason, "declineNote": note, "notifyCustomer": notify}
        self._bring(return_id, ("DECLINED",), RETURN_DECLINE_REQUEST, "returnDeclineRequest", {"input": given})

    def close_return(self, return_id: str) -> None:
        """
        Close an open return.

        Idempotent by its state. Raises `Conflict` when it is not open, or is gone.
        Source: contracts/shopify/api, 11, returnProcess: it stays open until it is closed. [seen in code]
        """
        self._bring(return_id, ("CLOSED",), RETURN_CLOSE, "returnClose", {"id": return_id})

    def reopen_return(self, return_id: str) -> None:
        """Open a closed return again. Idempotent by its state; raises `Conflict` as `close_return`."""
        self._bring(return_id, ("OPEN",), RETURN_REOPEN, "returnReopen", {"id": return_id})

    def cancel_return(self, return_id: str) -> None:
        """
        Cancel a return on which nobody has worked. Idempotent by its state.

        Raises `Conflict` when something of it was received, processed or refunded, or it was decided otherwise.
        """
        self._bring(return_id, ("CANCELED",), RETURN_CANCEL, "returnCancel", {"id": return_id})

    def _bring(
        self, return_id: str, goal: tuple[str, ...], document: Document, root: str, variables: dict[str, object]
    ) -> None:
        """Bring a return into a state of `goal`, unless it is there."""
        if self.get_return(return_id, document).status in goal:
            return
        try:
            self._graphql.change(document, variables, root, Done)
        except Refused as error:
            if _STATE not in error.codes:
                raise
            status = self.get_return(return_id, document).status
        else:
            return
        if status not in goal:
            raise conflict(f"is {status}", document)

    def get_return(self, return_id: str, document: Document) -> Return:
        """Read a return for the sake of `document`; raises `Conflict` when there is none."""
        found = self.find_return(return_id)
        if found is None:
            raise conflict("vanished", document)
        return found


def conflict(why: str, document: Document) -> Conflict:
    """Build the error about a return that is not as `document` needs it."""
    return Conflict(f"the return {why}", system="shopify", operation=document.operation)
