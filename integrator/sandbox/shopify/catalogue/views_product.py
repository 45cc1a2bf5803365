"""Products and variants as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import files, publishing, stock
from integrator.sandbox.shopify.catalogue.views_file import file_view
from integrator.sandbox.shopify.catalogue.views_stock import item_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.views_marks import metafield_fields


def product_view(ctx: Context, product: Document) -> dict[str, Any]:
    """Build a `Product`; lists are callables, resolved only when asked for."""
    variants = product["variants"]
    return {
        "__typename": "Product",
        "id": gid("Product", product["id"]),
        "legacyResourceId": str(product["id"]),
        "title": product["title"],
        "handle": product["handle"],
        "status": product["status"],
        "vendor": product["vendor"],
        "productType": product["product_type"],
        "tags": product["tags"],
        "descriptionHtml": product["description_html"],
        "createdAt": product["created_at"],
        "updatedAt": product["updated_at"],
        "publishedAt": product["published_at"],
        "isGiftCard": False,
        "seo": product["seo"],
        "category": product["category"],
        "hasOnlyDefaultVariant": len(variants) == 1,
        "tracksInventory": True,
        "variantsCount": {"count": len(variants), "precision": "EXACT"},
        "totalInventory": lambda _info: sum(_available(ctx, variant) for variant in variants),
        "options": lambda _info, **_: [_option_view(product)],
        **metafield_fields(product, "Product"),
        "variants": connection(lambda: [variant_view(ctx, product, variant) for variant in variants]),
        "media": connection(lambda: [file_view(ctx, file) for file in files.of_product(ctx, product)]),
        **publishing.fields(ctx, product),
    }


def variant_view(ctx: Context, product: Document, variant: Document) -> dict[str, Any]:
    """Build a `ProductVariant`."""
    before = variant["compare_at_price"]
    return {
        "__typename": "ProductVariant",
        "id": gid("ProductVariant", variant["id"]),
        "legacyResourceId": str(variant["id"]),
        "title": variant["title"],
        "displayName": f"{product['title']} - {variant['title']}",
        "sku": variant["sku"],
        "barcode": variant["barcode"],
        "price": _money(variant["price"]),
        "compareAtPrice": None if before is None else _money(before),
        "taxable": variant["taxable"],
        "inventoryPolicy": variant["policy"],
        "position": product["variants"].index(variant) + 1,
        "createdAt": variant["created_at"],
        "updatedAt": variant["updated_at"],
        "availableForSale": product["status"] == "ACTIVE",
        **metafield_fields(variant, "ProductVariant"),
        "inventoryQuantity": lambda _info: _available(ctx, variant),
        "inventoryItem": lambda _info: item_view(ctx, stock.find(ctx.db, ctx.store, str(variant["item"])) or {}),
        "product": lambda _info: product_view(ctx, product),
    }


def _available(ctx: Context, variant: Document) -> int:
    item = stock.find(ctx.db, ctx.store, str(variant["item"]))
    return 0 if item is None else stock.available(item)


def _option_view(product: Document) -> dict[str, Any]:
    return {
        "id": gid("ProductOption", product["option_id"]),
        "name": "Title",
        "position": 1,
        "values": [variant["title"] for variant in product["variants"]],
    }


def _money(amount: str) -> str:
    return f"{Decimal(amount):.2f}"
