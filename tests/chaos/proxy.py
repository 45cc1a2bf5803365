"""A TCP proxy whose links can be slowed, frozen, cut and closed while processes talk through them."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

_CHUNK = 65_536


@dataclass
class Link:
    """One listening port and where it leads; several targets are taken in turn."""

    name: str
    targets: list[int]
    port: int = 0
    latency: float = 0.0
    """Seconds that each piece is held back."""
    is_down: bool = False
    """New connections are closed at once."""
    is_frozen: bool = False
    """Half-open: connections stand, and nothing goes through."""
    cut_after: int = 0
    """Cut the next connections after this many bytes towards the target. Zero: never."""
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    turn: int = 0


class Proxy:
    """All links of one attack, on an event loop in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self.links: dict[str, Link] = {}
        self._servers: list[asyncio.Server] = []

    def add(self, name: str, *targets: int) -> Link:
        """Open a link on a free loopback port."""
        link = Link(name, list(targets))
        asyncio.run_coroutine_threadsafe(self._listen(link), self._loop).result(10)
        self.links[name] = link
        return link

    def reset(self, name: str) -> None:
        """Cut every connection that stands."""
        self._loop.call_soon_threadsafe(self._cut, self.links[name])

    def heal(self) -> None:
        """Let everything through again; what was frozen is cut, as a firewall does it."""
        for link in self.links.values():
            was_frozen = link.is_frozen
            link.latency, link.is_down, link.is_frozen, link.cut_after = 0.0, False, False, 0
            if was_frozen:
                self.reset(link.name)

    def close(self) -> None:
        async def end() -> None:
            for server in self._servers:
                server.close()
            for link in self.links.values():
                self._cut(link)
            await asyncio.sleep(0.05)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self, link: Link) -> None:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(link, reader, writer)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        link.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)

    async def _serve(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found = None if link.is_down else await self._connect(link)
        if found is None:
            writer.transport.abort()
            return
        there, out = found
        link.writers |= {writer, out}
        try:
            await asyncio.gather(
                self._carry(link, reader, out, limit=link.cut_after), self._carry(link, there, writer, limit=0)
            )
        finally:
            for one in (writer, out):
                link.writers.discard(one)
                one.transport.abort()

    async def _connect(self, link: Link) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Take the next target that listens."""
        for _ in link.targets:
            link.turn += 1
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", link.targets[link.turn % len(link.targets)])
        return None

    async def _carry(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, limit: int
    ) -> None:
        passed = 0
        try:
            while piece := await reader.read(_CHUNK):
                while link.is_frozen:  # noqa: ASYNC110 - set from another thread.
                    await asyncio.sleep(0.05)
                if link.latency:
                    await asyncio.sleep(link.latency)
                passed += len(piece)
                if limit and passed >= limit:
                    writer.transport.abort()
                    return
                writer.write(piece)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            # A reset on one side is one on the other; only freezing leaves a connection half-open.
            writer.transport.abort()

    def _cut(self, link: Link) -> None:
        for writer in list(link.writers):
            writer.transport.abort()
