"""The load's webhooks are what Shopify would send: signed, and none twice."""

import base64
import hashlib
import hmac
import itertools
import json
import uuid

import pytest

from tests.bench.ingest.bodies import bodies
from tests.bench.ingest.webhooks import SECRET, webhooks


@pytest.mark.parametrize("size", [7_000, 200_000])
def test_a_body_is_an_order_of_the_size_that_was_asked_for(size: int) -> None:
    (body,) = bodies(size, 1)

    assert size <= len(body) < size + 1_300
    assert json.loads(body)["line_items"]


def test_orders_and_their_lines_have_ids_of_their_own() -> None:
    orders = [json.loads(body) for body in bodies(20_000, 3)]

    assert 3 == len({order["id"] for order in orders})
    lines = [line["id"] for order in orders for line in order["line_items"]]
    assert len(lines) == len(set(lines))


def test_every_request_is_signed_and_says_how_long_it_is() -> None:
    for pieces in itertools.islice(webhooks(bodies(7_000, 2)), 4):
        head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
        headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])

        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        assert base64.b64encode(digest) == headers[b"X-Shopify-Hmac-Sha256"]
        assert len(body) == int(headers[b"Content-Length"])
        uuid.UUID(headers[b"X-Shopify-Webhook-Id"].decode())


def test_no_webhook_id_comes_twice_not_even_from_another_process() -> None:
    one, other = webhooks([b"{}"]), webhooks([b"{}"])

    ids = [webhook_id for some in (one, other) for _, webhook_id, _ in itertools.islice(some, 1_000)]

    assert 2_000 == len(set(ids))
