"""
Talking to Filr: a login with every request, lists by their first row, errors by status.

Source: contracts/opentext/file360, 2. [documented]
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from integrator.clients.answers import Answer, Request
from integrator.clients.filr.mishaps import error_of
from integrator.clients.filr.models import File, Folder
from integrator.clients.filr.reading import read_children
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape

_COUNT = 100
_MOST_PAGES = 1000
"""A list beyond this does not end: its server ignores the row that we ask for."""


class Connection:
    """One Filr and one user of it. `Request.url` is the path below `/rest`, such as `/folders/48`."""

    def __init__(self, url: str, *, username: str, password: SecretStr, http: Http, files: Http) -> None:
        self._url = f"{url.rstrip('/')}/rest"
        self._username = username
        self._password = password
        self._http = http
        self._files = files

    def send(self, operation: str, request: Request, *, own: frozenset[int] = frozenset()) -> Answer:
        """
        Send a request; statuses in `own` are for the caller to read.

        Raises:
            NotFound, NameTaken: see `mishaps`.
            Conflict, Refused, Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """
        return self._send(self._http, operation, request, own)

    def send_content(self, operation: str, request: Request) -> Answer:
        """As `send`, for requests and answers that carry a file and take their time."""
        return self._send(self._files, operation, request, frozenset())

    def children(self, operation: str, path: str, params: Mapping[str, str]) -> Iterator[Folder | File]:
        """
        Read all rows of a list, each page only when its rows are wanted.

        Raises:
            Garbled: a page does not follow the contract, or the list does not end.
        """
        first = 0
        for _ in range(_MOST_PAGES):
            paging = {"first": str(first), "count": str(_COUNT)}
            answer = self.send(operation, Request("GET", f"{path}?{in_query({**params, **paging})}"))
            found, rows, total = read_shape(answer, read_children)
            yield from found
            first += rows
            if not rows or first >= total:
                return
        raise answer.garbled("a list without end")

    def _send(self, http: Http, operation: str, request: Request, own: frozenset[int]) -> Answer:
        login = f"{self._username}:{self._password.get_secret_value()}".encode()
        headers = {**request.headers, "Authorization": f"Basic {base64.b64encode(login).decode()}"}
        answer = http.send(operation, replace(request, url=self._url + request.url, headers=headers))
        if answer.status >= 400 and answer.status not in own:
            raise error_of(answer)
        return answer


def in_query(params: Mapping[str, str]) -> str:
    """Write parameters as the reference does: a blank in a name is %20."""
    return urlencode(params, quote_via=quote)
