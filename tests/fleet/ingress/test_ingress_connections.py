"""Connections: slow or too many of them cost nobody else an answer."""

import socket
import threading
import time
from dataclasses import replace

import pytest

from integrator.ingress.limits import Limits
from tests.fleet.ingress.processes import wait_until
from tests.fleet.ingress.wire import Connect, RequestOf, Serve, is_open, read_all, read_answer

pytestmark = pytest.mark.fleet

QUICK = Limits(header_seconds=0.4, body_seconds=0.4, connections=20, connections_at_most=40, grace_seconds=0.1)


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


@pytest.mark.parametrize("start", [b"", b"POST /webhooks", b"POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\n", b"\r\n"])
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


def test_a_kept_connection_has_the_same_deadline_for_its_next_request(
    serve: Serve, connect: Connect, request_of: RequestOf
) -> None:
    connection = connect(serve(QUICK))
    connection.sendall(request_of())
    read_answer(connection)

    connection.sendall(b"\r\n")

    assert read_all(connection).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("framing", ["Content-Length: 25", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_end_is_given_up_on(
    serve: Serve, connect: Connect, request_of: RequestOf, framing: str
) -> None:
    connection = connect(serve(QUICK))
    started = time.monotonic()
    connection.sendall(request_of(framing=framing, body=b""))

    received = read_all(connection)

    assert received.startswith(b"HTTP/1.1 408")
    assert 0.3 < time.monotonic() - started < 1.5


def test_a_chunked_body_of_a_gigabyte_is_cut_off_at_the_limit(
    serve: Serve, connect: Connect, request_of: RequestOf
) -> None:
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


def test_a_crowd_that_comes_at_once_does_not_push_out_a_delivery_in_it(
    serve: Serve, connect: Connect, request_of: RequestOf
) -> None:
    port = serve(replace(QUICK, connections_at_most=200, grace_seconds=0.5, header_seconds=5.0))
    early = connect(port)
    for _ in range(100):
        connect(port).sendall(b"P")

    early.sendall(request_of())

    assert read_answer(early).startswith(b"HTTP/1.1 200")


def test_a_crowd_is_brought_down_to_the_limit(serve: Serve, connect: Connect) -> None:
    port = serve(replace(QUICK, header_seconds=5.0))

    strangers = [connect(port) for _ in range(60)]

    wait_until(lambda: sum(is_open(stranger) for stranger in strangers) == 20)
