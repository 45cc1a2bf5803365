"""The queries of the catalogue for one thing each; its lists are in `lists`."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import files, locations, products, stock
from integrator.sandbox.shopify.catalogue.views_file import file_view
from integrator.sandbox.shopify.catalogue.views_product import product_view, variant_view
from integrator.sandbox.shopify.catalogue.views_stock import item_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.gids import number_of, split


def product(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = products.find(ctx.db, ctx.store, number_of(id, "Product"))
    return None if found is None else product_view(ctx, found)


def product_by_identifier(ctx: Context, *, identifier: dict[str, Any]) -> Document | None:
    if "customId" in identifier:
        raise not_in_sandbox("A product by its custom id")
    if "id" in identifier:
        return product(ctx, id=identifier["id"])
    found = products.find_by_handle(ctx.db, ctx.store, identifier["handle"])
    return None if found is None else product_view(ctx, found)


def product_variant(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = products.find_variant(ctx.db, ctx.store, number_of(id, "ProductVariant"))
    return None if found is None else variant_view(ctx, *found)


def inventory_item(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = stock.find(ctx.db, ctx.store, number_of(id, "InventoryItem"))
    return None if found is None else item_view(ctx, found)


def location(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = locations.find(ctx.db, ctx.store, id)
    return None if found is None else locations.location_view(found)


def file(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    kind, number = split(id)
    found = files.find(ctx.db, ctx.store, number)
    return None if found is None or found["kind"] != kind else file_view(ctx, found)
