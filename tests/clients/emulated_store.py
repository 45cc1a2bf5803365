"""The emulated store, and the client that is logged into it."""

from collections.abc import Iterator
from contextlib import contextmanager

from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import Shopify
from tests.clients.shopify_store import STORE
from tests.sandbox.shopify.callers import Store


class Granted:
    """The token that the emulated store gave."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def token(self) -> str:
        granted: str = self._store.grant().json()["access_token"]
        return granted

    def discard(self, token: str) -> None:
        raise AssertionError(token)


@contextmanager
def connected(store: Store) -> Iterator[Shopify]:
    """Give the client of the store."""
    http = Http("shopify", gate=Gate.local())
    url = f"{str(store.http.base_url).rstrip('/')}/shopify/{STORE}"
    yield Shopify(STORE, url=url, tokens=Granted(store), http=http)
    http.close()
