"""
Talking to the messaging service and to the notification center: bearer token, errors by status.

Source: contracts/opentext/notifications, sections 2 and 4; contracts/opentext/auth, section 5.
"""

import re
from dataclasses import replace

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError
from integrator.clients.http import Http

_CODE = re.compile(r"[a-z_]{1,40}")


class NotThere(Refused):
    """There is no such job or notification."""


class Connection:
    """One base address, with the tokens of one client. `Request.url` is the path below the base."""

    def __init__(self, url: str, *, tokens: Tokens, http: Http) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._http = http

    def send(self, operation: str, request: Request) -> Answer:
        """
        Send a request, with one renewal of the token.

        Raises:
            NotThere: 404.
            Conflict: 409.
            Refused: another 4xx, such as an address that the service does not take.
            Unreachable, Throttled, Unauthorized, Garbled: as for every system.
        """

        def signed(token: str) -> Request:
            headers = {**request.headers, "Authorization": f"Bearer {token}"}
            return replace(request, url=self._url + request.url, headers=headers)

        answer = send_authorized(self._http, self._tokens, operation, signed)
        if answer.status < 400:
            return answer
        raise _error_of(answer)


def _error_of(answer: Answer) -> RemoteError:
    """The service's own text may quote an address, so only status and code are told."""
    codes = _codes(answer)
    why = " ".join(("the service answered", str(answer.status), *codes))
    if answer.status == 409:
        return Conflict(why, **answer.context)
    return (NotThere if answer.status == 404 else Refused)(why, codes=codes, **answer.context)


def _codes(answer: Answer) -> tuple[str, ...]:
    """The center's `error_code`; the messaging service has none. [profile]"""
    try:
        code = answer.json_object().get("error_code")
    except Garbled:
        return ()
    return (code,) if isinstance(code, str) and _CODE.fullmatch(code) else ()
