"""The ingress' side of the stream: sealed deliveries, and a look at what lies in it."""

import hashlib
import json
from typing import Any

from integrator.context import Connections
from integrator.ledger import deliveries
from integrator.ledger.sealing import delivery_context
from tests.ledger.builders import NOON, STORE

WANTED = frozenset({"orders/create", "orders/updated"})


def order_body(number: int = 5678) -> bytes:
    return json.dumps(
        {"id": number, "admin_graphql_api_id": "gid", "name": "#1042", "financial_status": "paid", "line_items": []}
    ).encode()


class Post:
    """Ships deliveries as the ingress does."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._stream = f"{connections.settings.key_prefix}deliveries"
        self._rows = 0

    def ship(self, sealed_for: str, body: bytes | None = None, *, seal: bool = True, **fields: Any) -> None:
        """Put a delivery into the stream, of topic `orders/create` about order 5678 unless `fields` say otherwise."""
        raw = order_body() if body is None else body
        store = fields.get("store", STORE)
        self._rows += 1
        entry: dict[Any, Any] = {
            "journal": f"journal-a:{self._rows}",
            "received_at": int(NOON.timestamp() * 1000),
            "store": store,
            "topic": "orders/create",
            "webhook_id": sealed_for,
            "event_id": "event-1",
            "triggered_at": "2026-11-20T12:00:00Z",
            "api_version": "2026-07",
            "body": self._connections.seal.seal(raw, context=delivery_context(store, sealed_for)) if seal else raw,
            "body_hash": hashlib.sha256(raw).hexdigest(),
        }
        self._connections.redis.xadd(self._stream, entry | fields)

    @property
    def lying(self) -> int:
        """How many entries lie in the stream."""
        return int(self._connections.redis.xlen(self._stream))

    def ends(self) -> dict[str, tuple[str, str]]:
        """Return state and note of every stored delivery by webhook id."""
        found = deliveries.search(self._connections.ledger, limit=1000)
        return {row["webhook_id"]: (row["state"], row["note"]) for row in found}
