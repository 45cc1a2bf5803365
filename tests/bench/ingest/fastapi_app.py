"""
A webhook endpoint with FastAPI and Celery, as their documentation and Shopify's teach it.

Twice: FastAPI's documentation has what waits for others, as `.delay()` does for Redis, in a `def`, which runs in a
thread; many write `async def` all the same, which is quicker while Redis is well.
"""

import base64
import hashlib
import hmac
import json
import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response

from tests.bench.ingest.celery_app import handle

SECRET = os.environ["BENCH_SECRET"].encode()
in_threads = FastAPI()
on_the_loop = FastAPI()


async def raw_body(request: Request) -> bytes:
    return await request.body()


@in_threads.post("/webhooks/shopify")
def receive(request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Response:
    return accept(request, body)


@on_the_loop.post("/webhooks/shopify")
async def receive_on_the_loop(request: Request) -> Response:
    return accept(request, await request.body())


def accept(request: Request, body: bytes) -> Response:
    digest = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(digest, request.headers.get("X-Shopify-Hmac-Sha256", "")):
        raise HTTPException(401)
    handle.delay(request.headers["X-Shopify-Topic"], request.headers["X-Shopify-Webhook-Id"], json.loads(body))
    return Response(status_code=200)
