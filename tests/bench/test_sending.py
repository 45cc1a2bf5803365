"""Sending by the clock against small servers that answer late, hang up, or refuse."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.bench.sending import Sent, send_all, send_fast

Answer = Callable[[asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; False hangs up."""

_REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"


async def accepts(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    return True


async def accepts_late(writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(0.3)
    return await accepts(writer)


async def accepts_once(writer: asyncio.StreamWriter) -> bool:
    await accepts(writer)
    return False


async def is_busy(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    return True


async def hangs_up(writer: asyncio.StreamWriter) -> bool:
    return False


def sent(answer: Answer, *, count: int, per_second: float) -> tuple[list[Sent], int]:
    """Send to a server that answers so; return what came of it and how many connections the server saw."""
    return asyncio.run(_served(answer, lambda port: send_all([_REQUEST] * count, port, per_second=per_second)))


async def _served(answer: Answer, send: Callable[[int], Awaitable[Any]]) -> tuple[Any, int]:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while True:
                await reader.readexactly(len(_REQUEST))
                if not await answer(writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # The sender is done.
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        return await send(server.sockets[0].getsockname()[1]), connections


def test_the_schedule_does_not_wait_for_answers() -> None:
    found, connections = sent(accepts_late, count=5, per_second=50)

    assert 5 == connections
    assert found[-1].sent_at < found[0].answered_at
    assert all(one.answered_at - one.sent_at >= 0.3 for one in found)


def test_a_connection_that_was_answered_is_used_again() -> None:
    found, connections = sent(accepts, count=5, per_second=20)

    assert 1 == connections
    assert ["200"] * 5 == [one.status for one in found]


def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    found, connections = sent(accepts_once, count=3, per_second=20)

    assert 3 == connections
    assert ["200"] * 3 == [one.status for one in found]


def test_other_answers_and_their_absence_are_told() -> None:
    refused, _ = sent(is_busy, count=2, per_second=20)
    cut_off, _ = sent(hangs_up, count=2, per_second=20)

    assert ["503", "503"] == [one.status for one in refused]
    assert ["ConnectionError", "ConnectionError"] == [one.status for one in cut_off]


def test_sending_fast_answers_each_name_once() -> None:
    names = [str(number) for number in range(20)]

    found, connections = asyncio.run(
        _served(accepts, lambda port: send_fast(((name, _REQUEST) for name in names), port, connections=4))
    )

    assert sorted(names) == sorted(name for name, _ in found)
    assert 4 == connections
