"""
Answer Shopify: verify, journal, 200.

Source: contracts/shopify/webhooks.md, sections 2 and 3: 401 for a bad signature, any 2xx for a delivery that
is safe with us, everything else is retried. [documented]
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from integrator.ingress.body import BodyReader
from integrator.ingress.claims import Claims, delivery_id, read_claims
from integrator.ingress.delivery import Delivery
from integrator.ingress.errors import BodiesTooMany, BodyTooLarge, NotKept
from integrator.ingress.health import health
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.signature import matching_secret
from integrator.ledger.sealing import Seal, delivery_context

WEBHOOK_PATH = "/webhooks/shopify"
HEALTH_PATH = "/healthz"

SecretsOf = Callable[[str], tuple[bytes, ...]]
"""
Tells a store's secrets, newest first; none for a store we do not serve. Runs on the event loop: no waiting.
"""


def create_app(
    journal: Journal,
    *,
    seal: Seal,
    secrets_of: SecretsOf,
    redis_reachable: Callable[[], bool],
    limits: Limits | None = None,
) -> Starlette:
    """Build the application around an open journal; `redis_reachable` is only shown to who asks."""
    reception = Reception(journal, seal=seal, secrets_of=secrets_of, limits=limits or Limits())

    def show_health(_: Request) -> Response:
        figures = health(journal, reception.answers, redis_reachable=redis_reachable())
        return JSONResponse(figures, status_code=200 if figures["accepting"] else 503)

    app = Starlette(
        routes=[
            Route(WEBHOOK_PATH, reception.receive, methods=["POST"]),
            Route(HEALTH_PATH, show_health, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _refuse_path_or_method},
    )
    app.router.redirect_slashes = False  # Shopify does not follow redirects; they would only hide a wrong address.
    return app


class Reception:
    """Receives deliveries. `answers` counts what was said, by kind, since the start."""

    def __init__(self, journal: Journal, *, seal: Seal, secrets_of: SecretsOf, limits: Limits) -> None:
        self.answers: Counter[str] = Counter()
        self._journal = journal
        self._seal = seal
        self._secrets_of = secrets_of
        self._bodies = BodyReader(limits)

    async def receive(self, request: Request) -> Response:
        """Take one delivery; 200 means it is on disk."""
        try:
            body = await self._bodies.read(request)
        except BodyTooLarge:
            return self._answer("too_large", 413, hang_up=True)
        except BodiesTooMany:
            return self._answer("too_many", 503, hang_up=True)
        except ClientDisconnect:
            return self._answer("went_away", 400)  # Nobody reads it.

        claims = self._verified(body, request)
        if claims is None:
            return self._answer("unsigned", 401)

        try:
            await self._journal.append(self._sealed(body, claims))
        except NotKept as error:
            return self._answer(type(error).__name__, 503)
        return self._answer("kept", 200)

    def _verified(self, body: bytes, request: Request) -> Claims | None:
        """Read the claims if the body is signed for the store it names; an unknown store costs the same."""
        claims = read_claims(request.scope["headers"])
        signature = claims.signature if claims else b""
        secrets = self._secrets_of(claims.store) if claims else ()
        position = matching_secret(body, signature, secrets)
        if position is None:
            return None
        if position > 0:
            self.answers["signed_with_older_secret"] += 1
        return claims

    def _sealed(self, body: bytes, claims: Claims) -> Delivery:
        webhook_id = delivery_id(claims.webhook_id, topic=claims.topic, body=body)
        return Delivery(
            received_at=time.time_ns() // 1_000_000,
            store=claims.store,
            topic=claims.topic,
            webhook_id=webhook_id,
            event_id=claims.event_id,
            triggered_at=claims.triggered_at,
            api_version=claims.api_version,
            name=claims.name,
            body=self._seal.seal(body, context=delivery_context(claims.store, webhook_id)),
            body_hash=hashlib.sha256(body).hexdigest(),
        )

    def _answer(self, kind: str, status: int, *, hang_up: bool = False) -> Response:
        self.answers[kind] += 1
        # What is left of a body that was not read is not worth receiving.
        return Response(status_code=status, headers={"connection": "close"} if hang_up else None)


async def _refuse_path_or_method(_: Request, error: Exception) -> Response:
    """Answer 404 and 405 without reading the body."""
    if not isinstance(error, HTTPException):
        raise error
    headers = {**(error.headers or {}), "connection": "close"}
    return PlainTextResponse(error.detail, status_code=error.status_code, headers=headers)
