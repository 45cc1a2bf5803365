"""Line items as GraphQL shows them."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_lines import open_quantity
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_bag


def line_view(order: Document, line: Document) -> dict[str, Any]:
    """Build a `LineItem`."""
    currency, price, discount = order["currency"], Decimal(line["price"]), Decimal(line["discount"])
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line["id"]),
        "name": line["title"],
        "title": line["title"],
        "sku": line["sku"],
        "vendor": line["vendor"],
        "quantity": line["quantity"],
        "currentQuantity": line["current_quantity"],
        "unfulfilledQuantity": open_quantity(order, line),
        "refundableQuantity": line["current_quantity"],
        "requiresShipping": True,
        "taxable": True,
        "customAttributes": line["attributes"],
        "originalUnitPriceSet": graphql_bag(price, currency),
        "originalTotalSet": graphql_bag(price * line["quantity"], currency),
        "discountedTotalSet": lambda _info, **_: graphql_bag(price * line["quantity"] - discount, currency),
        "totalDiscountSet": graphql_bag(discount, currency),
        "variant": _variant(line),
        "variantTitle": None,
        "product": _product(line),
    }


def _variant(line: Document) -> dict[str, Any] | None:
    """Build what a line knows of its variant; None for something that the store does not keep."""
    if line["variant_id"] is None:
        return None
    return {
        "id": gid("ProductVariant", line["variant_id"]),
        "sku": line["sku"],
        "barcode": None,
        "inventoryItem": {"id": gid("InventoryItem", line["inventory_item_id"])},
    }


def _product(line: Document) -> dict[str, Any] | None:
    if line["product_id"] is None:
        return None
    return {
        "id": gid("Product", line["product_id"]),
        "title": line["title"],
        "handle": line["sku"].lower(),
        "productType": line["product_type"],
        "tags": line["product_tags"],
    }
