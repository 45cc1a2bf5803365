"""What is read from a delivery's headers."""

import pytest

from integrator.ingress.claims import delivery_id, read_claims

HEADERS = {
    b"x-shopify-topic": b"orders/create",
    b"x-shopify-hmac-sha256": b"signature",
    b"x-shopify-shop-domain": b"acme.myshopify.com",
    b"x-shopify-webhook-id": b"b54557e4",
    b"x-shopify-name": b"review",
    b"content-type": b"application/json",
}


def test_claims_are_read_and_absent_ones_are_empty() -> None:
    claims = read_claims(HEADERS.items())

    assert claims is not None
    assert b"signature" == claims.signature
    assert ("acme.myshopify.com", "orders/create") == (claims.store, claims.topic)
    assert ("b54557e4", "review") == (claims.webhook_id, claims.name)
    assert ("", "") == (claims.event_id, claims.triggered_at)


@pytest.mark.parametrize("name", [b"x-shopify-topic", b"x-shopify-hmac-sha256", b"x-shopify-shop-domain"])
@pytest.mark.parametrize("value", [None, b""])
def test_a_request_without_a_necessary_header_makes_no_claims(name: bytes, value: bytes) -> None:
    headers = {**HEADERS, name: value} if value is not None else {k: v for k, v in HEADERS.items() if k != name}

    assert read_claims(headers.items()) is None


@pytest.mark.parametrize("name", [name for name in HEADERS if name.startswith(b"x-shopify")])
def test_a_header_that_comes_twice_makes_no_claims(name: bytes) -> None:
    assert read_claims([*HEADERS.items(), (name, HEADERS[name])]) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [(b"caf\xe9", "café"), (b"a\x00b\tc\x7f", "a\ufffdb\ufffdc\ufffd"), (b"x" * 9_000, "x" * 255)],
)
def test_any_bytes_become_text_that_can_be_stored(value: bytes, kept: str) -> None:
    claims = read_claims({**HEADERS, b"x-shopify-event-id": value}.items())

    assert claims is not None
    assert kept == claims.event_id


def test_a_plain_id_is_used_as_it_is() -> None:
    assert "b54557e4" == delivery_id("b54557e4", topic="orders/create", body=b"{}")


@pytest.mark.parametrize("claimed", ["", "é", "a\ufffd", "x" * 255])
def test_an_unusable_id_is_replaced_by_a_hash_of_topic_and_body(claimed: str) -> None:
    derived = delivery_id(claimed, topic="orders/create", body=b"{}")

    assert derived.startswith("sha256:")
    assert derived == delivery_id("", topic="orders/create", body=b"{}")
    assert derived != delivery_id("", topic="orders/paid", body=b"{}")
    assert derived != delivery_id("", topic="orders/create", body=b"[]")
