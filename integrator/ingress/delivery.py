"""One row of the journal: a verified delivery, with its body sealed."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the ingress knows of one request. Texts other than `body_hash` are unsigned claims."""

    received_at: int
    """Milliseconds since 1970, UTC."""

    store: str
    topic: str
    webhook_id: str
    event_id: str
    triggered_at: str
    api_version: str
    name: str
    body: bytes
    """Sealed; opened with `delivery_context(store, webhook_id)`."""

    body_hash: str
    """SHA-256 of the raw body, hex digits."""


COLUMNS = tuple(field.name for field in fields(Delivery))
"""Names of the journal's columns and of the stream's fields, in order."""
