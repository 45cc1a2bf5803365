"""
Talking to the Workflow Service: bearer token, HAL paging, errors by status.

Source: contracts/opentext/workflow, sections 6 and 12; contracts/opentext/auth, section 5.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.errors import Conflict, Refused
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape
from integrator.clients.workflow.reading import has_more, read_rows

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:-]{0,127}")
_COUNT = 100
_MOST_PAGES = 100
"""A list beyond this does not end: its server ignores filters or offsets."""


class NotThere(Refused):
    """There is no such instance, task or variable: it never was, or it has ended."""


class Connection:
    """One base address of the service, with the tokens of one client."""

    def __init__(self, url: str, *, tokens: Tokens, http: Http) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._http = http

    def send(self, operation: str, request: Request) -> Answer:
        """
        Send a request whose `url` is the path below the base, with one renewal of the token.

        Raises:
            NotThere: 404.
            Conflict: 409.
            Refused: another 4xx.
            Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """
        answer = send_authorized(self._http, self._tokens, operation, lambda token: self._signed(request, token))
        if answer.status < 400:
            return answer
        errors: Mapping[int, type[Refused | Conflict]] = {404: NotThere, 409: Conflict}
        raise errors.get(answer.status, Refused)(
            f"the service answered {answer.status}",
            system=answer.system,
            operation=answer.operation,
            request_id=answer.request_id,
        )

    def rows(self, operation: str, path: str, params: Mapping[str, str]) -> Iterator[tuple[Answer, Any]]:
        """
        Read all rows of a list, each with the answer it came in, and each page only when it is wanted.

        Raises:
            Garbled: a page does not follow the contract, or the list does not end.
        """
        offset = 0
        for _ in range(_MOST_PAGES):
            paging = {"offset": str(offset), "count": str(_COUNT), "filterByCurrentSubscription": "true"}
            answer = self.send(operation, Request("GET", path, params={**params, **paging}))
            rows = read_shape(answer, read_rows)
            yield from ((answer, row) for row in rows)
            offset += len(rows)
            if not rows or not read_shape(answer, partial(has_more, rows_so_far=offset)):
                return
        raise answer.garbled("a list without end")

    def _signed(self, request: Request, token: str) -> Request:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, application/hal+json"}
        return replace(request, url=self._url + request.url, headers=headers)


def path_id(text: str) -> str:
    """Return the id of a remote object unchanged; raises `ValueError` when it does not fit into a path."""
    if not _ID.fullmatch(text):
        raise ValueError("the id of a process instance or task holds more than letters, digits, '-', '_', ':'")
    return text
