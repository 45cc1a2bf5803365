"""The mutations that change products and variants, and put them on sale."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import tags
from integrator.sandbox.shopify.catalogue import files, products, publishing
from integrator.sandbox.shopify.catalogue.views_product import product_view, variant_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, invalid_id, not_in_sandbox
from integrator.sandbox.shopify.gids import number_of, split
from integrator.sandbox.shopify.metafields import write

_TEXTS = {
    "title": "title",
    "handle": "handle",
    "status": "status",
    "vendor": "vendor",
    "productType": "product_type",
    "descriptionHtml": "description_html",
}
_NOT_EMULATED = ("category", "collectionsToJoin", "collectionsToLeave", "templateSuffix", "giftCardTemplateSuffix")


def product_update(
    ctx: Context, *, product: dict[str, Any] | None = None, media: list[dict[str, Any]] | None = None, **_: Any
) -> Document:
    wanted = product or {}
    if unknown := [name for name in _NOT_EMULATED if wanted.get(name) is not None]:
        raise not_in_sandbox(f"Changing a product's {unknown[0]}")
    found = _product(ctx, str(wanted.get("id")), ["id"])
    before = repr(found)
    _change(ctx, found, wanted)
    for entry in media or []:
        found["media"].append(_media(ctx, entry))
    if repr(found) != before:
        products.change(ctx.action, found)
        subject = products.product_gid(found)
        ctx.action.record("product_updated", key=subject, subject=subject, fields=sorted(wanted.keys() - {"id"}))
    return {"product": product_view(ctx, found)}


def product_variants_bulk_update(
    ctx: Context,
    *,
    productId: str,
    variants: list[dict[str, Any]],
    allowPartialUpdates: bool = False,
    **_: Any,
) -> Document:
    """Change several variants of a product, all or none."""
    if allowPartialUpdates:
        raise not_in_sandbox("A partial update of variants")
    found = products.find(ctx.db, ctx.store, number_of(productId, "Product"))
    if found is None:
        raise Refused(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
    changed = [_variant(ctx, found, wanted, place) for place, wanted in enumerate(variants)]
    products.change(ctx.action, found)
    subject = products.product_gid(found)
    ctx.action.record("variants_updated", key=subject, subject=subject, variants=[each["sku"] for each in changed])
    return {
        "product": product_view(ctx, found),
        "productVariants": [variant_view(ctx, found, variant) for variant in changed],
    }


def publishable_publish(ctx: Context, *, id: str, input: list[dict[str, Any]]) -> Document:  # noqa: A002 - Shopify's own argument names
    found = _publishable(ctx, id)
    publishing.publish(ctx, found, input)
    return {"publishable": product_view(ctx, found)}


def publishable_unpublish(ctx: Context, *, id: str, input: list[dict[str, Any]]) -> Document:  # noqa: A002 - Shopify's own argument names
    found = _publishable(ctx, id)
    publishing.unpublish(ctx, found, input)
    return {"publishable": product_view(ctx, found)}


def _publishable(ctx: Context, gid: str) -> Document:
    if split(gid)[0] == "Collection":
        raise not_in_sandbox("Publishing a collection")
    return _product(ctx, gid, ["id"])


def _product(ctx: Context, gid: str, path: list[str]) -> Document:
    if split(gid)[0] != "Product":
        raise invalid_id(gid)
    found = products.find(ctx.db, ctx.store, number_of(gid, "Product"))
    if found is None:
        raise Refused(path, "Product does not exist")
    return found


def _change(ctx: Context, product: Document, wanted: dict[str, Any]) -> None:
    if "title" in wanted and not str(wanted["title"] or "").strip():
        raise Refused(["title"], "Title can't be blank")
    product |= {_TEXTS[name]: wanted[name] for name in _TEXTS if wanted.get(name) is not None}
    if wanted.get("tags") is not None:
        product["tags"] = sorted(set(tags.tags_from(wanted["tags"])), key=str.lower)
    if wanted.get("seo") is not None:
        product["seo"] = {**product["seo"], **wanted["seo"]}
    for place, field in enumerate(wanted.get("metafields") or []):
        write(ctx.action, product, field, place)


def _media(ctx: Context, wanted: dict[str, Any]) -> str:
    if wanted["mediaContentType"] != "IMAGE":
        raise not_in_sandbox(f"Media of the kind {wanted['mediaContentType']}")
    source = wanted["originalSource"]
    if not source.startswith(("https://", "http://")):
        raise Refused(["media", "0", "originalSource"], "Image URL is invalid")
    name = source.rsplit("/", 1)[-1].partition("?")[0]
    file = files.create(ctx.action, kind="MediaImage", filename=name, alt=wanted.get("alt") or "", source=source)
    return str(file["id"])


def _variant(ctx: Context, product: Document, wanted: dict[str, Any], place: int) -> Document:
    path = ["variants", str(place)]
    number = number_of(str(wanted.get("id")), "ProductVariant")
    variant: Document | None = next((each for each in product["variants"] if str(each["id"]) == number), None)
    if variant is None:
        raise Refused([*path, "id"], "Product variant does not exist", "PRODUCT_VARIANT_DOES_NOT_EXIST")
    for name, key in (("price", "price"), ("compareAtPrice", "compare_at_price")):
        if wanted.get(name) is not None and Decimal(wanted[name]) < 0:
            raise Refused([*path, name], "Price must be greater than or equal to 0", "NEGATIVE_PRICE_VALUE")
        if name in wanted:
            variant[key] = wanted[name]
    variant |= {name: wanted[name] for name in ("barcode", "taxable") if wanted.get(name) is not None}
    if wanted.get("inventoryPolicy") is not None:
        variant["policy"] = wanted["inventoryPolicy"]
    for index, field in enumerate(wanted.get("metafields") or []):
        write(ctx.action, variant, field, index)
    variant["updated_at"] = ctx.action.stamp
    return variant
