"""Signed webhooks, prepared before the load begins; when one is sent, only its id is written."""

import base64
import hmac
import itertools
import secrets
import uuid
from collections.abc import Iterator, Sequence

SECRET = "hush"
STORE = "acme.myshopify.com"
PATH = "/webhooks/shopify"

_HEAD = """\
POST {path} HTTP/1.1
Host: 127.0.0.1
User-Agent: Shopify-Captain-Hook
Accept: */*
Content-Type: application/json
Content-Length: {length}
X-Shopify-Topic: orders/create
X-Shopify-Hmac-Sha256: {signature}
X-Shopify-Shop-Domain: {store}
X-Shopify-API-Version: 2026-07
X-Shopify-Triggered-At: 2026-11-20T12:00:00.000000000Z
X-Shopify-Event-Id: {event}
X-Shopify-Webhook-Id: """


def webhooks(bodies: Sequence[bytes], *, secret: str = SECRET) -> Iterator[tuple[bytes, bytes, bytes]]:
    """
    Yield requests without end, each in the three pieces that make it up on the wire.

    The bodies come in turn; no webhook id comes twice, in this process or another, because a repeated one would be
    a duplicate, which is less work.
    """
    prepared = [(_head(body, secret), b"\r\n\r\n" + body) for body in bodies]
    # The form of a UUID; what precedes the number is random.
    begun = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))[:24].encode()
    for number, (head, rest) in enumerate(itertools.cycle(prepared)):
        yield head, b"%b%012d" % (begun, number), rest


def _head(body: bytes, secret: str) -> bytes:
    signature = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    head = _HEAD.format(path=PATH, length=len(body), signature=signature, store=STORE, event=uuid.uuid4())
    return head.replace("\n", "\r\n").encode()
