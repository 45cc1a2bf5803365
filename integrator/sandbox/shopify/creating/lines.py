"""The lines that a caller gives: of a variant of the catalogue, or of something that is in none."""

from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import products, stock
from integrator.sandbox.shopify.gids import number_of


def of_variant(action: Action, gid: str, quantity: int, price: str | None = None) -> Document | None:
    """Build a line that sells a variant, at its own price unless one is given; None for an unknown variant."""
    found = products.find_variant(action.world.db, action.store, number_of(gid, "ProductVariant"))
    if found is None:
        return None
    product, variant = found
    return {
        **_line(action, quantity),
        "title": product["title"],
        "sku": variant["sku"],
        "vendor": product["vendor"],
        "price": variant["price"] if price is None else price,
        "product_id": product["id"],
        "variant_id": variant["id"],
        "inventory_item_id": variant["item"],
        "product_type": product["product_type"],
        "product_tags": product["tags"],
    }


def custom(action: Action, title: str, quantity: int, price: str, sku: str | None = None) -> Document:
    """Build a line of something that the store does not keep."""
    return {
        **_line(action, quantity),
        "title": title,
        "sku": sku,
        "vendor": "",
        "price": price,
        "product_id": None,
        "variant_id": None,
        "inventory_item_id": None,
        "product_type": "",
        "product_tags": [],
    }


def discount(line: Document, amount: Decimal) -> None:
    """Take `amount` off a line from the beginning, at most what it is worth."""
    worth = Decimal(line["price"]) * line["quantity"]
    line["discount"] = line["placed_discount"] = str(min(worth, Decimal(line["placed_discount"]) + amount))


def missing(action: Action, lines: list[Document]) -> list[Document]:
    """Return the lines of which the store has less to sell than is wanted."""
    db = action.world.db
    items = [(line, stock.find(db, action.store, str(line["inventory_item_id"]))) for line in lines]
    return [line for line, item in items if item is not None and stock.available(item) < line["quantity"]]


def _line(action: Action, quantity: int) -> Document:
    return {
        "id": action.number("line", 15_822_046_800_001),
        "quantity": quantity,
        "current_quantity": quantity,
        "discount": "0",
        "placed_discount": "0",
        "added": False,
        "attributes": [],
    }
