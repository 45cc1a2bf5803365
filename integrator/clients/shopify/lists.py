"""Lists of what changed: orders with the facets that readings are compared by, page by page or from a bulk file."""

from datetime import UTC, datetime

from integrator.clients.shopify.documents import BULK_ORDERS_RECONCILIATION, ORDERS_SWEEP
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.models import SeenOrder, SeenPage
from integrator.clients.shopify.nodes import AddressNode, BagNode, Node, PageInfoNode, ProviderNode, Text
from integrator.clients.shopify.reading import address
from integrator.events.facets import OrderFacets
from integrator.events.order import Order, Risk

PAGE = 50
"""Orders of one page."""


class _LevelNode(Node):
    risk_level: str
    provider: ProviderNode | None


class _LevelsNode(Node):
    recommendation: Text
    assessments: tuple[_LevelNode, ...]


class SeenOrderNode(Node):
    """An order in a list, the same in a page and in a line of a bulk file."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    display_financial_status: Text
    display_fulfillment_status: Text
    tags: tuple[str, ...]
    total_price_set: BagNode
    current_total_price_set: BagNode
    total_refunded_set: BagNode
    shipping_address: AddressNode | None
    risk: _LevelsNode


class _SeenOrdersNode(Node):
    nodes: tuple[SeenOrderNode, ...]
    page_info: PageInfoNode


class _SweepData(Node):
    orders: _SeenOrdersNode


class Lists:
    """The part of `Shopify` that lists what changed."""

    _graphql: GraphQL

    def list_orders(self, search: str, *, after: str | None = None) -> SeenPage:
        """
        List the orders that match `search`, oldest change first, by pages of 50; `after` is the last page's `next`.

        An order that changes meanwhile moves to the end of the list and pushes none out. The list lags behind
        writes. Repeating it is harmless.

        Raises:
            Refused: a term of `search` is not understood, or `after` is no longer known.

        Source: contracts/shopify/api, 5 and 12. [inferred]
        """
        variables = {"query": search, "first": PAGE, "after": after}
        found = self._graphql.ask(ORDERS_SWEEP, variables, _SweepData).orders
        return SeenPage(
            orders=tuple(seen_order(self._graphql.store, node) for node in found.nodes), next=found.page_info.next
        )


def seen_order(store: str, node: SeenOrderNode) -> SeenOrder:
    """Build an order of a list."""
    return SeenOrder(
        order=Order(store=store, id=node.id, name=node.name),
        created_at=node.created_at,
        updated_at=node.updated_at,
        facets=OrderFacets(
            cancelled_at=node.cancelled_at,
            financial_status=node.display_financial_status,
            fulfillment_status=node.display_fulfillment_status,
            total=node.current_total_price_set.money,
            original_total=node.total_price_set.money,
            refunded=node.total_refunded_set.money,
            tags=node.tags,
            shipping_address=address(node.shipping_address),
            recommendation=node.risk.recommendation,
            risks=tuple(
                Risk(level=level.risk_level, provider=level.provider.title if level.provider else "Shopify")
                for level in node.risk.assessments
            ),
        ),
    )


def between(field: str, first: datetime, last: datetime | None = None) -> str:
    """
    Write a search for `first <= field <= last`, both whole seconds and included.

    Source: contracts/shopify/api, 5. [documented]
    """
    terms = [f"{field}:>='{written(first)}'", *([f"{field}:<='{written(last)}'"] if last else [])]
    return " AND ".join(terms)


def quoted(value: str) -> str:
    """
    Write a value of a search so that nothing in it is read as syntax.

    Raises:
        ValueError: it has both kinds of quotation marks, for which the syntax has no way.

    Source: contracts/shopify/api, 5. [documented]
    """
    mark = "'" if "'" not in value else '"'
    if mark in value or "\\" in value:
        raise ValueError("a value of a search cannot have both kinds of quotation marks, or a backslash")
    return f"{mark}{value}{mark}"


def bulk_text(search: str) -> str:
    """Return the document that a bulk operation runs for `search`, which holds no double quotes."""
    return BULK_ORDERS_RECONCILIATION.text.replace("$SEARCH", search)


def written(moment: datetime) -> str:
    """Write a moment as Shopify does: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
