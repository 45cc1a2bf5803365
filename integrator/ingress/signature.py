"""
Tell whether a body was signed with one of our secrets.

Source: contracts/shopify/webhooks.md, section 2. [documented]
"""

import hmac
import secrets as randomness
from base64 import b64encode
from collections.abc import Sequence

# Stand-ins for missing secrets: an unknown store must cost as much time as a known one in the middle of a
# rotation.
_DECOYS = (randomness.token_bytes(32), randomness.token_bytes(32))


def matching_secret(body: bytes, signature: bytes, secrets: Sequence[bytes]) -> int | None:
    """
    Find the secret that `body` was signed with.

    Args:
        body: the raw bytes as received.
        signature: the value of `X-Shopify-Hmac-Sha256` as received. It is compared as text with the one right
            spelling, so that nothing lenient is ever decoded.
        secrets: all secrets in force, newest first; none for an unknown store. Empty ones never match.

    Returns:
        Position in `secrets`, or None when the signature is wrong. The work does not depend on which.
    """
    usable = [secret for secret in secrets if secret]
    candidates = (usable + list(_DECOYS))[: max(len(usable), len(_DECOYS))]
    found = None
    for position, secret in enumerate(candidates):
        expected = b64encode(hmac.digest(secret, body, "sha256"))
        if hmac.compare_digest(expected, signature) and position < len(usable):
            found = position
    return found
