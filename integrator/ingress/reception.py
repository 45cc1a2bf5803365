"""Take one delivery: read it, verify it, seal it, and have it on disk before it is answered 200."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from integrator.ingress.body import BodyReader, Headers, Receive
from integrator.ingress.claims import Claims, delivery_id, read_claims
from integrator.ingress.delivery import Delivery
from integrator.ingress.errors import BodiesTooMany, BodyTooLarge, NotKept, WentAway
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.signature import matching_secret
from integrator.ledger.sealing import Seal, delivery_context

SecretsOf = Callable[[str], tuple[bytes, ...]]
"""
Tells a store's secrets, newest first; none for a store we do not serve. Runs on the event loop: no waiting.
"""


class Answer(NamedTuple):
    """What a delivery is answered with."""

    status: int
    hangs_up: bool = False


class Reception:
    """Receives deliveries. `answers` counts what was said, by kind, since the start."""

    def __init__(self, journal: Journal, *, seal: Seal, secrets_of: SecretsOf, limits: Limits) -> None:
        self.answers: Counter[str] = Counter()
        self._journal = journal
        self._seal = seal
        self._secrets_of = secrets_of
        self._bodies = BodyReader(limits)

    async def receive(self, headers: Headers, receive: Receive) -> Answer:
        """Take one delivery; 200 means it is on disk."""
        try:
            body = await self._bodies.read(headers, receive)
        except BodyTooLarge:
            return self._answer("too_large", 413, hangs_up=True)
        except BodiesTooMany:
            return self._answer("too_many", 503, hangs_up=True)
        except WentAway:
            return self._answer("went_away", 400)  # Nobody reads it.

        claims = self._verified(body, headers)
        if claims is None:
            return self._answer("unsigned", 401)

        try:
            await self._journal.append(self._sealed(body, claims))
        except NotKept as error:
            return self._answer(type(error).__name__, 503)
        return self._answer("kept", 200)

    def _verified(self, body: bytes, headers: Headers) -> Claims | None:
        """Read the claims if the body is signed for the store it names; an unknown store costs the same."""
        claims = read_claims(headers)
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

    def _answer(self, kind: str, status: int, *, hangs_up: bool = False) -> Answer:
        self.answers[kind] += 1
        return Answer(status, hangs_up)
