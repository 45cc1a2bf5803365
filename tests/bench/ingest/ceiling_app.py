"""The ceiling: nothing but the signature is looked at, and nothing is kept."""

import base64
import hashlib
import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

SECRET = os.environ["BENCH_SECRET"].encode()
_OK = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
_REFUSED = {"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]}


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    if scope["type"] != "http":
        return
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    digest = base64.b64encode(hmac.digest(SECRET, b"".join(parts), hashlib.sha256))
    given = dict(scope["headers"]).get(b"x-shopify-hmac-sha256", b"")
    await send(_OK if hmac.compare_digest(digest, given) else _REFUSED)
    await send({"type": "http.response.body"})
