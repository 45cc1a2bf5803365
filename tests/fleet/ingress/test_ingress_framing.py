"""Requests that are too large, or that a proxy may read differently, are refused."""

import pytest

from integrator.ingress.limits import Limits
from tests.fleet.ingress.wire import Connect, RequestOf, Serve, read_all

pytestmark = pytest.mark.fleet


@pytest.mark.parametrize(
    "lines",
    [
        ["X-Long: " + "a" * 17_000],
        [f"X-{number}: a" for number in range(101)],
        [f"X-{n}: " + "a" * 400 for n in range(50)],
    ],
    ids=["one long", "many", "many long"],
)
@pytest.mark.parametrize("last", [b"\r\n\r\n", b""], ids=["ended", "going on"])
def test_headers_beyond_the_limits_are_refused(serve: Serve, connect: Connect, lines: list[str], last: bytes) -> None:
    connection = connect(serve(Limits()))
    text = "\r\n".join(["POST /webhooks/shopify HTTP/1.1", "Host: x", "Content-Length: 0", *lines])

    connection.sendall(text.encode() + (last if len(text) > 16_384 else b"\r\n\r\n"))

    assert read_all(connection).startswith(b"HTTP/1.1 431")


AMBIGUOUS = {
    "two equal lengths": "Content-Length: 25\r\nContent-Length: 25",
    "two lengths": "Content-Length: 25\r\nContent-Length: 26",
    "list of lengths": "Content-Length: 25, 25",
    "length and chunked": "Content-Length: 25\r\nTransfer-Encoding: chunked",
    "chunked and length": "Transfer-Encoding: chunked\r\nContent-Length: 25",
    "chunked twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "gzip, chunked": "Transfer-Encoding: gzip, chunked",
    "chunked, identity": "Transfer-Encoding: chunked, identity",
    "identity": "Transfer-Encoding: identity",
    "unknown encoding": "Transfer-Encoding: xchunked",
    "vertical tab": "Transfer-Encoding: \x0bchunked",
    "blank before colon": "Transfer-Encoding : chunked",
    "blank before colon of length": "Content-Length : 25",
    "folded": "Transfer-Encoding:\r\n chunked",
    "plus": "Content-Length: +25",
    "minus": "Content-Length: -25",
    "hexadecimal": "Content-Length: 0x19",
    "empty": "Content-Length:",
    "overflow": "Content-Length: 99999999999999999999999999",
    "NUL": "X-A: a\x00b\r\nContent-Length: 25",
    "bare line feed": "X-A: b\nContent-Length: 25",
    "upgrade": "Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 25",
}


@pytest.mark.parametrize("framing", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_framing_that_a_proxy_may_read_differently_is_refused(
    serve: Serve, connect: Connect, request_of: RequestOf, framing: str
) -> None:
    connection = connect(serve(Limits()))

    connection.sendall(request_of(framing=framing))

    received = read_all(connection)
    assert received.startswith(b"HTTP/1.1 400")
    assert 1 == received.count(b"HTTP/1.1")


@pytest.mark.parametrize(
    "start",
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET  HTTP/1.1\r\n\r\n",
    ],
    ids=["HTTP/2", "CONNECT", "TLS", "no path"],
)
def test_what_is_not_plain_http_is_refused(serve: Serve, connect: Connect, start: bytes) -> None:
    connection = connect(serve(Limits()))

    connection.sendall(start)

    assert read_all(connection).startswith(b"HTTP/1.1 400")
