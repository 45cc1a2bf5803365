"""Builders for the ingress: a journal in a temporary folder, signed requests, an application that is called in memory."""

import asyncio
import hashlib
import hmac
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from integrator.ingress.app import create_app
from integrator.ingress.delivery import Delivery
from integrator.ingress.journal import Journal
from integrator.ledger.sealing import Seal

STORE = "acme.myshopify.com"
SECRETS = (b"new secret", b"old secret")


class _AwayShipper:
    """Stands in for the shipper where nothing is shipped."""

    is_connected = False


def signed(body: bytes, secret: bytes = SECRETS[0], **changes: str | None) -> dict[str, str]:
    """Make the headers of a delivery; `changes` replaces or, with None, drops them (`_` stands for `-`)."""
    headers: dict[str, str | None] = {
        "x-shopify-topic": "orders/create",
        "x-shopify-hmac-sha256": b64encode(hmac.digest(secret, body, "sha256")).decode(),
        "x-shopify-shop-domain": STORE,
        "x-shopify-api-version": "2026-07",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "x-shopify-event-id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "x-shopify-triggered-at": "2026-03-30T14:30:00.000000000Z",
    }
    headers |= {f"x-shopify-{name.replace('_', '-')}": value for name, value in changes.items()}
    return {name: value for name, value in headers.items() if value is not None}


def delivery(number: int = 0, *, body: bytes = b"sealed") -> Delivery:
    return Delivery(
        received_at=1_700_000_000_000 + number,
        store=STORE,
        topic="orders/create",
        webhook_id=f"id-{number}",
        event_id="",
        triggered_at="",
        api_version="2026-07",
        name="",
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
    )


@pytest.fixture(name="signed")
def _signed() -> Callable[..., dict[str, str]]:
    return signed


@pytest.fixture(name="delivery")
def _delivery() -> Callable[..., Delivery]:
    return delivery


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
def app(journal: Journal, seal: Seal) -> Starlette:
    return create_app(journal, _AwayShipper(), seal=seal, secrets_of=lambda store: SECRETS if store == STORE else ())


@pytest.fixture
def send(app: Starlette) -> Callable[..., httpx.Response]:
    """Call the application in memory; an iterable body is sent in chunks."""

    def send(
        method: str,
        path: str = "/webhooks/shopify",
        *,
        body: bytes | list[bytes] = b"",
        headers: dict[str, str] | list[tuple[bytes, bytes]] | None = None,
    ) -> httpx.Response:
        async def chunks() -> AsyncIterator[bytes]:
            for chunk in body:
                yield chunk

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://ingress") as client:
                content = chunks() if isinstance(body, list) else body
                return await client.request(method, path, content=content, headers=headers)

        return asyncio.run(call())

    return send


@pytest.fixture
def rows(folder: Path) -> Callable[[], list[sqlite3.Row]]:
    """Read the deliveries of the first journal, as another process would."""

    def rows() -> list[sqlite3.Row]:
        with closing(sqlite3.connect(folder / "ingress-1.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute("SELECT * FROM deliveries ORDER BY seq").fetchall()

    return rows


@pytest.fixture
def append(journal: Journal) -> Callable[..., None]:
    """Keep deliveries with these numbers, all at once."""

    def append(*numbers: int, body: bytes = b"sealed") -> None:
        async def call() -> None:
            await asyncio.gather(*(journal.append(delivery(number, body=body)) for number in numbers))

        asyncio.run(call())

    return append
