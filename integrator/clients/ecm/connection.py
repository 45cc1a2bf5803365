"""
Talking to Content Server: ticket login, one renewal, errors by text, the form field `body`.

Source: contracts/opentext/extended-ecm, sections 1 to 3.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from integrator.clients.answers import Answer, Request
from integrator.clients.ecm.mishaps import OWN_STATUSES, error_of, login_error_of, ticket_is_stale
from integrator.clients.ecm.tickets import Tickets
from integrator.clients.errors import RemoteError
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape


def form(document: Mapping[str, Any]) -> dict[str, str]:
    """Put a JSON document into the one form field that every server version reads. [documented]"""
    return {"body": json.dumps(document)}


class Connection:
    """
    One Content Server and one service user.

    `Request.url` is the path below the API base, such as `/v2/nodes`. The ticket lives in memory only.
    """

    def __init__(self, url: str, *, username: str, password: SecretStr, http: Http) -> None:
        self.url = url.rstrip("/")
        self._username = username
        self._password = password
        self._http = http
        self._tickets = Tickets(self._log_in)

    def send(self, operation: str, request: Request) -> Answer:
        """
        Send a request with a ticket, logging in anew once when the ticket went stale.

        Raises:
            Unauthorized: the login or a permission is missing, or two tickets in a row were refused.
            NameTaken, NotFound, CategoryPresent, CategoryAbsent: see `mishaps`.
            Conflict, Refused, Unreachable, Throttled, Garbled: as for every system.
        """
        ticket = self._tickets.current()
        answer = self._send_with(ticket, operation, request)
        if ticket_is_stale(answer):
            self._tickets.discard(ticket)
            ticket = self._tickets.current()
            answer = self._send_with(ticket, operation, request)
        if answer.status >= 400:
            raise error_of(answer)
        self._tickets.adopt(answer.headers.get("OTCSTicket", ""), instead_of=ticket)
        return answer

    def ping(self) -> bool:
        """Whether the server is ready: `GET /v1/ping` answers 200 with JSON. Needs no login."""
        try:
            answer = self._http.send("ping", Request("GET", f"{self.url}/v1/ping"))
            return answer.status == 200 and "version" in answer.json_object()
        except RemoteError:
            return False

    def _send_with(self, ticket: str, operation: str, request: Request) -> Answer:
        headers = {**request.headers, "Accept": "application/json", "OTCSTicket": ticket}
        sent = replace(request, url=self.url + request.url, headers=headers, own_statuses=OWN_STATUSES)
        return self._http.send(operation, sent)

    def _log_in(self) -> str:
        request = Request(
            "POST",
            f"{self.url}/v1/auth",
            headers={"Accept": "application/json"},
            data={"username": self._username, "password": self._password.get_secret_value()},
            reads=True,
            own_statuses=OWN_STATUSES,
        )
        answer = self._http.send("log_in", request)
        if answer.status >= 400:
            raise login_error_of(answer)
        return read_shape(answer, _read_ticket)


def _read_ticket(document: Any) -> str:
    ticket = document["ticket"]
    if not isinstance(ticket, str) or not ticket.isascii() or not ticket.isprintable() or not ticket.strip():
        raise ValueError("a ticket must be printable")
    return ticket
