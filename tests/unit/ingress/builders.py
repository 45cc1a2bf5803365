"""Signed requests, rows, and the types of the fixtures."""

import hashlib
import hmac
import sqlite3
from base64 import b64encode
from collections.abc import Callable

import httpx

from integrator.ingress.delivery import Delivery
from integrator.ingress.outbox import Batch, Outbox

STORE = "acme.myshopify.com"
SECRETS = (b"new secret", b"old secret")

Append = Callable[..., None]
Rows = Callable[[], list[sqlite3.Row]]
Send = Callable[..., httpx.Response]
Ship = Callable[[], list[str]]


def signed(body: bytes, secret: bytes = SECRETS[0], **changes: str | None) -> dict[str, str]:
    """Make the headers of a delivery; `changes` replaces or, with None, drops them (`_` stands for `-`)."""
    headers: dict[str, str | None] = {
        "x-shopify-topic": "orders/create",
        "x-shopify-hmac-sha256": b64encode(hmac.digest(secret, body, "sha256")).decode(),
        "x-shopify-shop-domain": STORE,
        "x-shopify-api-version": "2026-07",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "x-shopify-event-id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "x-shopify-triggered-at": "2026-03-30T14:30:00.000000000Z",
    }
    headers |= {f"x-shopify-{name.replace('_', '-')}": value for name, value in changes.items()}
    return {name: value for name, value in headers.items() if value is not None}


def delivery(number: int = 0, *, body: bytes = b"sealed") -> Delivery:
    return Delivery(
        received_at=1_700_000_000_000 + number,
        store=STORE,
        topic="orders/create",
        webhook_id=f"id-{number}",
        event_id="",
        triggered_at="",
        api_version="2026-07",
        name="",
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
    )


def next_batch(outbox: Outbox) -> Batch:
    """Take the next batch, which must be there."""
    batch = outbox.next_batch()
    assert batch is not None
    return batch
