"""Sending webhooks by the clock, whether the earlier ones were answered or not; or as fast as they are answered."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import httptools

_PATIENCE = 30.0


@dataclass(frozen=True)
class Sent:
    """One request; moments are seconds since 1970."""

    due_at: float
    sent_at: float
    answered_at: float
    status: str


async def send_all(requests: Sequence[bytes], port: int, *, per_second: float) -> list[Sent]:
    """Send all requests at an even rate; return them in order when the last was answered or given up."""
    sender = _Sender(port)
    begun = time.time() + 0.1
    asked = []
    for number, request in enumerate(requests):
        due_at = begun + number / per_second
        await asyncio.sleep(due_at - time.time())
        asked.append(asyncio.create_task(sender.send(request, due_at)))
    return await asyncio.gather(*asked)


async def send_fast(requests: Iterator[tuple[str, bytes]], port: int, *, connections: int) -> list[tuple[str, Sent]]:
    """Send all requests as fast as they are answered; return each one's name with what came of it."""
    sender = _Sender(port)
    found: list[tuple[str, Sent]] = []

    async def send_next() -> None:
        for name, request in requests:
            found.append((name, await sender.send(request, time.time())))

    await asyncio.gather(*(send_next() for _ in range(connections)))
    return found


class _Sender:
    """Keeps connections that were answered for the next requests, as Shopify does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[_Connection] = []

    async def send(self, request: bytes, due_at: float) -> Sent:
        sent_at = time.time()
        try:
            connection = self._find_idle() or await self._connect()
            status = await asyncio.wait_for(connection.ask(request), _PATIENCE)
        except (OSError, TimeoutError) as problem:
            return Sent(due_at, sent_at, time.time(), type(problem).__name__)
        if connection.stays:
            self._idle.append(connection)
        return Sent(due_at, sent_at, connection.answered_at, status)

    def _find_idle(self) -> "_Connection | None":
        while self._idle:
            # The server may have hung up since the last answer.
            if (connection := self._idle.pop()).stays:
                return connection
        return None

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, "127.0.0.1", self._port)
        return connection


class _Connection(asyncio.Protocol):
    """One connection with at most one request under way."""

    stays = False
    """Whether it can be used for another request."""
    answered_at = 0.0

    def ask(self, request: bytes) -> asyncio.Future[str]:
        self._answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        return self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Tell the answer; called by the parser."""
        self.answered_at = time.time()
        self.stays = self._parser.should_keep_alive()
        if not self._answer.done():
            self._answer.set_result(str(self._parser.get_status_code()))

    def connection_lost(self, exc: Exception | None) -> None:
        self.stays = False
        if not self._answer.done():
            self._answer.set_exception(ConnectionError("cut off"))
