"""
Talking to one of the two services: bearer token, HAL paging by cursor, errors by code.

Source: contracts/opentext/trading-grid, section 5; contracts/opentext/auth, section 5. [profile]
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.mishaps import error_of
from integrator.clients.trading_grid.reading import read_page

_Row = TypeVar("_Row")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_COUNT = 200
_MOST_PAGES = 100
"""A list beyond this does not end: its server ignores cursors."""
_MAX_REFERENCE = 128


class Connection:
    """One base address, with the tokens of one client."""

    def __init__(self, url: str, path: str, *, tokens: Tokens, http: Http) -> None:
        self._url = url.rstrip("/") + path
        self._tokens = tokens
        self._http = http

    def send(self, operation: str, request: Request) -> Answer:
        """
        Send a request whose `url` is the path below the base, with one renewal of the token.

        Raises:
            NotThere, Refused, Conflict and its kinds: as `mishaps` tells them apart.
            Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """
        answer = send_authorized(self._http, self._tokens, operation, lambda token: self._signed(request, token))
        if answer.status >= 400:
            raise error_of(answer)
        return answer

    def rows_of(
        self, operation: str, path: str, name: str, read: Callable[[Any], _Row], params: Mapping[str, str] | None = None
    ) -> Iterator[_Row]:
        """
        Read all rows of a list, each page only when its rows are wanted.

        Raises:
            Garbled: a page does not follow the contract, or the list does not end.
        """
        asked = {**(params or {}), "count": str(_COUNT)}
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            answer = self.send(operation, Request("GET", path, params=asked))
            rows, after = read_shape(answer, partial(read_page, name=name, read=read))
            yield from rows
            if not after:
                return
            if after in seen:
                break
            seen.add(after)
            asked["after"] = after
        raise answer.garbled("a list without end")

    def _signed(self, request: Request, token: str) -> Request:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        return replace(request, url=self._url + request.url, headers=headers)


def path_id(text: str) -> str:
    """Return the id of a remote object unchanged; raises `ValueError` when it does not fit into a path."""
    if not _ID.fullmatch(text):
        raise ValueError("an id has letters, digits, '-' and '_' only")
    return text


def reference(text: str) -> str:
    """Return our own key unchanged; raises `ValueError` when it is empty or too long."""
    if not 1 <= len(text) <= _MAX_REFERENCE or not text.isprintable():
        raise ValueError(f"an external reference has 1 to {_MAX_REFERENCE} printable characters")
    return text
