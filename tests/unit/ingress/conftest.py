"""A journal in a temporary folder, and an application around it that is called in memory."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from integrator.ingress.app import App
from integrator.ingress.journal import Journal
from integrator.ledger.sealing import Seal
from tests.unit.ingress.builders import SECRETS, STORE, Append, Rows, Send, delivery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    with closing(Journal.open(folder)) as journal:
        yield journal


@pytest.fixture
def seal() -> Seal:
    return Seal(bytes(32))


@pytest.fixture
def app(journal: Journal, seal: Seal) -> App:
    return App(
        journal,
        seal=seal,
        secrets_of=lambda store: SECRETS if store == STORE else (),
        redis_reachable=lambda: False,
    )


@pytest.fixture
def send(app: App) -> Send:
    """Call the application in memory; an iterable body is sent in chunks."""

    def send(
        method: str,
        path: str = "/webhooks/shopify",
        *,
        body: bytes | list[bytes] = b"",
        headers: dict[str, str] | list[tuple[bytes, bytes]] | None = None,
    ) -> httpx.Response:
        parts = body if isinstance(body, list) else []

        async def chunks() -> AsyncIterator[bytes]:
            for chunk in parts:
                yield chunk

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://ingress") as client:
                content = body if isinstance(body, bytes) else chunks()
                return await client.request(method, path, content=content, headers=headers)

        return asyncio.run(call())

    return send


@pytest.fixture
def rows(folder: Path) -> Rows:
    """Read the deliveries of the first journal, as another process would."""

    def rows() -> list[sqlite3.Row]:
        with closing(sqlite3.connect(folder / "ingress-1.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute("SELECT * FROM deliveries ORDER BY seq").fetchall()

    return rows


@pytest.fixture
def append(journal: Journal) -> Append:
    """Keep deliveries with these numbers, all at once."""

    def append(*numbers: int, body: bytes = b"sealed") -> None:
        async def call() -> None:
            await asyncio.gather(*(journal.append(delivery(number, body=body)) for number in numbers))

        asyncio.run(call())

    return append
