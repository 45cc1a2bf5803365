"""Holds: stop the fulfillment of an order, find our holds again, and lift them; never those of others."""

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import reading
from integrator.clients.shopify.documents import (
    FULFILLMENT_ORDER_HOLD,
    FULFILLMENT_ORDER_RELEASE_HOLD,
    ORDER_FULFILLMENT_ORDERS,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.nodes import Done, FulfillmentOrdersNode, HoldNode, Node
from integrator.events.order import FulfillmentOrder, Hold

HOLDABLE = frozenset({"OPEN", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"})
"""States of a fulfillment order in which there is still something to stop."""

_DUPLICATE = "DUPLICATE_FULFILLMENT_HOLD_HANDLE"
_GONE = "FULFILLMENT_ORDER_NOT_FOUND"


class _OrderNode(Node):
    fulfillment_orders: FulfillmentOrdersNode


class _OrderData(Node):
    order: _OrderNode | None


class _HoldPayload(Node):
    fulfillment_hold: HoldNode


class Holds:
    """The part of `Shopify` that is about fulfillment holds."""

    _graphql: GraphQL

    def fulfillment_orders(self, order_id: str) -> list[FulfillmentOrder]:
        """
        List the fulfillment orders of an order with all their holds; empty for an unknown or not yet routed
        order.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 7. [documented]
        """
        variables = {"id": check_id(order_id, "Order")}
        pages = self._graphql.pages(ORDER_FULFILLMENT_ORDERS, variables, _OrderData, _after)
        nodes = (node for page in pages if page.order for node in page.order.fulfillment_orders.nodes)
        return [reading.fulfillment_order(node) for node in nodes]

    def find_holds(self, order_id: str, *, handle_prefix: str) -> list[Hold]:
        """List our holds on an order whose handle begins with `handle_prefix`. Repeating it is harmless."""
        return [hold for one in self.fulfillment_orders(order_id) for hold in _ours(one, handle_prefix)]

    def hold_fulfillment_orders(
        self, order_id: str, *, reason: str, handle: str, handle_prefix: str, external_id: str, notes: str
    ) -> list[Hold]:
        """
        Hold every fulfillment order that is not yet held for this case; leave other apps' holds alone.

        Idempotent by `handle`: Shopify keeps it unique per app and fulfillment order, and a repeat that it
        refuses as a duplicate counts as done.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            reason: Shopify's word, such as HIGH_RISK_OF_FRAUD or OTHER.
            handle: of new holds.
            handle_prefix: what the handles of all holds of this case begin with, those of earlier generations
                too.
            external_id: our id of the case.
            notes: for the merchant's people.

        Returns:
            All holds of the case, in the order of the fulfillment orders; empty when nothing is left to hold.

        Raises:
            Conflict: a fulfillment order vanished meanwhile, as when Shopify routes anew, or was cancelled; repeat.
            Refused: FULFILLMENT_ORDER_HOLD_LIMIT_REACHED, ...

        Source: contracts/shopify/api, 9 and 11, fulfillmentOrderHold. [documented]
        """
        if not handle.startswith(handle_prefix):
            raise ValueError("the handle of a hold must begin with the prefix of its case")
        details = {"reason": reason, "handle": handle, "externalId": external_id, "reasonNotes": notes}
        holds: list[Hold] = []
        for one in self.fulfillment_orders(order_id):
            ours = _ours(one, handle_prefix)
            if not ours and one.status in HOLDABLE:
                ours = [self._hold(order_id, one.id, details)]
            holds += ours
        return holds

    def release_holds(self, order_id: str, *, handle_prefix: str) -> list[Hold]:
        """
        Lift our holds whose handle begins with `handle_prefix`, and no others.

        Idempotent by reading first: a hold that is gone is not released again. The ids are always passed,
        because without them Shopify lifts the holds of every app.

        Returns:
            The holds that were lifted now; empty when there were none.

        Raises:
            Conflict: a fulfillment order vanished meanwhile; repeat.

        Source: contracts/shopify/api, 9 and 11, fulfillmentOrderReleaseHold. [documented]
        """
        released: list[Hold] = []
        for one in self.fulfillment_orders(order_id):
            if ours := _ours(one, handle_prefix):
                self._release(one.id, [hold.id for hold in ours])
                released += ours
        return released

    def _hold(self, order_id: str, fulfillment_order_id: str, details: dict[str, str]) -> Hold:
        variables = {"id": fulfillment_order_id, "fulfillmentHold": details}
        try:
            payload = self._graphql.change(FULFILLMENT_ORDER_HOLD, variables, "fulfillmentOrderHold", _HoldPayload)
        except Refused as error:
            # A status that cannot be held is refused without a code, because the enum has none that fits. [inferred]
            if _GONE in error.codes or not error.codes:
                raise _changed(error) from None
            if _DUPLICATE not in error.codes:
                raise
            for hold in self.find_holds(order_id, handle_prefix=details["handle"]):
                if hold.fulfillment_order == fulfillment_order_id:
                    return hold
            raise
        return reading.hold(fulfillment_order_id, payload.fulfillment_hold)

    def _release(self, fulfillment_order_id: str, hold_ids: list[str]) -> None:
        variables = {"id": fulfillment_order_id, "holdIds": hold_ids}
        try:
            self._graphql.change(
                FULFILLMENT_ORDER_RELEASE_HOLD,
                variables,
                "fulfillmentOrderReleaseHold",
                Done,
            )
        except Refused as error:
            if _GONE in error.codes:
                raise _changed(error) from None
            raise


def _ours(one: FulfillmentOrder, handle_prefix: str) -> list[Hold]:
    if not handle_prefix:
        raise ValueError("an empty prefix would match the holds of every case")
    return [hold for hold in one.holds if hold.is_ours and hold.handle.startswith(handle_prefix)]


def _changed(error: Refused) -> Conflict:
    return Conflict(
        "a fulfillment order vanished or changed meanwhile",
        system=error.system,
        operation=error.operation,
        request_id=error.request_id,
    )


def _after(page: _OrderData) -> str | None:
    return page.order.fulfillment_orders.page_info.next if page.order else None
