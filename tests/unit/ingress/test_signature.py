"""The signature check."""

import hmac
from base64 import b64encode

import pytest

from integrator.ingress.signature import matching_secret

BODY = b'{"id":1}'
RIGHT = b"VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="

MALFORMED = {
    "empty": b"",
    "blank": b" ",
    "blank behind": RIGHT + b" ",
    "blank before": b" " + RIGHT,
    "newline behind": RIGHT + b"\n",
    "junk within, which lenient decoders skip": RIGHT[:5] + b"!" + RIGHT[5:],
    "padding left out": RIGHT.rstrip(b"="),
    "padding doubled": RIGHT + b"=",
    "unused bits set": RIGHT[:-2] + b"Z=",
    "URL alphabet": RIGHT.replace(b"/", b"_"),
    "hex": b"5672948d9b0bb8de626568e7e449ed70154217d90c378dcb825cc2135fc649e6",
    "upper case": RIGHT.upper(),
    "one byte short": b64encode(bytes(31)),
    "one byte long": b64encode(bytes(33)),
    "right length, wrong": b64encode(bytes(32)),
    "first byte wrong": b"W" + RIGHT[1:],
    "last byte wrong": RIGHT[:-3] + b"A" + RIGHT[-2:],
    "two signatures": RIGHT + b"," + RIGHT,
    "with a scheme": b"sha256=" + RIGHT,
    "quoted": b'"' + RIGHT + b'"',
    "not ASCII": b"\xff" * 44,
    "UTF-8": "é".encode() * 22,
    "NUL": b"\x00" * 44,
    "very long": b"A" * 10_000,
    "raw digest": hmac.digest(b"hush", BODY, "sha256"),
    "the body itself": BODY,
}


def test_the_contracts_check_value_is_accepted() -> None:
    assert 0 == matching_secret(BODY, RIGHT, [b"hush"])


@pytest.mark.parametrize("value", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_or_wrong_signature_is_refused(value: bytes) -> None:
    assert matching_secret(BODY, value, [b"hush", b"older"]) is None


@pytest.mark.parametrize("position", range(44))
def test_a_change_in_any_character_is_refused(position: int) -> None:
    changed = RIGHT[:position] + (b"A" if RIGHT[position : position + 1] != b"A" else b"B") + RIGHT[position + 1 :]

    assert matching_secret(BODY, changed, [b"hush"]) is None


@pytest.mark.parametrize("body", [b'{"id": 1}', b'{"id":1}\n', b"\xef\xbb\xbf" + BODY, b"", BODY[:-1]])
def test_a_body_that_differs_in_one_byte_is_refused(body: bytes) -> None:
    assert matching_secret(body, RIGHT, [b"hush"]) is None


def test_each_secret_of_a_rotation_is_accepted_and_told_apart() -> None:
    assert 1 == matching_secret(BODY, RIGHT, [b"new", b"hush"])
    assert 2 == matching_secret(BODY, RIGHT, [b"newest", b"new", b"hush"])


def test_nothing_matches_without_secrets() -> None:
    assert matching_secret(BODY, RIGHT, []) is None


def test_an_empty_secret_never_matches() -> None:
    forged = b64encode(hmac.digest(b"", BODY, "sha256"))

    assert matching_secret(BODY, forged, [b"", b"hush"]) is None


def test_a_known_and_an_unknown_store_cost_the_same_number_of_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []
    digest = hmac.digest

    def count(key: bytes, message: bytes, name: str) -> bytes:
        hashed.append(key)
        return digest(key, message, name)

    monkeypatch.setattr(hmac, "digest", count)

    counts: list[int] = []
    for secrets in ((), [b"hush"], [b"new", b"hush"], [b"hush", b"old"]):
        matching_secret(BODY, RIGHT, secrets)
        counts.append(len(hashed))
        hashed.clear()

    assert [2, 2, 2, 2] == counts
