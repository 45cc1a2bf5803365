"""Orders: read them, find those that changed, cancel them, capture their payment."""

from datetime import UTC, datetime

from integrator.clients.errors import Conflict
from integrator.clients.shopify import reading
from integrator.clients.shopify.documents import (
    JOB_STATUS,
    ORDER_CANCEL,
    ORDER_CAPTURE,
    ORDER_CORE,
    ORDERS_POLL,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models import Job, Page
from integrator.clients.shopify.nodes import JobNode, LineNode, Node, OrderMarksNode, OrderNode, TransactionNode
from integrator.events.order import OrderSnapshot, Transaction
from integrator.money import Money

STAFF_NOTE_LENGTH = 255
"""Longest staff note of a cancellation. Source: contracts/shopify/api, 5. [documented]"""

_PAGE = 50


class _OrderData(Node):
    order: OrderNode | None


class _PollData(Node):
    orders: OrderMarksNode


class _JobData(Node):
    job: JobNode | None


class _CancelPayload(Node):
    job: JobNode


class _CapturePayload(Node):
    transaction: TransactionNode


class Orders:
    """The part of `Shopify` that is about whole orders."""

    _graphql: GraphQL

    def get_order(self, order_id: str) -> OrderSnapshot | None:
        """
        Read an order with all its lines; None when the store has none with this id.

        Repeating it is harmless: it only reads.

        Raises:
            Conflict: the order was changed between two pages of its lines; read it again.

        Source: contracts/shopify/api, 4.1 and 5. [seen in code]
        """
        variables = {"id": check_id(order_id, "Order")}
        first: OrderNode | None = None
        lines: list[LineNode] = []
        for page in self._graphql.pages(ORDER_CORE, variables, _OrderData, _after, cursor="lineItemsAfter"):
            order = page.order
            if first is not None and (order is None or order.updated_at != first.updated_at):
                raise Conflict("changed while it was read", system="shopify", operation=ORDER_CORE.operation)
            if order is None:
                return None
            first = first or order
            lines += order.line_items.nodes
        return reading.order_snapshot(self._graphql.store, first, lines) if first else None

    def orders_updated_since(self, mark: datetime, *, after: str | None = None) -> Page:
        """
        List orders updated at `mark` or later, oldest change first, by pages of 50; `after` is the last
        page's `next`.

        The list lags behind writes, so a mark needs an overlap of some minutes. Repeating it is harmless.

        Source: contracts/shopify/api, 5 and 12. [inferred]
        """
        moment = mark.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        variables = {"query": f"updated_at:>='{moment}'", "first": _PAGE, "after": after}
        return reading.page(self._graphql.store, self._graphql.ask(ORDERS_POLL, variables, _PollData).orders)

    def cancel_order(
        self, order_id: str, *, reason: str, restock: bool, refund: bool, notify: bool, staff_note: str
    ) -> Job:
        """
        Cancel an order for good; authorized payments are voided in every case.

        Nothing at Shopify makes this idempotent: look at `get_order(...).is_cancelled` first. A second
        cancellation is `Refused` with the code INVALID, so it does no harm either.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            reason: CUSTOMER, DECLINED, FRAUD, INVENTORY, OTHER or STAFF.
            restock: whether the items go back into stock.
            refund: whether captured money goes back to the original payment methods.
            notify: whether Shopify tells the customer.
            staff_note: for the merchant's people; cut off after 255 characters.

        Returns:
            The job that goes on after the answer; `find_job` and `get_order` tell when it is done.

        Raises:
            Refused: INVALID when cancelled already or no longer possible, NOT_FOUND, NO_REFUND_PERMISSION,
                ...

        Source: contracts/shopify/api, 7, 9 and 11, orderCancel. [documented]
        """
        variables = {
            "orderId": check_id(order_id, "Order"),
            "reason": reason,
            "restock": restock,
            "refundMethod": {"originalPaymentMethodsRefund": True} if refund else None,
            "notifyCustomer": notify,
            "staffNote": staff_note[:STAFF_NOTE_LENGTH],
        }
        return reading.job(self._graphql.change(ORDER_CANCEL, variables, "orderCancel", _CancelPayload).job)

    def find_job(self, job_id: str) -> Job | None:
        """
        Look at a job; None when it is gone, which means that it is done.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 7. [documented]
        """
        variables = {"id": check_id(job_id, "Job")}
        job = self._graphql.ask(JOB_STATUS, variables, _JobData).job
        return reading.job(job) if job else None

    def capture(self, order_id: str, *, transaction_id: str, amount: Money) -> Transaction:
        """
        Capture `amount` of an authorization.

        Nothing at Shopify makes this idempotent: after a doubtful answer read the order's transactions first.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            transaction_id: the authorization, `gid://shopify/OrderTransaction/<number>`.
            amount: at most what is authorized and not yet captured.

        Raises:
            Refused: not possible; orderCapture gives no codes.

        Source: contracts/shopify/api, 4.2 and 9, orderCapture. [documented]
        """
        capture = {
            "id": check_id(order_id, "Order"),
            "parentTransactionId": check_id(transaction_id, "OrderTransaction"),
            "amount": str(amount.amount),
            "currency": amount.currency,
        }
        payload = self._graphql.change(ORDER_CAPTURE, {"input": capture}, "orderCapture", _CapturePayload)
        return reading.transaction(payload.transaction)


def _after(page: _OrderData) -> str | None:
    return page.order.line_items.page_info.next if page.order else None
