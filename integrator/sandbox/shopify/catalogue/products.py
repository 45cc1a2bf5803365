"""Products as kept by the sandbox: one document each, its variants inside; what lies in store is in `stock`."""

import re
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import bodies, stock
from integrator.sandbox.shopify.gids import gid

_PRODUCT, _VARIANT = "shopify.product", "shopify.variant"


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_PRODUCT, f"{store}/{number}")


def find_by_handle(db: Database, store: str, handle: str) -> Document | None:
    return next((each for each in db.find(_PRODUCT, "handle", handle) if each["store"] == store), None)


def find_variant(db: Database, store: str, number: str) -> tuple[Document, Document] | None:
    """Return a product and its variant by the number of the latter, or None."""
    place = db.get(_VARIANT, f"{store}/{number}")
    product = find(db, store, place["product"]) if place else None
    if product is None:
        return None
    return product, next(each for each in product["variants"] if each["id"] == int(number))


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's products, oldest first."""
    return db.find(_PRODUCT, "store", store)


def create(action: Action, wanted: dict[str, Any]) -> Document:
    """
    Keep a new product with one variant and its stock, without saying so.

    `wanted` may have title, sku, price, product_type, tags, vendor, barcode, status, quantity.
    """
    number = action.number("product", 9_350_112_500_001)
    title = str(wanted["title"])
    product: Document = {
        "id": number,
        "store": action.store,
        "handle": f"{_handle(title)}-{number % 100_000}",
        "title": title,
        "status": wanted.get("status", "ACTIVE"),
        "vendor": wanted.get("vendor", "Küstenwind Ausrüster"),
        "product_type": wanted.get("product_type", ""),
        "tags": sorted(wanted.get("tags", []), key=str.lower),
        "description_html": f"<p>{title}</p>",
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "published_at": action.stamp,
        "seo": {"title": None, "description": None},
        "category": None,
        "option_id": action.number("option", 11_880_045_200_001),
        "metafields": [],
        "media": [],
        "publications": {"1": action.stamp},
        "variants": [],
    }
    variant: Document = {
        "id": action.number("variant", 48_201_776_700_001),
        "title": "Default Title",
        "sku": str(wanted["sku"]),
        "barcode": wanted.get("barcode"),
        "price": str(wanted["price"]),
        "compare_at_price": None,
        "policy": "DENY",
        "taxable": True,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "metafields": [],
        "item": action.number("inventory_item", 50_288_410_900_001),
    }
    product["variants"].append(variant)
    stock.create(action, product, variant, int(wanted.get("quantity", stock.USUAL)))
    save(action, product)
    action.world.db.put(_VARIANT, f"{action.store}/{variant['id']}", {"product": str(number)})
    return product


def change(action: Action, product: Document) -> None:
    """Keep a changed product, move its `updated_at`, and say `products/update`."""
    product["updated_at"] = action.stamp
    save(action, product)
    action.announce("products/update", bodies.product_body(action.world.db, product))


def save(action: Action, product: Document) -> None:
    """Keep a product without saying so."""
    action.world.db.put(_PRODUCT, f"{action.store}/{product['id']}", product)


def product_gid(product: Document) -> str:
    return gid("Product", product["id"])


def _handle(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
