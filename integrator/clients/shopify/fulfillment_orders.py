"""Fulfillment orders: look at one, move, split and schedule it, and have a partner's fulfillment service ship it."""

from collections.abc import Sequence
from datetime import datetime

from integrator.clients.errors import Conflict
from integrator.clients.shopify.documents import (
    FULFILLMENT_ORDER_DETAIL,
    FULFILLMENT_ORDER_MOVE,
    FULFILLMENT_ORDER_RESCHEDULE,
    FULFILLMENT_ORDER_SPLIT,
    FULFILLMENT_ORDER_SUBMIT_REQUEST,
    FULFILLMENT_ORDERS_REROUTE,
    FULFILLMENT_ORDERS_SET_DEADLINE,
    MANUAL_HOLDS_POLL,
    Document,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import written
from integrator.clients.shopify.models_fulfillment import FulfillmentOrderDetail, HeldFulfillmentOrder, Portion
from integrator.clients.shopify.nodes import Done, Node
from integrator.clients.shopify.nodes_fulfillment import (
    FulfillmentOrderDetailNode,
    HeldPageNode,
    IdNode,
    PartLineNode,
    detail,
)

_PAGE = 50
_ASKED = frozenset({"SUBMITTED", "ACCEPTED"})


class _DetailData(Node):
    fulfillment_order: FulfillmentOrderDetailNode | None


class _HeldData(Node):
    manual_holds_fulfillment_orders: HeldPageNode


class _MovePayload(Node):
    moved_fulfillment_order: IdNode


class _SplitNode(Node):
    remaining_fulfillment_order: IdNode


class _SplitPayload(Node):
    fulfillment_order_splits: tuple[_SplitNode, ...]


class FulfillmentOrders:
    """The part of `Shopify` that decides from where, when and by whom something is shipped."""

    _graphql: GraphQL

    def find_fulfillment_order(self, fulfillment_order_id: str) -> FulfillmentOrderDetail | None:
        """
        Read a fulfillment order with all its lines; None when there is none with this id.

        Repeating it is harmless: it only reads.

        Raises:
            Conflict: it was changed between two pages of its lines; read it again.
        """
        variables = {"id": check_id(fulfillment_order_id, "FulfillmentOrder")}
        first: FulfillmentOrderDetailNode | None = None
        lines: list[PartLineNode] = []
        for page in self._graphql.pages(FULFILLMENT_ORDER_DETAIL, variables, _DetailData, _after):
            part = page.fulfillment_order
            if first is not None and (part is None or part.updated_at != first.updated_at):
                raise _conflict("changed while it was read", FULFILLMENT_ORDER_DETAIL)
            if part is None:
                return None
            first = first or part
            lines += part.line_items.nodes
        return detail(first, lines) if first else None

    def held_fulfillment_orders(self) -> list[HeldFulfillmentOrder]:
        """
        List everything in the store that is on hold, whoever holds it.

        Repeating it is harmless: it only reads. Source: contracts/shopify, `manual_holds_poll`. [documented]
        """
        pages = self._graphql.pages(
            MANUAL_HOLDS_POLL,
            {"first": _PAGE},
            _HeldData,
            lambda page: page.manual_holds_fulfillment_orders.page_info.next,
        )
        return [node.read for page in pages for node in page.manual_holds_fulfillment_orders.nodes]

    def move_fulfillment_order(
        self, fulfillment_order_id: str, *, location_id: str, portions: Sequence[Portion] = ()
    ) -> str:
        """
        Ship from `location_id` instead; all that is left, or the `portions`.

        Idempotent by looking first: one that is there already is not moved again; portions are moved only
        while as many items are left as they say.

        Returns:
            The id of what was moved; that of a new fulfillment order when only some items were.

        Raises:
            Conflict: it can no longer be moved, or other items are left than the portions say; look again.
            Refused: the location is unknown, a partner has it, progress was reported.

        Source: contracts/shopify/api, 11, fulfillmentOrderMove. [seen in code]
        """
        check_id(location_id, "Location")
        part = self._get_part(fulfillment_order_id, FULFILLMENT_ORDER_MOVE)
        if part.location == location_id:
            return part.id
        _expect(part, "MOVE", FULFILLMENT_ORDER_MOVE)
        lines = _checked(part, portions, FULFILLMENT_ORDER_MOVE) if portions else None
        variables = {"id": part.id, "newLocationId": location_id, "fulfillmentOrderLineItems": lines}
        payload = self._graphql.change(FULFILLMENT_ORDER_MOVE, variables, "fulfillmentOrderMove", _MovePayload)
        return payload.moved_fulfillment_order.id

    def split_fulfillment_order(self, fulfillment_order_id: str, portions: Sequence[Portion]) -> str:
        """
        Put the `portions` into a fulfillment order of their own; returns its id.

        Idempotent by looking first: done only while as many items are left as the portions say, so a repeat
        after a success is a `Conflict`.

        Raises:
            Conflict: it cannot be split, or other items are left than the portions say; look again.

        Source: contracts/shopify/api, 11, fulfillmentOrderSplit. [seen in code]
        """
        part = self._get_part(fulfillment_order_id, FULFILLMENT_ORDER_SPLIT)
        lines = _checked(part, portions, FULFILLMENT_ORDER_SPLIT)
        _expect(part, "SPLIT", FULFILLMENT_ORDER_SPLIT)
        split = {"fulfillmentOrderId": part.id, "fulfillmentOrderLineItems": lines}
        variables = {"fulfillmentOrderSplits": [split]}
        payload = self._graphql.change(FULFILLMENT_ORDER_SPLIT, variables, "fulfillmentOrderSplit", _SplitPayload)
        return payload.fulfillment_order_splits[0].remaining_fulfillment_order.id

    def reroute_fulfillment_orders(
        self,
        fulfillment_order_ids: Sequence[str],
        *,
        away_from: str,
        included: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> list[str]:
        """
        Let Shopify ship from another location than `away_from`; returns what was moved now.

        Idempotent by looking first: what has left `away_from` already stays where it is.

        Args:
            fulfillment_order_ids: of one order.
            away_from: where they shall not stay.
            included: only these locations come into question; empty: all.
            excluded: these do not.

        Raises:
            Refused: CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS, FULFILLMENT_ORDERS_STATE_NOT_SUPPORTED, ...

        Source: contracts/shopify/api, 11, fulfillmentOrdersReroute. [documented]
        """
        check_id(away_from, "Location")
        parts = [self._get_part(each, FULFILLMENT_ORDERS_REROUTE) for each in fulfillment_order_ids]
        staying = [part.id for part in parts if part.location == away_from]
        if not staying:
            return []
        variables = {
            "fulfillmentOrderIds": staying,
            "includedLocationIds": list(included) or None,
            "excludedLocationIds": [away_from, *excluded],
        }
        self._graphql.change(FULFILLMENT_ORDERS_REROUTE, variables, "fulfillmentOrdersReroute", Done)
        return staying

    def reschedule_fulfillment_order(self, fulfillment_order_id: str, *, fulfill_at: datetime) -> None:
        """
        Give a scheduled fulfillment order another day.

        Idempotent by looking first: one that has this day stays as it is.

        Raises:
            Conflict: it is not scheduled.

        Source: contracts/shopify/api, 11, fulfillmentOrderReschedule. [seen in code]
        """
        part = self._get_part(fulfillment_order_id, FULFILLMENT_ORDER_RESCHEDULE)
        if part.status != "SCHEDULED":
            raise _conflict(f"is {part.status} and not scheduled", FULFILLMENT_ORDER_RESCHEDULE)
        if part.fulfill_at != fulfill_at:
            variables = {"id": part.id, "fulfillAt": written(fulfill_at)}
            self._graphql.change(FULFILLMENT_ORDER_RESCHEDULE, variables, "fulfillmentOrderReschedule", Done)

    def set_fulfillment_deadline(self, fulfillment_order_ids: Sequence[str], *, deadline: datetime) -> None:
        """
        Say until when these must have left; the customer does not see it.

        Repeating it is harmless: the same deadline is set again.
        Source: contracts/shopify/api, 11, fulfillmentOrdersSetFulfillmentDeadline. [documented]
        """
        ids = [check_id(each, "FulfillmentOrder") for each in fulfillment_order_ids]
        variables = {"fulfillmentOrderIds": ids, "fulfillmentDeadline": written(deadline)}
        root = "fulfillmentOrdersSetFulfillmentDeadline"
        self._graphql.change(FULFILLMENT_ORDERS_SET_DEADLINE, variables, root, Done)

    def submit_fulfillment_request(self, fulfillment_order_id: str, *, message: str, notify: bool = False) -> None:
        """
        Ask the partner's fulfillment service to ship what is left.

        Idempotent by looking first: what was asked for and not rejected is not asked for again.

        Args:
            fulfillment_order_id: at a location of a fulfillment service.
            message: for the partner.
            notify: whether Shopify tells the customer.

        Raises:
            Conflict: there is nothing that could be asked for.

        Source: contracts/shopify/api, 11, fulfillmentOrderSubmitFulfillmentRequest. [documented]
        """
        part = self._get_part(fulfillment_order_id, FULFILLMENT_ORDER_SUBMIT_REQUEST)
        if part.request_status in _ASKED:
            return
        _expect(part, "REQUEST_FULFILLMENT", FULFILLMENT_ORDER_SUBMIT_REQUEST)
        variables = {"id": part.id, "message": message, "notifyCustomer": notify}
        root = "fulfillmentOrderSubmitFulfillmentRequest"
        self._graphql.change(FULFILLMENT_ORDER_SUBMIT_REQUEST, variables, root, Done)

    def _get_part(self, fulfillment_order_id: str, document: Document) -> FulfillmentOrderDetail:
        part = self.find_fulfillment_order(fulfillment_order_id)
        if part is None:
            raise _conflict("vanished", document)
        return part


def _after(page: _DetailData) -> str | None:
    return page.fulfillment_order.line_items.page_info.next if page.fulfillment_order else None


def _expect(part: FulfillmentOrderDetail, action: str, document: Document) -> None:
    if action not in part.actions:
        raise _conflict(f"is {part.status} and allows no {action}", document)


def _checked(part: FulfillmentOrderDetail, portions: Sequence[Portion], document: Document) -> list[dict[str, object]]:
    left = {line.id: line.remaining for line in part.lines}
    if any(left.get(portion.line) != portion.remaining for portion in portions):
        raise _conflict("has other items left than expected", document)
    return [{"id": portion.line, "quantity": portion.quantity} for portion in portions]


def _conflict(why: str, document: Document) -> Conflict:
    return Conflict(f"the fulfillment order {why}", system="shopify", operation=document.operation)
