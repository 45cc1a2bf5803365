"""A store of the sandbox with our client in front of it; the two share no code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import Shopify
from tests.sandbox.shopify.callers import STORE, Store
from tests.sandbox.shopify.conftest import opened


class _Granted:
    """The token that the sandbox grants, until it is no longer taken."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._token = ""

    def token(self) -> str:
        if not self._token:
            self._token = self._store.grant().json()["access_token"]
        return self._token

    def discard(self, token: str) -> None:
        if token == self._token:
            self._token = ""


@dataclass(frozen=True)
class Shop:
    """What the store's people do, and our client."""

    store: Store
    client: Shopify

    def place(self, **wish: Any) -> dict[str, Any]:
        return self.store.place(**{"payment": "paid", **wish})

    def happen(self, word: str, order: dict[str, Any], **wanted: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.store.happen(word, order=order["name"], **wanted)
        return answer

    def count(self, operation: str) -> int:
        return len(self.store.effects(operation))


@contextmanager
def opened_shop(folder: Path) -> Iterator[Shop]:
    """Run a sandbox over `folder`."""
    http, files = Http("shopify", gate=Gate.local()), Http("shopify_files", gate=Gate.local())
    with opened(folder) as store:
        url = f"{str(store.http.base_url).rstrip('/')}/shopify/{STORE}"
        yield Shop(store, Shopify(STORE, url=url, tokens=_Granted(store), http=http, files=files))
    http.close()
    files.close()
