"""The load against small servers that answer, hang up, refuse or fall silent."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest

from tests.bench.ingest import load
from tests.bench.ingest.load import Load
from tests.bench.ingest.webhooks import webhooks

Answer = Callable[[asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; False hangs up."""


async def accepts(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    return True


async def accepts_once(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    return False


async def is_busy(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    return True


async def hangs_up(writer: asyncio.StreamWriter) -> bool:
    return False


async def falls_silent(writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(1.0)
    return False


def loaded(answer: Answer) -> tuple[Load, list[bytes]]:
    """Load a server that answers so; return what the load saw and the webhook ids that the server saw."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                seen.extend(re.findall(rb"X-Shopify-Webhook-Id: (\S+)", head))
                if not await answer(writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # The load is over.
        finally:
            writer.close()

    async def run() -> Load:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            found = Load(webhooks([b"{}"]), server.sockets[0].getsockname()[1])
            await found.run(3, 0.2)
            await asyncio.sleep(0.05)
        return found

    return asyncio.run(run()), seen


def test_every_answer_is_counted_and_timed() -> None:
    found, seen = loaded(accepts)

    assert {"200": len(seen)} == found.statuses
    assert len(seen) == len(found.times) == len(set(seen))
    assert len(seen) > 6


def test_a_server_that_hangs_up_after_each_answer_is_connected_to_again() -> None:
    found, seen = loaded(accepts_once)

    assert {"200": len(seen)} == found.statuses
    assert len(seen) > 6


def test_other_answers_are_counted_by_their_status() -> None:
    found, seen = loaded(is_busy)

    assert {"503": len(seen)} == found.statuses


def test_a_request_without_an_answer_is_told() -> None:
    found, seen = loaded(hangs_up)

    assert {"cut off": len(seen)} == found.statuses
    assert not found.times


def test_the_load_ends_although_the_server_falls_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_PATIENCE", 0.1)

    found, _ = loaded(falls_silent)

    assert {"not answered": 3} == found.statuses


def test_a_server_that_is_not_there_is_told() -> None:
    found = asyncio.run(_without_a_server())

    assert found.statuses["not connected"] >= 3
    assert {"not connected"} == set(found.statuses)


async def _without_a_server() -> Load:
    found = Load(webhooks([b"{}"]), 1)
    await found.run(3, 0.1)
    return found
