"""Fulfillments: what has left, under which numbers, and what the carrier says."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from integrator.clients.errors import Conflict
from integrator.clients.shopify.documents import (
    FULFILLMENT_CREATE,
    FULFILLMENT_EVENT_CREATE,
    FULFILLMENT_EVENTS,
    FULFILLMENT_TRACKING_UPDATE,
    ORDER_FULFILLMENTS,
)
from integrator.clients.shopify.fulfillment_orders import FulfillmentOrders
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models_fulfillment import Fulfillment, FulfillmentEvent, Tracking
from integrator.clients.shopify.nodes import Node
from integrator.clients.shopify.nodes_fulfillment import EventNode, FulfillmentNode, IdNode


class _OrderNode(Node):
    fulfillments: tuple[FulfillmentNode, ...]


class _OrderData(Node):
    order: _OrderNode | None


class _EventsNode(Node):
    nodes: tuple[EventNode, ...]


class _WithEventsNode(Node):
    events: _EventsNode


class _EventsData(Node):
    fulfillment: _WithEventsNode | None


class _CreatePayload(Node):
    fulfillment: IdNode


class _EventPayload(Node):
    fulfillment_event: EventNode


class Fulfillments(FulfillmentOrders):
    """The part of `Shopify` that is about shipments."""

    def fulfillments(self, order_id: str) -> list[Fulfillment]:
        """
        List the shipments of an order, cancelled ones too; empty for an unknown order.

        Repeating it is harmless: it only reads.

        Raises:
            Conflict: a shipment has more lines than are read at once.
        """
        order = self._graphql.ask(ORDER_FULFILLMENTS, {"id": check_id(order_id, "Order")}, _OrderData).order
        if order is None:
            return []
        if any(node.fulfillment_line_items.page_info.next for node in order.fulfillments):
            raise Conflict("too many lines to read", system="shopify", operation=ORDER_FULFILLMENTS.operation)
        return [node.read for node in order.fulfillments]

    def find_fulfillment(self, order_id: str, *, tracking_number: str) -> Fulfillment | None:
        """Find the shipment of an order by a number of its carrier; a cancelled one does not count."""
        shipped = (one for one in self.fulfillments(order_id) if one.status != "CANCELLED")
        return next((one for one in shipped if tracking_number in one.tracking.numbers), None)

    def create_fulfillment(
        self,
        order_id: str,
        *,
        items: Mapping[str, Mapping[str, int]],
        tracking: Tracking,
        notify: bool,
    ) -> Fulfillment:
        """
        Say that items have left.

        Idempotent by the first tracking number: a shipment of the order that has it is returned as it is.
        Before that nothing is sent unless so many items are left, and a repeat after a lost answer finds the
        shipment or too few items.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            items: quantities by fulfillment order line, by fulfillment order; all at one location.
            tracking: at least one number.
            notify: whether Shopify tells the customer.

        Raises:
            Conflict: not so many items are left, or they are held; look again.
            Refused: several locations, or what else Shopify does not ship; this mutation gives no codes.

        Source: contracts/shopify/api, 9, fulfillmentCreate. [seen in code]
        """
        if not tracking.numbers:
            raise ValueError("a shipment is found again by its tracking number, so it needs one")
        if there := self.find_fulfillment(order_id, tracking_number=tracking.numbers[0]):
            return there
        for part, quantities in items.items():
            self._check_left(part, quantities)
        groups = [
            {
                "fulfillmentOrderId": part,
                "fulfillmentOrderLineItems": [
                    {"id": line, "quantity": quantity} for line, quantity in quantities.items()
                ],
            }
            for part, quantities in items.items()
        ]
        fulfillment = {
            "lineItemsByFulfillmentOrder": groups,
            "notifyCustomer": notify,
            "trackingInfo": _tracking_input(tracking),
        }
        payload = self._graphql.change(
            FULFILLMENT_CREATE, {"fulfillment": fulfillment}, "fulfillmentCreate", _CreatePayload
        )
        made = payload.fulfillment.id
        return next(one for one in self.fulfillments(order_id) if one.id == made)

    def set_tracking(self, fulfillment_id: str, tracking: Tracking, *, notify: bool) -> None:
        """
        Replace the numbers of a shipment.

        Repeating it is harmless: the same numbers are set again, though with `notify` the customer is told
        again. Source: contracts/shopify/api, 11, fulfillmentTrackingInfoUpdate. [seen in code]
        """
        variables = {
            "fulfillmentId": check_id(fulfillment_id, "Fulfillment"),
            "trackingInfoInput": _tracking_input(tracking),
            "notifyCustomer": notify,
        }
        root = "fulfillmentTrackingInfoUpdate"
        self._graphql.change(FULFILLMENT_TRACKING_UPDATE, variables, root, _Nothing)

    def fulfillment_events(self, fulfillment_id: str) -> list[FulfillmentEvent]:
        """List the latest 100 events of a shipment, in the order in which they happened. Repeating it is harmless."""
        variables = {"id": check_id(fulfillment_id, "Fulfillment")}
        found = self._graphql.ask(FULFILLMENT_EVENTS, variables, _EventsData).fulfillment
        return [node.read for node in found.events.nodes] if found else []

    def report_event(
        self,
        fulfillment_id: str,
        *,
        status: str,
        happened_at: datetime,
        message: str = "",
        estimated_delivery_at: datetime | None = None,
    ) -> FulfillmentEvent:
        """
        Say what happened to a shipment.

        Idempotent by looking first: an event of the same status and second is returned as it is.

        Args:
            fulfillment_id: `gid://shopify/Fulfillment/<number>`.
            status: IN_TRANSIT, OUT_FOR_DELIVERY, DELIVERED, DELAYED, ATTEMPTED_DELIVERY, FAILURE, ...
            happened_at: whole seconds count.
            message: for people, the customer too.
            estimated_delivery_at: a new expectation, if there is one.

        Source: contracts/shopify/api, 11, fulfillmentEventCreate. [seen in code]
        """
        moment = happened_at.astimezone(UTC).replace(microsecond=0)
        for event in self.fulfillment_events(fulfillment_id):
            if (event.status, event.happened_at) == (status, moment):
                return event
        given = {
            "fulfillmentId": fulfillment_id,
            "status": status,
            "happenedAt": moment.isoformat(),
            "message": message or None,
            "estimatedDeliveryAt": estimated_delivery_at and estimated_delivery_at.isoformat(),
        }
        variables = {"fulfillmentEvent": given}
        payload = self._graphql.change(FULFILLMENT_EVENT_CREATE, variables, "fulfillmentEventCreate", _EventPayload)
        return payload.fulfillment_event.read

    def _check_left(self, fulfillment_order_id: str, quantities: Mapping[str, int]) -> None:
        part = self._get_part(fulfillment_order_id, FULFILLMENT_CREATE)
        left = {line.id: line.remaining for line in part.lines}
        is_short = any(left.get(line, 0) < quantity for line, quantity in quantities.items())
        if is_short or "CREATE_FULFILLMENT" not in part.actions:
            raise Conflict(
                f"not so much can leave of a fulfillment order that is {part.status}",
                system="shopify",
                operation=FULFILLMENT_CREATE.operation,
            )


class _Nothing(Node):
    """Nothing of it is read: no userErrors means done."""


def _tracking_input(tracking: Tracking) -> dict[str, str | Sequence[str] | None]:
    return {
        "company": tracking.company or None,
        "numbers": list(tracking.numbers),
        "urls": list(tracking.urls) or None,
    }
