"""Order editing in one verb: have so many of each line and variant, and nothing else changed."""

from collections.abc import Mapping

from integrator.clients.shopify.documents import (
    ORDER_EDIT_ADD_VARIANT,
    ORDER_EDIT_BEGIN,
    ORDER_EDIT_COMMIT,
    ORDER_EDIT_SET_QUANTITY,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.nodes import BagNode, Done, Node
from integrator.clients.shopify.offers import Edited


class _VariantNode(Node):
    id: str


class _LineNode(Node):
    id: str
    quantity: int
    editable_quantity: int
    variant: _VariantNode | None

    @property
    def number(self) -> str:
        return self.id.rpartition("/")[2]


class _LinesNode(Node):
    nodes: tuple[_LineNode, ...]


class _CalculatedNode(Node):
    id: str
    line_items: _LinesNode


class _BeginPayload(Node):
    calculated_order: _CalculatedNode


class _EditedNode(Node):
    current_total_price_set: BagNode
    total_outstanding_set: BagNode


class _CommitPayload(Node):
    order: _EditedNode


class Editing:
    """The part of `Shopify` that edits orders."""

    _graphql: GraphQL

    def edit_order(
        self,
        order_id: str,
        *,
        lines: Mapping[str, int] | None = None,
        variants: Mapping[str, int] | None = None,
        restock: bool = True,
        notify: bool = False,
        staff_note: str = "",
    ) -> Edited | None:
        """
        Bring an order's quantities to what is wanted, and commit that at once.

        Idempotent by comparing: quantities are what there shall be, not what to add, and the edit begins with
        what there is. Where everything is so already, nothing is committed. An edit that was begun and not
        committed leaves no trace.

        Args:
            order_id: `gid://shopify/Order/<number>`.
            lines: wanted quantity by `gid://shopify/LineItem/<number>`; zero takes the line off.
            variants: wanted quantity, over all its lines, by `gid://shopify/ProductVariant/<number>`. More of
                it becomes a new line; less is for `lines`, and so no change.
            restock: whether what is taken off goes back into stock.
            notify: whether Shopify tells the customer.
            staff_note: for the merchant's people.

        Returns:
            What the edit made of the order; None when there was nothing to change.

        Raises:
            ValueError: a line is not on the order, or more of it has left than is wanted.
            Refused: the order cannot be edited; the whole family gives no codes.

        Source: contracts/shopify/api, 11, orderEditBegin to orderEditCommit. [documented]
        """
        variables = {"id": check_id(order_id, "Order")}
        edit = self._graphql.change(ORDER_EDIT_BEGIN, variables, "orderEditBegin", _BeginPayload).calculated_order
        present = edit.line_items.nodes
        changed = _different(present, lines or {})
        missing = _missing(present, variants or {})
        if not changed and not missing:
            return None
        for line_id, quantity in changed.items():
            wanted = {"id": edit.id, "lineItemId": line_id, "quantity": quantity, "restock": restock}
            self._graphql.change(ORDER_EDIT_SET_QUANTITY, wanted, "orderEditSetQuantity", Done)
        for variant_id, quantity in missing.items():
            wanted = {"id": edit.id, "variantId": variant_id, "quantity": quantity}
            self._graphql.change(ORDER_EDIT_ADD_VARIANT, wanted, "orderEditAddVariant", Done)
        said = {"id": edit.id, "notifyCustomer": notify, "staffNote": staff_note or None}
        done = self._graphql.change(ORDER_EDIT_COMMIT, said, "orderEditCommit", _CommitPayload).order
        return Edited(total=done.current_total_price_set.money, outstanding=done.total_outstanding_set.money)


def _different(present: tuple[_LineNode, ...], wanted: Mapping[str, int]) -> dict[str, int]:
    """Return the wanted quantities that are not there yet, by the id of the calculated line."""
    there = {line.number: line for line in present}
    changed: dict[str, int] = {}
    for line_id, quantity in wanted.items():
        line = there.get(check_id(line_id, "LineItem").rpartition("/")[2])
        if line is None:
            raise ValueError(f"{line_id} is not on the order")
        if quantity < line.quantity - line.editable_quantity:
            raise ValueError(f"more than {quantity} of {line_id} have left already")
        if quantity != line.quantity:
            changed[line.id] = quantity
    return changed


def _missing(present: tuple[_LineNode, ...], wanted: Mapping[str, int]) -> dict[str, int]:
    """Return how many of each variant are to be added."""
    counted: dict[str, int] = {}
    for line in present:
        if line.variant is not None:
            counted[line.variant.id] = counted.get(line.variant.id, 0) + line.quantity
    short = {check_id(each, "ProductVariant"): number - counted.get(each, 0) for each, number in wanted.items()}
    return {each: number for each, number in short.items() if number > 0}
