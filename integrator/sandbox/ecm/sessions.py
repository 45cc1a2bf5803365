"""Logins: sliding tickets, OTDS tickets, bearer tokens of the gateway (contract extended-ecm, section 3)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.ecm.errors import login_required, wrong_login
from integrator.sandbox.ecm.nodes import wire_date
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_SLIDES_IN_A_LIFE = 30
"""A ticket's end is moved at most this often in its life: writing it at every request would only cost time."""

User = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks; `ticket` is empty for a caller with a bearer token or an OTDS ticket."""

    user: User
    ticket: str = ""


class Sessions:
    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def timeout(self) -> timedelta:
        """Time without a request after which a ticket is dead."""
        return timedelta(seconds=read_switches(self._world.db).ecm_session_seconds)

    def log_in(self, username: str, password: str) -> str:
        """Return a new ticket; raises 401."""
        return self.issue(self._user_of(username, password))

    def log_in_by_otds(self, username: str, password: str) -> str:
        """Return a single sign-on ticket, which does not slide; raises 401."""
        user = self._user_of(username, password)
        ticket = f"*OTDSSSO*{secrets.token_urlsafe(48)}"
        expires = self._world.clock.now() + self.timeout
        self._world.db.put("otds_ticket", ticket, {"user_id": user["id"], "expires_at": expires.isoformat()})
        return ticket

    def revoke_all(self) -> int:
        """Forget every ticket; return how many there were."""
        return self._world.db.delete_all("ecm_ticket") + self._world.db.delete_all("otds_ticket")

    def _user_of(self, username: str, password: str) -> User:
        users = [user for user in self._world.db.all("ecm_member") if user.get("password")]
        for user in users:
            if user["name"] == username and hmac.compare_digest(user["password"].encode(), password.encode()):
                return user
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
        if headers.get("otdsticket"):
            return self._by_otds_ticket(headers["otdsticket"])
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
        now, timeout = self._world.clock.now(), self.timeout
        is_old = now - datetime.fromisoformat(kept["issued_at"]) > timeout / 2
        ticket = self.issue(login.user) if is_old else login.ticket
        return {"OTCSTicket": ticket, "OTCSTicketExpires": wire_date(now + timeout)}

    def _by_ticket(self, ticket: str) -> Login:
        kept = self._world.db.get("ecm_ticket", ticket)
        now = self._world.clock.now()
        if kept is None or datetime.fromisoformat(kept["expires_at"]) <= now:
            raise login_required()
        timeout = self.timeout
        if datetime.fromisoformat(kept["expires_at"]) < now + timeout - timeout / _SLIDES_IN_A_LIFE:
            self._put(ticket, kept)
        return Login(self.user(kept["user_id"]), ticket)

    def _by_otds_ticket(self, ticket: str) -> Login:
        kept = self._world.db.get("otds_ticket", ticket)
        if kept is None or datetime.fromisoformat(kept["expires_at"]) <= self._world.clock.now():
            raise login_required()
        return Login(self.user(kept["user_id"]))

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
        expires = self._world.clock.now() + self.timeout
        self._world.db.put("ecm_ticket", ticket, {**kept, "expires_at": expires.isoformat()})


SERVICE_USER = 1100
"""Id of the user whose name and password the sandbox's configuration gives."""
