"""Stock: what lies where, and setting it only if nobody else did meanwhile."""

from datetime import datetime

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify.documents import (
    INVENTORY_ACTIVATE,
    INVENTORY_BY_SKU,
    INVENTORY_SET_QUANTITIES,
    LOCATIONS,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import quoted
from integrator.clients.shopify.models import Level, Location, StockItem
from integrator.clients.shopify.nodes import Done, Node, PageInfoNode, Text

_PAGE = 50
_FEW = 10
_STALE = "CHANGE_FROM_QUANTITY_STALE"


class _AddressNode(Node):
    country_code: Text


class _LocationNode(Node):
    id: str
    name: str
    is_active: bool
    address: _AddressNode


class _LocationsNode(Node):
    nodes: list[_LocationNode]
    page_info: PageInfoNode


class _LocationsData(Node):
    locations: _LocationsNode


class _PlaceNode(Node):
    id: str
    name: str


class _QuantityNode(Node):
    name: str
    quantity: int


class _LevelNode(Node):
    is_active: bool
    updated_at: datetime
    location: _PlaceNode
    quantities: list[_QuantityNode]


class _LevelsNode(Node):
    nodes: list[_LevelNode]


class _ItemNode(Node):
    id: str
    sku: Text
    tracked: bool
    inventory_levels: _LevelsNode


class _ItemsNode(Node):
    nodes: list[_ItemNode]


class _ItemsData(Node):
    inventory_items: _ItemsNode


class Inventory:
    """The part of `Shopify` that is about stock."""

    _graphql: GraphQL

    def locations(self) -> list[Location]:
        """List the store's locations. Repeating it is harmless. Source: contracts/shopify/api, 5. [documented]"""
        pages = self._graphql.pages(
            LOCATIONS, {"first": _PAGE}, _LocationsData, lambda page: page.locations.page_info.next
        )
        return [
            Location(id=node.id, name=node.name, is_active=node.is_active, country=node.address.country_code)
            for page in pages
            for node in page.locations.nodes
        ]

    def stock_of(self, sku: str) -> list[StockItem]:
        """
        List the inventory items that have exactly this `sku`; more than one means that the sku is no key.

        The list lags behind writes. Repeating it is harmless. Source: contracts/shopify/api, 12. [seen in code]
        """
        variables = {"query": f"sku:{quoted(sku)}", "first": _FEW}
        nodes = self._graphql.ask(INVENTORY_BY_SKU, variables, _ItemsData).inventory_items.nodes
        # A search is no comparison: it ignores case and finds beginnings.
        return [_item(node) for node in nodes if node.sku == sku]

    def set_available(
        self, item_id: str, location_id: str, quantity: int, *, seen: int, key: str, reference: str
    ) -> None:
        """
        Set what is available, provided that it still is what was `seen`.

        Idempotent by `key` for 24 hours at Shopify; later a repeat fails as a `Conflict`, for the quantity is no
        longer the one seen.

        Args:
            item_id: `gid://shopify/InventoryItem/<number>`.
            location_id: `gid://shopify/Location/<number>`.
            quantity: pieces, 0 to 1,000,000,000.
            seen: what was available when the decision was taken.
            key: names this change for ever.
            reference: a URI of the document that says so, such as `gid://connector/Feed/<id>`.

        Raises:
            Conflict: the quantity changed since it was seen; read again, then decide.
            Refused: with Shopify's code, such as ITEM_NOT_STOCKED_AT_LOCATION: `activate` it first.

        Source: contracts/shopify/api, 9 and 10. [documented]
        """
        entry = {
            "inventoryItemId": check_id(item_id, "InventoryItem"),
            "locationId": check_id(location_id, "Location"),
            "quantity": quantity,
            "changeFromQuantity": seen,
        }
        wanted = {
            "name": "available",
            "reason": "correction",
            "referenceDocumentUri": reference,
            "quantities": [entry],
        }
        variables = {"input": wanted, "idempotencyKey": key}
        conflict: Conflict | None = None
        try:
            self._graphql.change(INVENTORY_SET_QUANTITIES, variables, "inventorySetQuantities", Done)
        except Refused as refused:
            if _STALE not in refused.codes:
                raise
            conflict = Conflict(
                "the quantity changed",
                system=refused.system,
                operation=refused.operation,
                request_id=refused.request_id,
            )
        if conflict is not None:
            raise conflict

    def activate(self, item_id: str, location_id: str, *, key: str) -> None:
        """
        Stock an item at a location, with nothing available there.

        Idempotent by `key`, and one that is stocked there already stays as it is.
        Source: contracts/shopify/api, 9 and 10. [documented]
        """
        variables = {
            "inventoryItemId": check_id(item_id, "InventoryItem"),
            "locationId": check_id(location_id, "Location"),
            "idempotencyKey": key,
        }
        self._graphql.change(INVENTORY_ACTIVATE, variables, "inventoryActivate", Done)


def _item(node: _ItemNode) -> StockItem:
    levels = [
        Level(
            location_id=level.location.id,
            location=level.location.name,
            is_active=level.is_active,
            updated_at=level.updated_at,
            quantities={each.name: each.quantity for each in level.quantities},
        )
        for level in node.inventory_levels.nodes
    ]
    return StockItem(id=node.id, sku=node.sku, is_tracked=node.tracked, levels=tuple(levels))
