"""Shopify's Admin API of one store, put together from its parts."""

from integrator.clients.auth import Tokens
from integrator.clients.http import Http
from integrator.clients.shopify.administration import Administration
from integrator.clients.shopify.bulk import Bulk
from integrator.clients.shopify.companies import Companies
from integrator.clients.shopify.customers import Customers
from integrator.clients.shopify.disputes import Disputes
from integrator.clients.shopify.drafts import Drafts
from integrator.clients.shopify.editing import Editing
from integrator.clients.shopify.fulfillments import Fulfillments
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.holds import Holds
from integrator.clients.shopify.inventory import Inventory
from integrator.clients.shopify.lists import Lists
from integrator.clients.shopify.making import Making
from integrator.clients.shopify.marks import Marks
from integrator.clients.shopify.orders import Orders
from integrator.clients.shopify.products import Products
from integrator.clients.shopify.publishing import Publishing
from integrator.clients.shopify.received import Received
from integrator.clients.shopify.shelf import Shelf
from integrator.clients.shopify.timeline import Timeline


class Shopify(
    Orders,
    Making,
    Editing,
    Drafts,
    Customers,
    Companies,
    Timeline,
    Holds,
    Fulfillments,
    Received,
    Disputes,
    Marks,
    Administration,
    Lists,
    Bulk,
    Inventory,
    Products,
    Publishing,
    Shelf,
):
    """
    The Admin API of one store.

    Args:
        store: `<name>.myshopify.com`; anything else raises `BadIdError`.
        url: its base, `https://<name>.myshopify.com`, or that of an emulation.
        tokens: of this store.
        http: of the system `shopify`; may be shared by all stores, limits are kept for each.
        files: of the system that keeps Shopify's files; `http` when left out.
    """

    def __init__(self, store: str, *, url: str, tokens: Tokens, http: Http, files: Http | None = None) -> None:
        self._graphql = GraphQL(store, url=url, tokens=tokens, http=http)
        self._files = files or http

    @property
    def store(self) -> str:
        return self._graphql.store

    @property
    def room(self) -> float:
        """Which part of the store's points is free, for work in the background that shall leave some."""
        return self._graphql.room
