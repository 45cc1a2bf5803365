"""Bodies as Shopify sends them: the sample order, with as many line items as make it as large as wanted."""

import json
from pathlib import Path
from typing import Any

_SAMPLE = Path(__file__).parents[2] / "samples" / "shopify" / "webhooks" / "orders-create.json"


def bodies(size_bytes: int, count: int) -> list[bytes]:
    """Return `count` orders with ids of their own, each of about `size_bytes`, never less."""
    sample = json.loads(_SAMPLE.read_text())
    return [_order(sample, size_bytes, number) for number in range(count)]


def _order(sample: dict[str, Any], size_bytes: int, number: int) -> bytes:
    # Without shipping the sample's one-line form has 7 kB.
    order = {**sample, "shipping_lines": [], "line_items": []}
    order["id"] = sample["id"] + number
    order["order_number"] = sample["order_number"] + number
    order["name"] = f"#{order['order_number']}"
    order["admin_graphql_api_id"] = f"gid://shopify/Order/{order['id']}"
    size = len(_compact(order))
    while size < size_bytes or not order["line_items"]:
        line = _line(sample["line_items"], order["id"], len(order["line_items"]))
        order["line_items"].append(line)
        size += len(_compact(line)) + 1
    return _compact(order)


def _line(samples: list[dict[str, Any]], order: int, position: int) -> dict[str, Any]:
    sample = samples[position % len(samples)]
    line_id = sample["id"] + order % 1000 * 1000 + position
    return {
        **sample,
        "id": line_id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line_id}",
        "sku": f"{sample['sku']}-{position}",
        "quantity": 1 + position % 5,
        "current_quantity": 1 + position % 5,
        "fulfillable_quantity": 1 + position % 5,
    }


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
