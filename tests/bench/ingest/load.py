"""
The load: connections that each send the next webhook when the last one was answered.

A server that hangs up after an answer is connected to again, and the time counts, as it would for Shopify.
"""

import asyncio
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import cast

import httptools

_PATIENCE = 30.0


class Load:
    """All connections, and what was answered."""

    def __init__(self, requests: Iterator[tuple[bytes, bytes, bytes]], port: int) -> None:
        self.next_request = requests.__next__
        self.statuses: Counter[str] = Counter()
        self.times = array("d")
        self.open: set[Connection] = set()
        self._port = port
        self._end = 0.0
        self._asking = 0
        self._all_answered = asyncio.Event()
        self._connecting: set[asyncio.Task[None]] = set()

    async def run(self, connections: int, seconds: float) -> float:
        """Load for some seconds, at least one request on each connection; return the seconds until the last answer."""
        begun = time.perf_counter()
        self._end = begun + seconds
        self._asking = connections
        self._all_answered.clear()
        for _ in range(connections):
            self.connect()
        try:
            await asyncio.wait_for(self._all_answered.wait(), seconds + _PATIENCE)
        except TimeoutError:
            self.statuses["not answered"] += self._asking
            self._give_up()
        return time.perf_counter() - begun

    def _give_up(self) -> None:
        for task in self._connecting:
            task.cancel()
        for connection in self.open:
            connection.give_up()

    def connect(self) -> None:
        """Open a connection, whose first request is late from now on."""
        task = asyncio.get_running_loop().create_task(self._connect(time.perf_counter()))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, begun: float) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: Connection(self, begun), "127.0.0.1", self._port)
        except OSError:
            self.statuses["not connected"] += 1
            if self.goes_on():
                await asyncio.sleep(0.01)
                self.connect()

    def goes_on(self) -> bool:
        """Whether the connection that asks has to send another request."""
        if time.perf_counter() < self._end:
            return True
        self._asking -= 1
        if not self._asking:
            self._all_answered.set()
        return False


class Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self, load: Load, begun: float) -> None:
        self._load = load
        self._begun = begun
        self._waits = False
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._load.open.add(self)
        self._ask()

    def _ask(self) -> None:
        self._waits = True
        self._transport.writelines(self._load.next_request())

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Count the answer; called by the parser."""
        now = time.perf_counter()
        self._load.times.append(now - self._begun)
        self._load.statuses[str(self._parser.get_status_code())] += 1
        self._waits = False
        stays = self._parser.should_keep_alive()
        if self._load.goes_on():
            if stays:
                self._begun = now
                self._ask()
                return
            self._load.connect()
        self._transport.close()

    def give_up(self) -> None:
        """Hang up without waiting for the answer any longer."""
        self._waits = False
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.open.discard(self)
        if self._waits:
            self._load.statuses["cut off"] += 1
            if self._load.goes_on():
                self._load.connect()
