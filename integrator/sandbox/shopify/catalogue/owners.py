"""Products and variants as things that carry tags and metafields."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Owner
from integrator.sandbox.shopify.catalogue import products
from integrator.sandbox.shopify.catalogue.views_product import product_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import number_of

_INSIDE = "product"
"""Where a variant that was handed out keeps its product until it is kept again."""


def _find_product(ctx: Context, gid: str) -> Document | None:
    return products.find(ctx.db, ctx.store, number_of(gid, "Product"))


def _find_variant(ctx: Context, gid: str) -> Document | None:
    found = products.find_variant(ctx.db, ctx.store, number_of(gid, "ProductVariant"))
    if found is None:
        return None
    product, variant = found
    return {**variant, _INSIDE: product}


def _change_variant(action: Action, thing: Document) -> None:
    product = thing[_INSIDE]
    variant = {name: value for name, value in thing.items() if name != _INSIDE} | {"updated_at": action.stamp}
    product["variants"] = [variant if each["id"] == variant["id"] else each for each in product["variants"]]
    products.change(action, product)


PRODUCT = Owner(_find_product, products.change, product_view)
VARIANT = Owner(_find_variant, _change_variant, lambda _ctx, each: {"id": each["id"]}, has_tags=False)
