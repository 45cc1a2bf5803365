"""Servers, in processes and in threads, that end with the test that started them."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import uvicorn

from integrator.ingress.app import App
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.protocol import guarded
from integrator.ledger.sealing import Seal
from tests.fleet.ingress.processes import (
    BODY,
    SECRET,
    IngressProcess,
    RedisServer,
    StartIngress,
    delivery_headers,
    free_port,
    wait_until,
)
from tests.fleet.ingress.wire import Connect, RequestOf, Serve


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def start_ingress(tmp_path: Path, redis_server: RedisServer) -> Iterator[StartIngress]:
    """Start ingress processes that share a data folder; keywords are settings."""
    started: list[IngressProcess] = []

    def start(*, prefix: list[str] | None = None, **settings: str) -> IngressProcess:
        started.append(IngressProcess(tmp_path / "data", redis_server.url, prefix=prefix, **settings))
        return started[-1]

    yield start
    for ingress in started:
        ingress.kill()


@pytest.fixture
def ingress(start_ingress: StartIngress) -> IngressProcess:
    return start_ingress()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve in a thread with the given limits; returns the port."""
    with ExitStack() as stack:

        def serve(limits: Limits) -> int:
            journal = stack.enter_context(closing(Journal.open(tmp_path / "journal")))
            app = App(
                journal,
                seal=Seal(bytes(32)),
                secrets_of=lambda _: (SECRET,),
                redis_reachable=lambda: False,
                limits=limits,
            )
            port = free_port()
            config = uvicorn.Config(
                app,
                port=port,
                loop="uvloop",
                http=guarded(limits),
                ws="none",
                lifespan="off",
                log_config=None,
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.handle_exit, signal.SIGTERM, None)
            wait_until(lambda: server.started)
            return port

        yield serve


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Open connections that are closed at the end."""
    with ExitStack() as stack:

        def connect(port: int) -> socket.socket:
            return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

        yield connect


@pytest.fixture
def request_of() -> RequestOf:
    """Write a signed delivery as bytes."""

    def request_of(webhook_id: str = "id", *, framing: str = "Content-Length: 25", body: bytes = BODY) -> bytes:
        lines = ["POST /webhooks/shopify HTTP/1.1", "Host: ingress", framing]
        lines += [f"{name}: {value}" for name, value in delivery_headers(webhook_id).items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    return request_of
