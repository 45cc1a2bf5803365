"""Reading a body: whatever is sent, it is either a JSON object within bounds or an `UnreadableBody`."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrator.events.body import UnreadableBody, read_body

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3).map(float),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
# Pieces that come near to JSON more often than random bytes do.
MARKS = (b"{", b"}", b"[", b"]", b'"', b"\\", b":", b",", b" ", b'"a":')
WORDS = (b"1", b"-", b".5", b"null", b"true", b"NaN", b"-Infinity", b"\x00", b"\xff", b"\xef\xbb\xbf", b'"\\ud800"')
PIECES = st.lists(st.sampled_from(MARKS + WORDS), max_size=60).map(b"".join)
# A busy machine is no failure, and nothing is kept in the tree.
at_leisure = settings(deadline=None, database=None)


def readable(raw: bytes) -> bool:
    """Whether `raw` is read; any other exception than `UnreadableBody` fails the test."""
    try:
        return isinstance(read_body(raw), dict)
    except UnreadableBody:
        return False


@at_leisure
@given(st.binary(max_size=300) | PIECES)
def test_hostile_bytes_are_read_or_refused(raw: bytes) -> None:
    readable(raw)
    readable(b'{"a":' + raw + b"}")


@at_leisure
@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    readable(json.dumps(value).encode())
    readable(json.dumps({"a": value}, ensure_ascii=False).encode(errors="surrogatepass"))


@at_leisure
@given(st.dictionaries(st.text(), st.integers(-(2**63) + 1, 2**63 - 1) | st.text() | st.booleans() | st.none()))
def test_a_plain_object_comes_back_as_it_is(value: dict[str, Any]) -> None:
    assert value == read_body(json.dumps(value).encode()) if value else readable(b"{}")


@at_leisure
@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_an_amount_keeps_every_digit(amount: Decimal) -> None:
    assert amount == read_body(f'{{"total": {amount}}}'.encode())["total"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[]", "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b'{"a": 1', "is not valid JSON"),
        (b'{"a": 1} {}', "is not valid JSON"),
        (b'\xef\xbb\xbf{"a": 1}', "is not valid JSON"),
        (b'{"a": "\xff"}', "is not UTF-8"),
        (b'{"a": NaN}', "holds NaN, which is not JSON"),
        (b'{"a": -Infinity}', "holds -Infinity, which is not JSON"),
        (b'{"a": 9223372036854775808}', "holds an integer of more than 64 bits"),
        (b'{"a": ' + b"9" * 5000 + b"}", "holds an integer of more than 64 bits"),
        (b'{"a": 1e309}', "holds a number beyond all measure"),
        (b'{"a": 1e-309}', "holds a number beyond all measure"),
        (b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", "is nested deeper than 64 levels"),
        (b"[" * 1_000_000, "is nested deeper than 64 levels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_is_none_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableBody, match=f"^the body {why}$"):
        read_body(raw)


def test_the_bounds_themselves_are_read() -> None:
    deep = b'{"a":' + b"[" * 63 + b"]" * 63 + b"}"
    large = b'{"a": 9223372036854775807, "b": -9223372036854775807, "c": 1e308}'

    assert readable(deep)
    assert {"a": 2**63 - 1, "b": -(2**63) + 1, "c": Decimal("1e308")} == read_body(large)


def test_brackets_within_texts_are_no_levels() -> None:
    assert readable(json.dumps({"note": "[{" * 500 + '\\"' + "[" * 500}).encode())


@pytest.mark.parametrize("raw", [b'{"email": "jane@example.com"', b'{"email": NaN, "jane@example.com": 1}'])
def test_a_refusal_repeats_nothing_of_the_content(raw: bytes) -> None:
    with pytest.raises(UnreadableBody) as refused:
        read_body(raw)

    assert "jane" not in str(refused.value)
