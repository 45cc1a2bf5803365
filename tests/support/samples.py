"""Shopify's sample bodies, one file per topic."""

from pathlib import Path

SAMPLES = sorted(Path("tests/samples/shopify/webhooks").glob("*.json"))

_TWO_WORDS = {
    "app-uninstalled": "app/uninstalled",
    "bulk-operations-finish": "bulk_operations/finish",
    "customers-data-request": "customers/data_request",
    "draft-orders-create": "draft_orders/create",
    "fulfillment-events-create": "fulfillment_events/create",
    "fulfillment-holds-added": "fulfillment_holds/added",
    "fulfillment-orders-hold-released": "fulfillment_orders/hold_released",
    "fulfillment-orders-placed-on-hold": "fulfillment_orders/placed_on_hold",
    "inventory-levels-update": "inventory_levels/update",
    "order-transactions-create": "order_transactions/create",
    "orders-risk-assessment-changed": "orders/risk_assessment_changed",
    "variants-out-of-stock": "variants/out_of_stock",
}


def topic_of(sample: Path) -> str:
    """Return the topic of a file that is named after it, with `/` and `_` written as `-`."""
    return _TWO_WORDS.get(sample.stem, sample.stem.replace("-", "/", 1))
