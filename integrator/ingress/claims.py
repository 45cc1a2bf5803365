"""
Read what a delivery's headers claim.

Only the body is signed, so store, topic and ids are claims until the subject was read back from that store.
Source: contracts/shopify/webhooks.md, section 1. [documented]
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 255
"""Characters of a claim that are kept."""

_NAMES = {
    b"x-shopify-hmac-sha256": "signature",
    b"x-shopify-shop-domain": "store",
    b"x-shopify-topic": "topic",
    b"x-shopify-webhook-id": "webhook_id",
    b"x-shopify-event-id": "event_id",
    b"x-shopify-triggered-at": "triggered_at",
    b"x-shopify-api-version": "api_version",
    b"x-shopify-name": "name",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What the headers say; absent ones are empty."""

    signature: bytes
    store: str
    topic: str
    webhook_id: str
    event_id: str
    triggered_at: str
    api_version: str
    name: str


def read_claims(headers: Iterable[tuple[bytes, bytes]]) -> Claims | None:
    """
    Collect the claims of one request.

    Args:
        headers: names in lower case with their values, as received.

    Returns:
        None when signature, store or topic is missing, or when any of Shopify's headers comes twice: what
        cannot be read in one way only is not read at all.
    """
    found: dict[str, bytes] = {}
    for raw_name, value in headers:
        if name := _NAMES.get(raw_name):
            if name in found:
                return None
            found[name] = value
    if not (found.get("signature") and found.get("store") and found.get("topic")):
        return None
    signature = found.pop("signature")
    texts = {name: _as_text(found.get(name, b"")) for name in _NAMES.values() if name != "signature"}
    return Claims(signature=signature, **texts)


def delivery_id(claimed: str, *, topic: str, body: bytes) -> str:
    """
    Choose the id that recognizes this delivery when it comes again.

    An id that is missing, overlong or not plain text is replaced by a hash of topic and body: cutting it
    might make two deliveries look like one.
    """
    if claimed and len(claimed) < LONGEST and claimed.isascii():
        return claimed
    return "sha256:" + hashlib.sha256(topic.encode() + b"\0" + body).hexdigest()


def _as_text(value: bytes) -> str:
    """Make any header value safe to store: Latin-1 reads every byte, control characters become U+FFFD."""
    text = value[:LONGEST].decode("latin-1")
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
