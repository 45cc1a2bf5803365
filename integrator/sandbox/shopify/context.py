"""What the resolvers of one request share, and how they find what an id names."""

from dataclasses import dataclass, field
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.gids import number_of


@dataclass(frozen=True, slots=True)
class Context:
    """One GraphQL request with a valid token."""

    action: Action
    scopes: list[str]
    search_notes: list[dict[str, Any]] = field(default_factory=list)
    """What the answer says about searches, under `extensions.search`."""
    base_url: str = ""
    """Where this sandbox was called, with a slash at its end; files are served from there."""

    @property
    def db(self) -> Database:
        return self.action.world.db

    @property
    def store(self) -> str:
        return self.action.store

    def find_order(self, gid: str) -> Document | None:
        """Return the order, or None; raises the error RESOURCE_NOT_FOUND for an id of another type."""
        return orders.find(self.db, self.store, number_of(gid, "Order"))

    def find_part(self, gid: str) -> tuple[Document, Document] | None:
        """Return an order and its fulfillment order, or None; raises like `find_order`."""
        return orders.find_by_part(self.db, self.store, number_of(gid, "FulfillmentOrder"))
