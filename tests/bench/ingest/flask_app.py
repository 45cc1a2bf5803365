"""A webhook endpoint with Flask and Celery, as their documentation and Shopify's teach it."""

import base64
import hashlib
import hmac
import os

from flask import Flask, abort, request

from tests.bench.ingest.celery_app import handle

app = Flask(__name__)
SECRET = os.environ["BENCH_SECRET"].encode()


@app.post("/webhooks/shopify")
def receive() -> tuple[str, int]:
    body = request.get_data()
    digest = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(digest, request.headers.get("X-Shopify-Hmac-Sha256", "")):
        abort(401)
    handle.delay(request.headers["X-Shopify-Topic"], request.headers["X-Shopify-Webhook-Id"], request.get_json())
    return "", 200
