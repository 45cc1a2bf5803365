"""Logins: tickets with a sliding life, bearer tokens of the gateway (contract extended-ecm, section 3)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.ecm.errors import login_required, wrong_login
from integrator.sandbox.ecm.nodes import wire_date
from integrator.sandbox.world import World

SESSION_TIMEOUT = timedelta(minutes=30)
"""Time without a request after which a ticket is dead."""

_SLIDE_EVERY = timedelta(minutes=1)
"""A ticket's end is moved at most this often: writing it at every request would only cost time."""

User = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks; `ticket` is empty for a caller with a bearer token."""

    user: User
    ticket: str = ""


class Sessions:
    def __init__(self, world: World) -> None:
        self._world = world

    def log_in(self, username: str, password: str) -> str:
        """Return a new ticket; raises 401."""
        users = [user for user in self._world.db.all("ecm_member") if user.get("password")]
        for user in users:
            if user["name"] == username and hmac.compare_digest(user["password"].encode(), password.encode()):
                return self.issue(user)
        raise wrong_login()

    def issue(self, user: User) -> str:
        ticket = secrets.token_urlsafe(48)
        self._put(ticket, {"user_id": user["id"], "issued_at": self._world.clock.now().isoformat()})
        return ticket

    def login_of(self, headers: Mapping[str, str]) -> Login:
        """Return who sent these headers; cookies do not count. Raises 401 `Authentication Required`."""
        ticket = headers.get("otcsticket", "")
        if ticket:
            return self._by_ticket(ticket)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._by_token(token.strip())
        raise login_required()

    def log_out(self, login: Login) -> None:
        self._world.db.delete("ecm_ticket", login.ticket)

    def headers(self, login: Login) -> dict[str, str]:
        """Return the headers of an answer: the ticket to use from now on, a fresh one after half its life."""
        kept = self._world.db.get("ecm_ticket", login.ticket)
        if kept is None:
            return {}
        age = self._world.clock.now() - datetime.fromisoformat(kept["issued_at"])
        ticket = self.issue(login.user) if age > SESSION_TIMEOUT / 2 else login.ticket
        return {
            "OTCSTicket": ticket,
            "OTCSTicketExpires": wire_date(self._world.clock.now() + SESSION_TIMEOUT),
        }

    def _by_ticket(self, ticket: str) -> Login:
        kept = self._world.db.get("ecm_ticket", ticket)
        now = self._world.clock.now()
        if kept is None or datetime.fromisoformat(kept["expires_at"]) <= now:
            raise login_required()
        if datetime.fromisoformat(kept["expires_at"]) < now + SESSION_TIMEOUT - _SLIDE_EVERY:
            self._put(ticket, kept)
        return Login(self.user(kept["user_id"]), ticket)

    def _by_token(self, token: str) -> Login:
        """Any valid token of the gateway is the service user's: the site maps its one OAuth client to it."""
        known = self._world.db.get("token", token)
        if known is None or datetime.fromisoformat(known["expires_at"]) <= self._world.clock.now():
            raise login_required()
        return Login(self.user(SERVICE_USER))

    def user(self, user_id: int) -> User:
        user = self._world.db.get("ecm_member", str(user_id))
        if user is None:
            raise login_required()
        return user

    def _put(self, ticket: str, kept: dict[str, Any]) -> None:
        expires = self._world.clock.now() + SESSION_TIMEOUT
        self._world.db.put("ecm_ticket", ticket, {**kept, "expires_at": expires.isoformat()})


SERVICE_USER = 1100
"""Id of the user whose name and password the sandbox's configuration gives."""
