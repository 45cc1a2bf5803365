"""
Talking to File 360: bearer token, paging, errors by code.

Source: contracts/opentext/file360, 5.1; contracts/opentext/auth, sections 5 and 7. [profile]
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.file360.mishaps import OWN_STATUSES, error_of
from integrator.clients.file360.reading import read_page
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape

_Row = TypeVar("_Row")

_LIMIT = 100
_MOST_PAGES = 1000
"""A list beyond this does not end: its server ignores the page that we ask for."""


class Connection:
    """One File 360 and one client of it. `Request.url` is the path below the API base, such as `/folders`."""

    def __init__(self, url: str, *, tokens: Tokens, http: Http, files: Http) -> None:
        self._url = f"{url.rstrip('/')}/api/v1"
        self._tokens = tokens
        self._http = http
        self._files = files

    def send(self, operation: str, request: Request, *, own: frozenset[int] = frozenset()) -> Answer:
        """
        Send a request, with one renewal of the token; statuses in `own` are for the caller to read.

        Raises:
            NotFound, NameTaken, ReferenceTaken, Locked, Protected, CursorExpired: see `mishaps`.
            Conflict, Refused, Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """
        return self._send(self._http, operation, request, own)

    def send_content(self, operation: str, request: Request) -> Answer:
        """As `send`, for requests and answers that carry a file and take their time."""
        return self._send(self._files, operation, request, frozenset())

    def rows_of(
        self, operation: str, path: str, params: Mapping[str, str], read: Callable[[Any], _Row]
    ) -> Iterator[_Row]:
        """
        Read all rows of a list, each page only when its rows are wanted.

        Raises:
            Garbled: a page does not follow the contract, or the list does not end.
        """
        for page in range(1, _MOST_PAGES + 1):
            paging = {"page": str(page), "limit": str(_LIMIT)}
            answer = self.send(operation, Request("GET", path, params={**params, **paging}))
            rows, is_last = read_shape(answer, partial(read_page, read=read))
            yield from rows
            if is_last:
                return
        raise answer.garbled("a list without end")

    def _send(self, http: Http, operation: str, request: Request, own: frozenset[int]) -> Answer:
        def signed(token: str) -> Request:
            headers = {**request.headers, "Authorization": f"Bearer {token}"}
            return replace(request, url=self._url + request.url, headers=headers, own_statuses=OWN_STATUSES)

        answer = send_authorized(http, self._tokens, operation, signed)
        if answer.status >= 400 and answer.status not in own:
            raise error_of(answer)
        return answer
