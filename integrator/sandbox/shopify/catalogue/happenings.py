"""What a merchant does in the catalogue by hand."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.catalogue import bodies, products, stock
from integrator.sandbox.shopify.fulfillment_orders.places import location_id

_CHANGEABLE = ("title", "status", "description_html", "vendor", "product_type")


def _create(action: Action, wanted: dict[str, Any]) -> Document:
    if not wanted.get("title") or not wanted.get("sku"):
        raise ValueError("a product needs a title and a sku")
    if stock.find_by_sku(action.world.db, action.store, str(wanted["sku"])) is not None:
        raise ValueError(f"the sku {wanted['sku']!r} is taken")
    product = products.create(action, {"price": "20.00", **wanted})
    action.announce("products/create", bodies.product_body(action.world.db, product))
    return _shown(product)


def _change(action: Action, wanted: dict[str, Any]) -> Document:
    product = _product(action, wanted)
    product |= {name: str(wanted[name]) for name in _CHANGEABLE if name in wanted}
    if "price" in wanted:
        product["variants"][0] |= {"price": str(wanted["price"]), "updated_at": action.stamp}
    products.change(action, product)
    return _shown(product)


def _set_stock(action: Action, wanted: dict[str, Any]) -> Document:
    item = stock.find_by_sku(action.world.db, action.store, str(wanted.get("sku")))
    place = str(wanted.get("location", "1"))
    if item is None or place not in item["levels"]:
        raise ValueError("sku must be one that the store has, and location a place that stocks it")
    delta = int(wanted.get("available", 0)) - item["levels"][place]["available"]
    stock.move(action, item, place, {"available": delta})
    return {"sku": item["sku"], "location": location_id(place), "available": item["levels"][place]["available"]}


def _product(action: Action, wanted: dict[str, Any]) -> Document:
    item = stock.find_by_sku(action.world.db, action.store, str(wanted.get("sku")))
    product = None if item is None else products.find(action.world.db, action.store, item["product"])
    if product is None:
        raise ValueError(f"no product with the sku {wanted.get('sku')!r}")
    return product


def _change_metaobject(action: Action, wanted: dict[str, Any]) -> Document:
    body = bodies.metaobject_body(action, str(wanted.get("handle", "groessentabelle")), str(wanted.get("value", "")))
    action.announce("metaobjects/update", body)
    return body


def _change_theme(action: Action, wanted: dict[str, Any]) -> Document:
    body = bodies.theme_body(action, str(wanted.get("name", "Küstenwind")))
    action.announce("themes/update", body)
    return body


def _shown(product: Document) -> Document:
    variant = product["variants"][0]
    return {
        "id": products.product_gid(product),
        "title": product["title"],
        "sku": variant["sku"],
        "variant": f"gid://shopify/ProductVariant/{variant['id']}",
        "inventory_item": f"gid://shopify/InventoryItem/{variant['item']}",
    }


HAPPENINGS = {
    "product-create": Happening(_create, ("title", "sku", "price", "product_type", "tags", "barcode", "quantity")),
    "product-change": Happening(_change, ("sku", "price", *_CHANGEABLE)),
    "stock-set": Happening(_set_stock, ("sku", "location", "available")),
    "metaobject-change": Happening(_change_metaobject, ("handle", "value")),
    "theme-change": Happening(_change_theme, ("name",)),
}
