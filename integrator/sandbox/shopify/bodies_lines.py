"""Lines inside webhook bodies. Source: contract payloads, "Shared objects". [documented]"""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import rest_amount, rest_set
from integrator.sandbox.shopify.totals import TAX_RATE, tax_in


def tax_line(gross: Decimal, currency: str) -> dict[str, Any]:
    """Build the tax contained in a gross amount."""
    tax = tax_in(gross, currency)
    return {
        "channel_liable": False,
        "price": rest_amount(tax, currency),
        "price_set": rest_set(tax, currency),
        "rate": float(TAX_RATE),
        "title": "MwSt.",
    }


def line_body(order: Document, line: Document) -> dict[str, Any]:
    """Build one entry of `line_items`."""
    currency, price, discount = order["currency"], Decimal(line["price"]), Decimal(line["discount"])
    fulfilled = fulfilled_quantity(order, line)
    left = open_quantity(order, line)
    return {
        "id": line["id"],
        "admin_graphql_api_id": gid("LineItem", line["id"]),
        "attributed_staffs": [],
        "current_quantity": line["current_quantity"],
        "fulfillable_quantity": left,
        "fulfillment_service": "manual",
        "fulfillment_status": "fulfilled" if fulfilled and not left else None,
        "gift_card": False,
        "grams": 0,
        "name": line["title"],
        "price": rest_amount(price, currency),
        "price_set": rest_set(price, currency),
        "product_exists": line["product_id"] is not None,
        "product_id": line["product_id"],
        "properties": [{"name": entry["key"], "value": entry["value"]} for entry in line["attributes"]],
        "quantity": line["quantity"],
        "requires_shipping": True,
        "sales_line_item_group_id": None,
        "sku": line["sku"],
        "taxable": True,
        "title": line["title"],
        "total_discount": rest_amount(discount, currency),
        "total_discount_set": rest_set(discount, currency),
        "variant_id": line["variant_id"],
        "variant_inventory_management": "shopify",
        "variant_title": None,
        "vendor": line["vendor"],
        "tax_lines": [tax_line(price * line["quantity"], currency)],
        "duties": [],
        "discount_allocations": [],
    }


def embedded_line_body(order: Document, line: Document) -> dict[str, Any]:
    """Build a line as it is inside a fulfillment or a refund, without what only the order's own lines have."""
    left_out = {"attributed_staffs", "current_quantity", "sales_line_item_group_id"}
    return {name: value for name, value in line_body(order, line).items() if name not in left_out}


def fulfilled_quantity(order: Document, line: Document) -> int:
    """Return how many items of a line have left."""
    parts = (entry for part in order["fulfillment_orders"] for entry in part["lines"])
    return sum(entry["fulfilled"] for entry in parts if entry["line"] == line["id"])


def open_quantity(order: Document, line: Document) -> int:
    """Return how many items of a line are still to leave; all of them while the order is not routed."""
    parts = [entry for part in order["fulfillment_orders"] for entry in part["lines"] if entry["line"] == line["id"]]
    return sum(entry["remaining"] for entry in parts) if parts else int(line["current_quantity"])


def shipping_body(order: Document) -> dict[str, Any]:
    """Build the one entry of `shipping_lines`."""
    currency, price = order["currency"], Decimal(order["shipping"])
    return {
        "id": order["shipping_line_id"],
        "carrier_identifier": None,
        "code": order["shipping_title"],
        "current_discounted_price_set": rest_set(price, currency),
        "discounted_price": rest_amount(price, currency),
        "discounted_price_set": rest_set(price, currency),
        "is_removed": order["cancelled_at"] is not None,
        "phone": None,
        "price": rest_amount(price, currency),
        "price_set": rest_set(price, currency),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": order["shipping_title"],
        "tax_lines": [tax_line(price, currency)],
        "discount_allocations": [],
    }
