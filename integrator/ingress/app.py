"""
Answer Shopify: verify, journal, 200.

Source: contracts/shopify/webhooks.md, sections 2 and 3: 401 for a bad signature, any 2xx for a delivery that
is safe with us, everything else is retried. [documented]

Plain ASGI: two addresses need no framework, and each layer would cost every delivery.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from integrator.ingress.body import Headers, Receive
from integrator.ingress.health import health
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.reception import Reception, SecretsOf
from integrator.ledger.sealing import Seal

WEBHOOK_PATH = "/webhooks/shopify"
HEALTH_PATH = "/healthz"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_HANG_UP = (b"connection", b"close")
_PLAIN = (b"content-type", b"text/plain; charset=utf-8")


class App:
    """The ASGI application around an open journal."""

    def __init__(
        self,
        journal: Journal,
        *,
        seal: Seal,
        secrets_of: SecretsOf,
        redis_reachable: Callable[[], bool],
        limits: Limits | None = None,
    ) -> None:
        """Prepare the application; `redis_reachable` is only shown to who asks."""
        self._journal = journal
        self._redis_reachable = redis_reachable
        self._reception = Reception(journal, seal=seal, secrets_of=secrets_of, limits=limits or Limits())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; an address or method that is not ours is refused without reading the body."""
        path, method = scope["path"], scope["method"]
        if path == WEBHOOK_PATH:
            if method == "POST":
                answer = await self._reception.receive(scope["headers"], receive)
                # What is left of a body that was not read is not worth receiving.
                await _say(send, answer.status, [_HANG_UP] if answer.hangs_up else [])
            else:
                await _say(send, 405, [(b"allow", b"POST"), _PLAIN, _HANG_UP], b"Method Not Allowed")
        elif path != HEALTH_PATH:
            await _say(send, 404, [_PLAIN, _HANG_UP], b"Not Found")
        elif method in {"GET", "HEAD"}:
            await self._show_health(send)
        else:
            await _say(send, 405, [(b"allow", b"GET, HEAD"), _PLAIN, _HANG_UP], b"Method Not Allowed")

    async def _show_health(self, send: Send) -> None:
        figures = await asyncio.to_thread(
            health, self._journal, self._reception.answers, redis_reachable=self._redis_reachable()
        )
        status = 200 if figures["accepting"] else 503
        await _say(send, status, [(b"content-type", b"application/json")], json.dumps(figures).encode())


async def _say(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})
