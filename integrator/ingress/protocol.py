"""
Guard each connection: deadlines, header sizes, framing, and how many there are.

uvicorn has no deadline for headers or bodies and stops accepting nothing; a stranger could hold connections
by sending a byte now and then. This is uvicorn's own protocol with a timer.
"""

import asyncio
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from integrator.ingress.errors import IngressError
from integrator.ingress.limits import Limits


class _Phase(Enum):
    HEADERS = auto()
    BODY = auto()
    RECEIVED = auto()


class _BadRequest(IngressError):
    """Ends parsing; httptools passes it on as HttpParserCallbackError."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection. Use `guarded(limits)` as uvicorn's `http`."""

    limits = Limits()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._phase = _Phase.HEADERS
        self._waiting_since = self.loop.time()
        self._deadline: asyncio.TimerHandle | None = None
        self._unparsed_bytes = 0
        self._refusal = HTTPStatus.BAD_REQUEST

    # Connection.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn.
        super().connection_made(transport)
        self._await(_Phase.HEADERS, self.limits.header_seconds)
        if len(self.connections) > self.limits.connections_at_most:
            self._make_room(self.limits.connections_at_most)
        elif len(self.connections) > self.limits.connections:
            self.loop.call_later(self.limits.grace_seconds, self._make_room, self.limits.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._phase is _Phase.RECEIVED:
            self._await(_Phase.HEADERS, self.limits.header_seconds)
        if self._phase is _Phase.HEADERS:
            self._unparsed_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse(self._refusal)
            return
        if self._phase is _Phase.HEADERS and self._unparsed_bytes > self.limits.header_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    # Parser.

    def on_message_begin(self) -> None:
        if self._phase is not _Phase.HEADERS:  # The next request came in the same packet.
            self._await(_Phase.HEADERS, self.limits.header_seconds)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._check_headers()
        self._await(_Phase.BODY, self.limits.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._phase = _Phase.RECEIVED
        self._cancel_deadline()
        super().on_message_complete()

    def _check_headers(self) -> None:
        """Refuse what is too large, and framing that a proxy in front might read differently."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self.limits.header_bytes or len(self.headers) > self.limits.header_count:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _BadRequest
        encodings = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        is_plain = encodings == [] or (encodings == [b"chunked"] and self.parser.get_http_version() == "1.1")
        if not is_plain or self.parser.should_upgrade():
            raise _BadRequest

    # Deadlines and room.

    def _await(self, phase: _Phase, seconds: float) -> None:
        self._cancel_deadline()
        self._phase = phase
        self._unparsed_bytes = 0
        self._waiting_since = self.loop.time()
        self._deadline = self.loop.call_later(seconds, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer without asking the application, and hang up."""
        if self.transport.is_closing():
            return
        line = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(line.encode())
        self.transport.close()

    def _make_room(self, most: int) -> None:
        """Drop the connection worth least: with half a request, else idle; the longest waiting first."""
        if len(self.connections) <= most:
            return
        candidates = [
            connection
            for connection in self.connections
            if isinstance(connection, GuardedProtocol) and connection._waits_for_client()  # noqa: SLF001 - same class.
        ]
        if candidates:
            min(candidates, key=GuardedProtocol._worth).transport.abort()

    def _waits_for_client(self) -> bool:
        if self.transport.is_closing():
            return False
        is_answered = self.cycle is None or self.cycle.response_complete
        return self._phase is not _Phase.RECEIVED or is_answered or self.flow.write_paused

    def _worth(self) -> tuple[bool, float]:
        return self._phase is _Phase.RECEIVED, self._waiting_since


def guarded(limits: Limits) -> type[GuardedProtocol]:
    """Make a protocol class that keeps to `limits`."""
    return type("GuardedProtocol", (GuardedProtocol,), {"limits": limits})
