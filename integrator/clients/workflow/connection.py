"""
Talking to the Workflow Service: bearer token, HAL paging, errors by status.

Source: contracts/opentext/workflow, sections 6 and 12; contracts/opentext/auth, section 5.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.errors import Conflict, Garbled, Refused
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape
from integrator.clients.workflow.reading import read_page

_Row = TypeVar("_Row")

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
            NotThere: 404 of the service itself.
            Conflict: 409.
            Refused: another 4xx.
            Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """
        answer = send_authorized(self._http, self._tokens, operation, lambda token: self._signed(request, token))
        if answer.status < 400:
            return answer
        raise _error_type(answer)(
            f"the service answered {answer.status}",
            system=answer.system,
            operation=answer.operation,
            request_id=answer.request_id,
        )

    def rows_of(
        self, operation: str, path: str, params: Mapping[str, str], read: Callable[[Any], _Row]
    ) -> Iterator[_Row]:
        """
        Read all rows of a list, each page only when its rows are wanted.

        Raises:
            Garbled: a page does not follow the contract, or the list does not end.
        """
        offset = 0
        for _ in range(_MOST_PAGES):
            paging = {"offset": str(offset), "count": str(_COUNT), "filterByCurrentSubscription": "true"}
            answer = self.send(operation, Request("GET", path, params={**params, **paging}))
            rows, is_last = read_shape(answer, partial(read_page, read=read, offset=offset))
            yield from rows
            if is_last:
                return
            offset += len(rows)
        raise answer.garbled("a list without end")

    def _signed(self, request: Request, token: str) -> Request:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, application/hal+json"}
        return replace(request, url=self._url + request.url, headers=headers)


def path_id(text: str) -> str:
    """Return the id of a remote object unchanged; raises `ValueError` when it does not fit into a path."""
    if not _ID.fullmatch(text):
        raise ValueError("the id of a process instance or task holds more than letters, digits, '-', '_', ':'")
    return text


def _error_type(answer: Answer) -> type[Refused | Conflict]:
    if answer.status == 409:
        return Conflict
    return NotThere if answer.status == 404 and _is_from_service(answer) else Refused


def _is_from_service(answer: Answer) -> bool:
    """Whether the service itself answered, and not a gateway that knows no such path. [seen in code]"""
    try:
        return "message" in answer.json_object()
    except Garbled:
        return False
