"""Watching a real fleet: its ledger from outside, and signed posts to its ingress."""

import base64
import hashlib
import hmac
import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from integrator.cli.fleet import Fleet
from integrator.ledger import cases, deliveries, runs
from integrator.ledger.database import Ledger
from integrator.settings import Settings


@contextmanager
def ledger_of(fleet: Fleet) -> Iterator[Ledger]:
    """Open the fleet's ledger beside its workers."""
    settings = Settings(data_dir=fleet.data_dir, database_url=fleet.environment.get("DATABASE_URL", ""))
    ledger = Ledger(settings.ledger_url)
    try:
        yield ledger
    finally:
        ledger.close()


def wait_for(what: Callable[[], Any], *, seconds: float, told: Callable[[], object] = lambda: "") -> Any:
    """Return the first true answer of `what`; fail with `told()` when the time is over."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)
    return found


def states(ledger: Ledger, order: str) -> dict[str, str]:
    """Return the state of each flow's newest run about an order."""
    found = runs.search(ledger, text=f"gid://shopify/Order/{order}", limit=200)
    return {row["flow"]: row["state"] for row in reversed(found)}


def is_settled(ledger: Ledger, order: str) -> bool:
    """Whether every run of an order has ended."""
    found = states(ledger, order)
    return bool(found) and set(found.values()) == {"done"}


def review_of(ledger: Ledger, order: str) -> Any | None:
    found = cases.search(ledger, text=f"gid://shopify/Order/{order}", state="")
    return next((case for case in found if case["concern"] == "ORDER_REVIEW"), None)


def ends(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Return state and note of every delivery by webhook id."""
    return {row["webhook_id"]: (row["state"], row["note"]) for row in deliveries.search(ledger, limit=1000)}


def post(
    fleet: Fleet,
    body: bytes,
    *,
    topic: str,
    webhook_id: str,
    secret: str,
    store: str = "acme.myshopify.com",
    timeout: float = 5.0,
) -> int:
    """Post a signed delivery to the ingress and return the status."""
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    address = urlsplit(fleet.addresses.ingress)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout)
    try:
        # A body that is refused unread ends our sending, and the answer is there all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(
                "POST",
                "/webhooks/shopify",
                body=body,
                headers={
                    "Content-Type": "application/json",
                    "X-Shopify-Topic": topic,
                    "X-Shopify-Hmac-Sha256": signature,
                    "X-Shopify-Shop-Domain": store,
                    "X-Shopify-API-Version": "2026-07",
                    "X-Shopify-Webhook-Id": webhook_id,
                    "X-Shopify-Event-Id": f"event-{webhook_id}",
                    "X-Shopify-Triggered-At": "2026-11-12T13:14:22.000000000Z",
                },
            )
        return connection.getresponse().status
    finally:
        connection.close()
