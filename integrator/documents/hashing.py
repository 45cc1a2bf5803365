"""The hash that identifies a document's content (R15)."""

import hashlib


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
