"""What the talking layer promises about time, size, one error tree, and silence about secrets."""

import gzip
import io
import json
import re
import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine

from integrator.clients.answers import DEFAULT_WAIT, LONGEST_WAIT, retry_after
from integrator.clients.errors import Garbled, Refused, RemoteError, Throttled, Unauthorized, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.http import Http, Request, TokenRejected, correlation
from tests.clients.wire import Wire, read_request


def answer(line: str = "200 OK", *headers: str, body: bytes = b"{}") -> bytes:
    head = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return f"HTTP/1.1 {line}\r\n{head}\r\n".encode() + body


def hurried(**options: int) -> Http:
    return Http("test", gate=Gate.local(), deadline=timedelta(seconds=0.3), **options)


def test_an_answer_is_read_whole_with_its_headers_found_in_any_case(wire: Wire, http: Http) -> None:
    wire.answer(answer("201 Created", "X-Request-Id: abc-1", body=b'{"a": "b"}'))

    result = http.send("read", Request("GET", wire.url))

    assert 201 == result.status
    assert {"a": "b"} == result.json_object()
    assert "abc-1" == result.headers["x-request-id"] == result.request_id


def test_one_connection_serves_the_requests_of_one_thread(wire: Wire, http: Http) -> None:
    wire.answer(answer(), answer(), answer())

    for _ in range(3):
        http.send("read", Request("GET", wire.url))

    assert 1 == wire.connections


def test_requests_name_the_product_and_the_work_under_way(wire: Wire, http: Http) -> None:
    wire.answer(answer())
    token = correlation.set("run 7\r\nX-Evil: 1")

    http.send("read", Request("GET", wire.url))
    correlation.reset(token)

    assert b"User-Agent: shopify-opentext-integrator/" in wire.requests[0]
    assert b"X-Correlation-Id: run_7__X-Evil:_1\r\n" in wire.requests[0]


def test_cookies_and_the_environment_are_left_alone(wire: Wire, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    wire.answer(answer("200 OK", "Set-Cookie: session=1"), answer())

    http.send("read", Request("GET", wire.url))
    http.send("read", Request("GET", wire.url))

    assert b"cookie" not in wire.requests[1].lower()


@pytest.mark.parametrize(
    "drip",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000, id="headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000, id="body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1000, id="body to the end"),
    ],
)
@pytest.mark.parametrize("reused", [False, True])
def test_a_dripping_server_is_left_at_the_deadline(wire: Wire, drip: bytes, *, reused: bool) -> None:
    left = threading.Event()

    def speak(connection: socket.socket) -> None:
        if reused:
            read_request(connection)
            connection.sendall(answer())
        read_request(connection)
        for byte in drip:
            connection.sendall(bytes([byte]))
            if left.wait(0.02):
                return

    wire.speakers.append(speak)
    http = hurried()
    if reused:
        http.send("read", Request("GET", wire.url))
    started = time.monotonic()

    with pytest.raises(Unreachable, match=r"no complete answer within 0\.3 s") as caught:
        http.send("write", Request("POST", wire.url))
    elapsed = time.monotonic() - started
    left.set()
    http.close()

    assert caught.value.ambiguous
    assert 0.29 <= elapsed < 2


def test_a_server_that_never_reads_is_left_at_the_deadline(wire: Wire) -> None:
    left = threading.Event()
    wire.speakers.append(lambda connection: left.wait(5) and None)
    http = hurried()

    with pytest.raises(Unreachable) as caught:
        http.send("write", Request("POST", wire.url, data=b"x" * 50_000_000))
    left.set()
    http.close()

    assert caught.value.ambiguous


def test_a_call_that_ended_in_time_is_not_cut_later(wire: Wire) -> None:
    def speak(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer())
        read_request(connection)
        time.sleep(0.2)  # Beyond the deadline of the first call, within that of the second.
        connection.sendall(answer(body=b"[2]"))

    wire.speakers.append(speak)
    http = hurried()
    http.send("read", Request("GET", wire.url))
    time.sleep(0.2)  # There is no state to poll: the point is that nothing happens.

    second = http.send("read", Request("GET", wire.url))
    http.close()

    assert [2] == second.json()
    assert 1 == wire.connections


@pytest.mark.parametrize(
    ("method", "reads", "connections"),
    [("GET", False, 2), ("PUT", False, 2), ("POST", True, 2), ("POST", False, 1)],
)
def test_only_an_idempotent_request_goes_out_again_after_a_stale_connection(
    wire: Wire, http: Http, method: str, *, reads: bool, connections: int
) -> None:
    def closes_on_the_second_request(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer())
        read_request(connection)

    wire.speakers.append(closes_on_the_second_request)
    wire.answer(answer(body=b"[2]"))
    http.send("first", Request("GET", wire.url))
    request = Request(method, wire.url, reads=reads)

    if connections == 2:
        assert [2] == http.send("second", request).json()
    else:
        with pytest.raises(Unreachable, match="connection was lost") as caught:
            http.send("second", request)
        assert caught.value.ambiguous

    assert connections == wire.connections


def test_a_lost_answer_on_a_new_connection_is_not_asked_for_again(wire: Wire, http: Http) -> None:
    wire.speakers.append(lambda connection: read_request(connection) and None)

    with pytest.raises(Unreachable) as caught:
        http.send("read", Request("GET", wire.url))

    assert not caught.value.ambiguous
    assert 1 == wire.connections


def test_without_a_connection_nothing_is_in_doubt(http: Http) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(Unreachable, match="no connection") as caught:
        http.send("write", Request("POST", f"http://127.0.0.1:{port}/"))

    assert not caught.value.ambiguous


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        pytest.param(answer("302 Found", "Location: http://127.0.0.1/"), Garbled, id="redirect"),
        pytest.param(answer("400 Bad Request"), None, id="400"),
        pytest.param(answer("401 Unauthorized"), TokenRejected, id="401"),
        pytest.param(answer("403 Forbidden"), Unauthorized, id="403"),
        pytest.param(answer("404 Not Found"), None, id="404"),
        pytest.param(answer("408 Request Timeout"), Throttled, id="408"),
        pytest.param(answer("409 Conflict"), None, id="409"),
        pytest.param(answer("429 Too Many Requests"), Throttled, id="429"),
        pytest.param(answer("500 Internal Server Error"), Unreachable, id="500"),
        pytest.param(answer("503 Service Unavailable", body=b"<html>"), Unreachable, id="503"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Garbled, id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", Garbled, id="cut off"),
        pytest.param(answer("200 OK", "Content-Encoding: gzip", body=b"nonsense"), Garbled, id="not gzip"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", Garbled, id="500 headers"),
    ],
)
def test_each_way_to_fail_has_its_error(wire: Wire, http: Http, raw: bytes, error: type[RemoteError] | None) -> None:
    wire.answer(raw)

    if error is None:
        assert 400 <= http.send("read", Request("GET", wire.url)).status < 500
    else:
        with pytest.raises(error) as caught:
            http.send("read", Request("GET", wire.url))
        assert error is type(caught.value)
        assert ("test", "read", False) == (
            caught.value.system,
            caught.value.operation,
            caught.value.ambiguous,
        )


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("oauth.v2.InvalidApiKey", Unauthorized),
        ("keymanagement.service.InvalidAPICallAsNoApiProductMatchFound", Unauthorized),
        ("keymanagement.service.access_token_expired", TokenRejected),
        ("policies.ratelimit.SpikeArrestViolation", Throttled),
        ("something.else", Unreachable),
    ],
)
def test_the_code_of_the_gateway_says_more_than_its_status(
    wire: Wire, http: Http, code: str, error: type[RemoteError]
) -> None:
    line = "401 Unauthorized" if issubclass(error, Unauthorized) else "500 Internal Server Error"
    fault = {"fault": {"faultstring": "secret words", "detail": {"errorcode": code}}}
    wire.answer(answer(line, body=json.dumps(fault).encode()))

    with pytest.raises(error, match=re.escape(code)) as caught:
        http.send("write", Request("POST", wire.url))

    assert error is type(caught.value)
    assert "secret words" not in str(caught.value)


def test_a_5xx_leaves_doubt_about_a_write_unless_the_caller_reads_it_itself(wire: Wire, http: Http) -> None:
    wire.answer(answer("500 No", body=b"x"), answer("500 No", body=b"already exists"))

    with pytest.raises(Unreachable) as caught:
        http.send("write", Request("POST", wire.url))
    own = http.send("write", Request("POST", wire.url, own_statuses=frozenset({500})))

    assert caught.value.ambiguous
    assert b"already exists" == own.body


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_beyond_the_limit_is_refused_whether_packed_or_not(wire: Wire, *, packed: bool) -> None:
    body = b"x" * 200_000
    headers = ("Content-Encoding: gzip",) if packed else ()
    wire.answer(answer("200 OK", *headers, body=gzip.compress(body) if packed else body))
    http = Http("test", gate=Gate.local(), max_bytes=100_000)

    with pytest.raises(Garbled, match="more than 100000 bytes"):
        http.send("read", Request("GET", wire.url))
    http.close()


@pytest.mark.parametrize("body", [b"<html>", b'{"a": NaN}', b"[" * 200_000, b"\xff", b"9" * 5000, b""])
def test_what_is_not_json_is_garbled(wire: Wire, http: Http, body: bytes) -> None:
    wire.answer(answer(body=body))
    result = http.send("read", Request("GET", wire.url))

    with pytest.raises(Garbled) as caught:
        result.json()

    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({}, DEFAULT_WAIT.total_seconds()),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "2.0"}, 2),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "1e9"}, LONGEST_WAIT.total_seconds()),
        ({"Retry-After": "inf"}, DEFAULT_WAIT.total_seconds()),
        ({"Retry-After": "soon"}, DEFAULT_WAIT.total_seconds()),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, 30),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: dict[str, str], seconds: float) -> None:
    with time_machine.travel("2026-10-21T07:28:00Z", tick=False):
        waited = retry_after(header)

    assert seconds == waited.total_seconds()


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "http://127.0.0.1:1/path?token=s3cret"),
        Request("GET", "http://[s3cret/"),
        Request("GET", "ftp://127.0.0.1/s3cret"),
        Request("GET", "http://127.0.0.1:1/", headers={"Authorization": "Bearer s3cret\r\nX: y"}),
        Request("GET", "http://127.0.0.1:1/", headers={"Authorization": "Bearer s3cret \u20ac"}),
        Request("POST", "http://127.0.0.1:1/", json={"s3cret": float("nan")}),
    ],
)
def test_no_error_carries_an_address_or_a_token(http: Http, request_: Request) -> None:
    with pytest.raises((Unreachable, Refused)) as caught:
        http.send("read", request_)

    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert "s3cret" not in repr(request_) or "s3cret" in request_.url


def test_threads_do_not_share_connections(wire: Wire, http: Http) -> None:
    together = threading.Barrier(3)

    def speak(connection: socket.socket) -> None:
        read_request(connection)
        together.wait(5)
        connection.sendall(answer())

    wire.speakers.append(speak)
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(http.send("read", Request("GET", wire.url)).status))
        for _ in range(3)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [200, 200, 200] == results
    assert 3 == wire.connections


def test_a_large_answer_goes_to_a_file_and_not_into_memory(wire: Wire, http: Http) -> None:
    wire.answer(answer(body=b"x" * 200_000))
    file = io.BytesIO()

    result = http.send("read", Request("GET", wire.url), into=file)

    assert 200_000 == len(file.getvalue())
    assert b"" == result.body


def test_a_file_has_its_limit_too(wire: Wire) -> None:
    wire.answer(answer(body=b"x" * 200_000))

    with pytest.raises(Garbled, match="more than 1000 bytes"):
        hurried(max_bytes=1000).send("read", Request("GET", wire.url), into=io.BytesIO())
