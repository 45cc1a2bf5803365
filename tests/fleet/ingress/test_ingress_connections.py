"""Connections: slow, oversized, malformed or too many requests cost nobody else an answer."""

import socket
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
import uvicorn

from integrator.ingress.app import create_app
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.protocol import guarded
from integrator.ledger.sealing import Seal

pytestmark = pytest.mark.fleet

QUICK = Limits(header_seconds=0.4, body_seconds=0.4, connections=20)


class AwayShipper:
    """Stands in for the shipper: nothing is shipped here."""

    is_connected = False


@pytest.fixture
def serve(tmp_path: Path):
    """Serve in a thread with the given limits; returns the port."""
    with ExitStack() as stack:

        def serve(limits: Limits):
            journal = stack.enter_context(closing(Journal.open(tmp_path / "journal")))
            app = create_app(journal, AwayShipper(), seal=Seal(bytes(32)), secrets_of=lambda _: (secret,),
            limits=limits) port = free_port() config = uvicorn.Config(
                app, port=port, loop="uvloop", http=guarded(limits), ws="none", lifespan="off",
                log_config=None
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run)
            thread.start()
            stack.callback(thread.join)
            stack.callback(setattr, server, "should_exit", True)
            wait_until(lambda: server.started)
            return port

        yield serve


@pytest.fixture
def connect():
    """Open connections that are closed at the end."""
    with ExitStack() as stack:

        def connect(port: int):
            return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

        yield connect


def read_all(connection: socket.socket):
    """Read until the server hangs up."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionError:
        pass  # It hung up with bytes of ours unread.
    return received


def read_answer(connection: socket.socket):
    """Read one answer without body."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        assert chunk, f"hung up after {received!r}"
        received += chunk
    return received


@pytest.fixture
def request_of():
    """Write a signed delivery as bytes."""

    def request_of(webhook_id: str="id", *, framing: str="Content-Length: 25", body: bytes=b'{"id":820982911946154508}'):
        lines = ["POST /webhooks/shopify HTTP/1.1", "Host: ingress", framing]
        lines += [f"{name}: {value}" for name, value in delivery_headers(webhook_id).items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    return request_of


def test_a_connection_is_kept_for_further_deliveries(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    connection = connect(serve(Limits()))

    for number in range(3):
        connection.sendall(request_of(f"id-{number}"))
        assert read_answer(connection).startswith(b"HTTP/1.1 200")


def test_deliveries_sent_in_one_packet_are_each_answered(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    connection = connect(serve(Limits()))

    connection.sendall(request_of("one") + request_of("two"))

    received = b""
    while received.count(b"HTTP/1.1 200") < 2:
        received += connection.recv(65536)


@pytest.mark.parametrize(
    "start", [b"", b"POST /webhooks", b"POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\n", b"\r\n"]
)
def test_headers_that_do_not_end_are_given_up_on(serve: Serve, connect: Connect, start: bytes) -> None:
    connection = connect(serve(QUICK))
    started = time.monotonic()
    connection.sendall(start)

    received = read_all(connection)

    assert received.startswith(b"HTTP/1.1 408")
    assert 0.3 < time.monotonic() - started < 1.5


def test_headers_that_drip_are_given_up_on(serve: Serve, connect: Connect) -> None:
    connection = connect(serve(QUICK))
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.05):
            try:
                connection.sendall(b"P")
            except OSError:
                return

    dripping = threading.Thread(target=drip)
    dripping.start()
    started = time.monotonic()
    read_all(connection)
    took = time.monotonic() - started
    ended.set()
    dripping.join()

    assert took < 1.5


def test_a_kept_connection_has_the_same_deadline_for_its_next_request(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    connection = connect(serve(QUICK))
    connection.sendall(request_of())
    read_answer(connection)

    connection.sendall(b"\r\n")

    assert read_all(connection).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("framing", ["Content-Length: 25", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_end_is_given_up_on(serve: Serve, connect: Connect, request_of: RequestOf, framing: str) -> None:
    connection = connect(serve(QUICK))
    started = time.monotonic()
    connection.sendall(request_of(framing=framing, body=b""))

    received = read_all(connection)

    assert received.startswith(b"HTTP/1.1 408")
    assert 0.3 < time.monotonic() - started < 1.5


def test_a_chunked_body_of_a_gigabyte_is_cut_off_at_the_limit(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    connection = connect(serve(replace(Limits(), body_bytes=100_000)))
    connection.sendall(request_of(framing="Transfer-Encoding: chunked", body=b""))
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"

    sent = 0
    try:
        while sent < 2**30:
            connection.sendall(chunk)
            sent += len(chunk)
    except ConnectionError:
        pass

    # What the kernel's buffers hold may be sent before the hanging up is noticed.
    assert sent < 32 * 2**20


@pytest.mark.parametrize(
    "lines",
    [["X-Long: " + "a" * 17_000], [f"X-{number}: a" for number in range(101)], [f"X-{n}: " + "a" * 400 for n in range(50)]],
    ids=["one long", "many", "many long"],
)
@pytest.mark.parametrize("ends", [True, False])
def test_headers_beyond_the_limits_are_refused(serve: Serve, connect: Connect, lines: list[str], ends: bool) -> None:
    connection = connect(serve(Limits()))
    text = "\r\n".join(["POST /webhooks/shopify HTTP/1.1", "Host: x", "Content-Length: 0", *lines])

    connection.sendall(text.encode() + (b"\r\n\r\n" if ends or len(text) < 16_384 else b""))

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
def test_framing_that_a_proxy_may_read_differently_is_refused(serve: Serve, connect: Connect, request_of: RequestOf, framing: str) -> None:
    connection = connect(serve(Limits()))

    connection.sendall(request_of(framing=framing))

    received = read_all(connection)
    assert received.startswith(b"HTTP/1.1 400")
    assert 1 == received.count(b"HTTP/1.1")


@pytest.mark.parametrize(
    "start",
    [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET  HTTP/1.1\r\n\r\n"],
    ids=["HTTP/2", "CONNECT", "TLS", "no path"],
)
def test_what_is_not_plain_http_is_refused(serve: Serve, connect: Connect, start: bytes) -> None:
    connection = connect(serve(Limits()))

    connection.sendall(start)

    assert read_all(connection).startswith(b"HTTP/1.1 400")


def test_slow_strangers_give_way_to_deliveries(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    port = serve(replace(QUICK, header_seconds=5.0))
    strangers = [connect(port) for _ in range(60)]
    for stranger in strangers:
        stranger.sendall(b"P")

    slowest = 0.0
    for number in range(50):
        started = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(request_of(f"id-{number}"))
            assert read_answer(connection).startswith(b"HTTP/1.1 200")
        slowest = max(slowest, time.monotonic() - started)

    assert slowest < 0.5


def test_half_requests_give_way_before_idle_connections(serve: Serve, connect: Connect, request_of: RequestOf) -> None:
    port = serve(replace(QUICK, header_seconds=5.0))
    idle = connect(port)
    idle.sendall(request_of("one"))
    read_answer(idle)

    for _ in range(60):
        connect(port).sendall(b"P")
    idle.sendall(request_of("two"))

    assert read_answer(idle).startswith(b"HTTP/1.1 200")
