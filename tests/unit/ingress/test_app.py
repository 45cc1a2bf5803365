"""What Shopify is answered, and what is kept then."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any, Never

import httpx
import pytest

from integrator.ingress.delivery import Delivery
from integrator.ingress.errors import JournalDown, JournalFull, JournalStalled, NotKept
from integrator.ingress.journal import Journal
from integrator.ledger.sealing import Seal, delivery_context
from tests.unit.ingress.builders import Rows, Send, signed

BODY = b'{"id":820982911946154508,"email":"jon@example.com"}'
MIB = 1024 * 1024


@pytest.fixture
def post(send: Send) -> Send:
    """Post one delivery; keywords change its headers."""

    def post(body: bytes | list[bytes] = BODY, **changes: Any) -> httpx.Response:
        return send("POST", body=body, headers=signed(BODY if isinstance(body, list) else body, **changes))

    return post


def test_a_signed_delivery_is_kept_and_answered_200(post: Send, rows: Rows, seal: Seal) -> None:
    answer = post(name="review")

    row = rows()[0]
    assert (200, b"") == (answer.status_code, answer.content)
    assert ("acme.myshopify.com", "orders/create", "review") == (row["store"], row["topic"], row["name"])
    assert BODY == seal.open(row["body"], context=delivery_context(row["store"], row["webhook_id"]))


def test_the_body_does_not_lie_in_clear_text_on_disk(post: Send, folder: Path) -> None:
    post()

    assert not any(b"jon@example.com" in path.read_bytes() for path in folder.iterdir())


def test_each_secret_of_a_rotation_is_accepted_and_the_older_one_counted(post: Send, send: Send) -> None:
    assert 200 == post(secret=b"new secret").status_code
    assert 200 == post(secret=b"old secret").status_code
    assert 401 == post(secret=b"older secret").status_code

    assert {"kept": 2, "unsigned": 1, "signed_with_older_secret": 1} == send("GET", "/healthz").json()["answers"]


@pytest.mark.parametrize(
    "changes",
    [
        {"hmac_sha256": None},
        {"hmac_sha256": ""},
        {"hmac_sha256": b64encode(bytes(32)).decode()},
        {"shop_domain": None},
        {"shop_domain": "unknown.myshopify.com"},
        {"shop_domain": "ACME.myshopify.com"},
        {"shop_domain": "acme.myshopify.com.evil.example"},
        {"shop_domain": "x" * 10_000},
        {"topic": None},
        {"topic": ""},
    ],
)
def test_every_doubt_gets_the_same_401_and_keeps_nothing(
    post: Send, rows: Rows, changes: dict[str, str | None]
) -> None:
    answer = post(**changes)

    plain = post(secret=b"wrong")
    assert 401 == answer.status_code
    assert (plain.status_code, plain.content, plain.headers) == (
        answer.status_code,
        answer.content,
        answer.headers,
    )
    assert [] == rows()


def test_two_signature_headers_are_refused(send: Send, rows: Rows) -> None:
    headers = [(name.encode(), value.encode()) for name, value in signed(BODY).items()]
    twice = [*headers, next(header for header in headers if header[0] == b"x-shopify-hmac-sha256")]

    assert 401 == send("POST", body=BODY, headers=twice).status_code
    assert [] == rows()


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
def test_a_forged_compliance_delivery_is_answered_401(post: Send, topic: str) -> None:
    assert 401 == post(topic=topic, secret=b"wrong").status_code


def test_no_body_is_parsed_or_sealed_before_the_signature_is_right(
    post: Send, monkeypatch: pytest.MonkeyPatch, seal: Seal
) -> None:
    def explode(*_args: object, **_keywords: object) -> Never:
        raise AssertionError("read before verified")

    monkeypatch.setattr(json, "loads", explode)
    monkeypatch.setattr(json.JSONDecoder, "decode", explode)
    monkeypatch.setattr(type(seal), "seal", explode)

    assert 401 == post(secret=b"wrong").status_code


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 10_000, b"1e400", b'{"a":1,"a":2}', b"9" * 5_000])
def test_a_signed_body_is_kept_whatever_it_holds(post: Send, rows: Rows, seal: Seal, body: bytes) -> None:
    assert 200 == post(body).status_code

    row = rows()[0]
    assert body == seal.open(row["body"], context=delivery_context(row["store"], row["webhook_id"]))


@pytest.mark.parametrize(
    "value", [b"\xff\xfe", b"\x7f", b"x" * 10_000, "schön".encode(), b"'; DROP TABLE deliveries; --"]
)
@pytest.mark.parametrize("name", [b"x-shopify-webhook-id", b"x-shopify-event-id", b"x-shopify-triggered-at"])
def test_strange_header_values_neither_fail_nor_get_lost(send: Send, rows: Rows, name: bytes, value: bytes) -> None:
    headers = {key.encode(): text.encode() for key, text in signed(BODY).items()} | {name: value}

    assert 200 == send("POST", body=BODY, headers=list(headers.items())).status_code
    assert 1 == len(rows())
    assert all(len(row[column]) <= 255 for row in rows() for column in ("webhook_id", "event_id", "triggered_at"))


def test_a_delivery_without_id_gets_one_from_topic_and_body(post: Send, rows: Rows) -> None:
    for _ in range(2):
        post(webhook_id=None)

    ids = {row["webhook_id"] for row in rows()}
    assert 1 == len(ids)
    assert ids.pop().startswith("sha256:")


def test_other_paths_are_answered_404_and_other_methods_405(send: Send) -> None:
    wrong_path = send("POST", "/webhooks/shopify/", body=BODY)
    wrong_method = send("PUT", body=BODY)

    assert 404 == wrong_path.status_code
    assert (405, "POST") == (wrong_method.status_code, wrong_method.headers["allow"])
    assert {"close"} == {answer.headers["connection"] for answer in (wrong_path, wrong_method)}


def test_a_body_that_says_it_is_too_large_is_refused_before_the_signature(send: Send, rows: Rows) -> None:
    answer = send("POST", body=bytes(5 * MIB + 1))

    assert (413, "close") == (answer.status_code, answer.headers["connection"])
    assert [] == rows()


def test_a_chunked_body_is_refused_as_soon_as_it_is_too_large(send: Send) -> None:
    answer = send("POST", body=[bytes(MIB)] * 6)

    assert (413, "close") == (answer.status_code, answer.headers["connection"])


def test_an_order_of_just_under_5_mib_is_kept(post: Send, rows: Rows) -> None:
    assert 200 == post(bytes(5 * MIB)).status_code
    assert 1 == len(rows())


def test_a_chunked_delivery_is_kept(post: Send, rows: Rows) -> None:
    assert 200 == post([BODY[:10], BODY[10:]]).status_code
    assert 1 == len(rows())


@pytest.mark.parametrize("error", [JournalFull, JournalDown, JournalStalled])
def test_a_journal_that_cannot_keep_it_makes_a_503(
    post: Send, journal: Journal, monkeypatch: pytest.MonkeyPatch, error: type[NotKept]
) -> None:
    async def refuse(_delivery: Delivery) -> Never:
        raise error

    monkeypatch.setattr(journal, "append", refuse)

    assert 503 == post().status_code


def test_health_tells_what_lies_unshipped_although_redis_is_away(post: Send, send: Send) -> None:
    post()

    answer = send("GET", "/healthz")

    assert 200 == answer.status_code
    assert 1 == answer.json()["unshipped"]["rows"]
    assert 0 <= answer.json()["unshipped"]["oldest_seconds"] < 60
    assert answer.json()["redis_reachable"] is False


def test_health_is_503_only_when_the_journal_does_not_accept(send: Send, journal: Journal) -> None:
    journal._writer._broken = True

    answer = send("GET", "/healthz")

    assert (503, False) == (answer.status_code, answer.json()["accepting"])
