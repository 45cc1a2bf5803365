"""Webhook bodies of products and stock. Source: contract payloads, "Stock and products". [documented]"""

from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.fulfillment_orders.places import location_id
from integrator.sandbox.shopify.gids import gid

_PRODUCT, _ITEM = "shopify.product", "shopify.inventory_item"


def product_body(db: Database, product: Document) -> dict[str, Any]:
    """Build the body of `products/create` and `products/update`."""
    images = [_image_body(product, file, place) for place, file in enumerate(_media(db, product), 1)]
    return {
        "admin_graphql_api_id": gid("Product", product["id"]),
        "body_html": product["description_html"],
        "created_at": local_time(product["created_at"]),
        "handle": product["handle"],
        "id": product["id"],
        "product_type": product["product_type"],
        "published_at": local_time(product["published_at"]),
        "template_suffix": None,
        "title": product["title"],
        "updated_at": local_time(product["updated_at"]),
        "vendor": product["vendor"],
        "status": product["status"].lower(),
        "published_scope": "global",
        "tags": ", ".join(product["tags"]),
        "variants": [_variant_body(db, product, variant) for variant in product["variants"]],
        "options": [
            {
                "name": "Title",
                "id": product["option_id"],
                "product_id": product["id"],
                "position": 1,
                "values": [variant["title"] for variant in product["variants"]],
            }
        ],
        "images": images,
        "image": images[0] if images else None,
        "media": [_media_body(product, file, place) for place, file in enumerate(_media(db, product), 1)],
        "variant_gids": [
            {"admin_graphql_api_id": gid("ProductVariant", variant["id"]), "updated_at": variant["updated_at"]}
            for variant in product["variants"]
        ],
        "has_variants_that_requires_components": False,
        "category": product["category"],
    }


def level_body(item: Document, place: str) -> dict[str, Any]:
    """Build the body of `inventory_levels/update`."""
    level = item["levels"][place]
    return {
        "inventory_item_id": item["id"],
        "location_id": location_id(place),
        "available": level["available"],
        "updated_at": local_time(level["updated_at"]),
        "admin_graphql_api_id": gid("InventoryLevel", f"{location_id(place)}?inventory_item_id={item['id']}"),
    }


def stocked_variant_body(db: Database, item: Document, before: int, after: int) -> dict[str, Any] | None:
    """Build the body of `variants/out_of_stock` and `variants/in_stock`; None for an item without a product."""
    product = db.get(_PRODUCT, f"{item['store']}/{item['product']}")
    if product is None:
        return None
    variant = next(each for each in product["variants"] if str(each["id"]) == item["variant"])
    body = _variant_body(db, product, variant)
    del body["inventory_item_id"]
    return {**body, "inventory_quantity": after, "old_inventory_quantity": before}


def _variant_body(db: Database, product: Document, variant: Document) -> dict[str, Any]:
    item = db.get(_ITEM, f"{product['store']}/{variant['item']}")
    there = 0 if item is None else sum(level["available"] for level in item["levels"].values())
    return {
        "admin_graphql_api_id": gid("ProductVariant", variant["id"]),
        "barcode": variant["barcode"],
        "compare_at_price": variant["compare_at_price"],
        "created_at": local_time(variant["created_at"]),
        "id": variant["id"],
        "inventory_policy": variant["policy"].lower(),
        "position": product["variants"].index(variant) + 1,
        "price": variant["price"],
        "product_id": product["id"],
        "sku": variant["sku"],
        "taxable": variant["taxable"],
        "title": variant["title"],
        "updated_at": local_time(variant["updated_at"]),
        "option1": variant["title"],
        "option2": None,
        "option3": None,
        "image_id": None,
        "inventory_item_id": variant["item"],
        "inventory_quantity": there,
        "old_inventory_quantity": there,
    }


def _media(db: Database, product: Document) -> list[Document]:
    found = [db.get("shopify.file", f"{product['store']}/{number}") for number in product["media"]]
    return [file for file in found if file is not None]


def _image_body(product: Document, file: Document, place: int) -> dict[str, Any]:
    return {
        "id": file["id"],
        "alt": file["alt"],
        "position": place,
        "product_id": product["id"],
        "created_at": local_time(file["created_at"]),
        "updated_at": local_time(file["updated_at"]),
        "admin_graphql_api_id": gid("ProductImage", file["id"]),
        "width": 1600,
        "height": 1600,
        "src": f"https://cdn.sandbox.invalid/files/{file['filename']}",
        "variant_ids": [],
    }


def _media_body(product: Document, file: Document, place: int) -> dict[str, Any]:
    image = _image_body(product, file, place)
    shown = {name: image[name] for name in ("id", "product_id", "position", "created_at", "updated_at", "alt")}
    preview = {name: image[name] for name in ("width", "height", "src")}
    return {
        **shown,
        "status": "READY",
        "media_content_type": "IMAGE",
        "preview_image": {**preview, "status": "READY"},
        "variant_ids": [],
        "admin_graphql_api_id": gid("MediaImage", file["id"]),
    }


def metaobject_body(action: Action, handle: str, value: str) -> dict[str, Any]:
    """
    Build the body of `metaobjects/update`.

    The contract has no table for it; id, type, handle, fields and times are what its schema has. [inferred]
    """
    number = action.number("metaobject", 77_100_001)
    return {
        "id": gid("Metaobject", number),
        "type": "size_chart",
        "handle": handle,
        "display_name": handle,
        "fields": {"text": value},
        "capabilities": {"publishable": {"status": "active"}},
        "created_at": local_time(action.stamp),
        "updated_at": local_time(action.stamp),
    }


def theme_body(action: Action, name: str) -> dict[str, Any]:
    """Build the body of `themes/update`. The contract has no table for it. [inferred]"""
    number = action.number("theme", 128_400_000_001)
    return {
        "id": number,
        "name": name,
        "created_at": local_time(action.stamp),
        "updated_at": local_time(action.stamp),
        "role": "main",
        "theme_store_id": None,
        "previewable": True,
        "processing": False,
        "admin_graphql_api_id": gid("OnlineStoreTheme", number),
    }
