"""What a tester may turn: scopes, cost bucket, job delay, and the vices of webhook delivery."""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.database import Database

_KIND, _ID = "shopify.switches", "all"

DEFAULTS: dict[str, Any] = {
    # Access scopes of the app; a write scope includes the read scope of the same name.
    "scopes": [
        "read_apps",
        "read_content",
        "read_locations",
        "read_marketing_events",
        "read_metaobjects",
        "read_shopify_payments_disputes",
        "read_themes",
        "write_customers",
        "write_draft_orders",
        "write_files",
        "write_fulfillments",
        "write_inventory",
        "write_merchant_managed_fulfillment_orders",
        "write_order_edits",
        "write_orders",
        "write_products",
        "write_publications",
        "write_returns",
        "write_shopify_payments_dispute_evidences",
        "write_third_party_fulfillment_orders",
    ],
    # Points. The Standard plan's bucket and its refill per second.
    "bucket_maximum": 2000,
    "bucket_restore_rate": 100,
    # Seconds until an asynchronous job is done, such as a cancellation.
    "job_seconds": 0.2,
    # Seconds until a new order is routed. Zero: its fulfillment orders are there at once.
    "routing_seconds": 0,
    # Seconds until the money of a refund has moved. Zero: at once.
    "refund_seconds": 0,
    # Seconds until a bulk operation has ended, and how it ends: COMPLETED, FAILED, EXPIRED or CANCELED.
    "bulk_seconds": 0.2,
    "bulk_end": "COMPLETED",
    # Seconds until a file is ready, and the names of those that fail instead.
    "file_seconds": 0.2,
    "failing_files": [],
    # Seconds until a search finds what is new. What has changed meanwhile is found at once.
    "search_lag_seconds": 0,
    # Multiplies the distances of webhook retries. Zero: a retry follows at once.
    "retry_factor": 1.0,
    # How many more times each delivery is sent. Zero: once.
    "duplicates": 0,
    # Percent of deliveries that get lost, chosen by `seed`.
    "drop_percent": 0,
    "seed": 1,
    # Sign with a secret that nobody knows.
    "wrong_signature": False,
    # Hold every delivery back until it is flushed.
    "paused": False,
}


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "scopes": _is_list_of_texts,
    "bucket_maximum": lambda value: _is_number(value, 1, 1_000_000),
    "bucket_restore_rate": lambda value: _is_number(value, 0, 1_000_000),
    "job_seconds": lambda value: _is_number(value, 0, 3600),
    "routing_seconds": lambda value: _is_number(value, 0, 86_400),
    "refund_seconds": lambda value: _is_number(value, 0, 864_000),
    "bulk_seconds": lambda value: _is_number(value, 0, 864_000),
    "bulk_end": lambda value: value in {"COMPLETED", "FAILED", "EXPIRED", "CANCELED"},
    "file_seconds": lambda value: _is_number(value, 0, 86_400),
    "failing_files": _is_list_of_texts,
    "search_lag_seconds": lambda value: _is_number(value, 0, 86_400),
    "retry_factor": lambda value: _is_number(value, 0, 100),
    "duplicates": lambda value: isinstance(value, int) and _is_number(value, 0, 100),
    "drop_percent": lambda value: _is_number(value, 0, 100),
    "seed": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "wrong_signature": lambda value: isinstance(value, bool),
    "paused": lambda value: isinstance(value, bool),
}


def read(db: Database) -> dict[str, Any]:
    """Return every switch with its present value."""
    return {**DEFAULTS, **(db.get(_KIND, _ID) or {})}


def change(db: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set the named switches and return all; raises `ValueError` for an unknown name or a wrong value."""
    for name, value in wanted.items():
        if name not in DEFAULTS:
            raise ValueError(f"unknown setting {name!r}; known are {', '.join(DEFAULTS)}")
        if not _CHECKS[name](value):
            raise ValueError(f"{value!r} is no value for {name}")
    changed = {**read(db), **wanted}
    db.put(_KIND, _ID, changed)
    return changed


def _is_number(value: Any, lowest: float, highest: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and lowest <= value <= highest
