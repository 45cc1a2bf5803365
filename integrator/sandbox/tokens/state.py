"""Issue, check and revoke tokens; what a token is good for stays here, callers see an opaque string."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_HEADER = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a caller presents to get a token; empty means absent."""

    grant_type: str
    client_id: str = ""
    client_secret: str = ""
    username: str = ""
    password: str = ""


class TokenError(Exception):
    """Why no token is issued: `unknown_client`, `wrong_user` or `unsupported_grant_type`."""


def issue(world: World, tenant: str, grant: Grant) -> dict[str, Any]:
    """Return the token response of auth.md section 3; raises `TokenError`."""
    config = world.config
    if not _same((grant.client_id, grant.client_secret), (config.opentext_client_id, config.opentext_client_secret)):
        raise TokenError("unknown_client")
    if grant.grant_type not in {"client_credentials", "password"}:
        raise TokenError("unsupported_grant_type")
    by_user = grant.grant_type == "password"
    if by_user and not is_user(world, grant.username, grant.password):
        raise TokenError("wrong_user")
    lifetime = read_switches(world.db).token_seconds
    token = f"{_HEADER}.{secrets.token_urlsafe(48)}.{secrets.token_urlsafe(32)}"
    expires = world.clock.now() + timedelta(seconds=lifetime)
    identity = grant.username if by_user else grant.client_id
    world.db.put("token", token, {"tenant": tenant, "identity": identity, "expires_at": expires.isoformat()})
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime}
    return {**answer, "refresh_token": secrets.token_urlsafe(32)} if by_user else answer


def is_user(world: World, username: str, password: str) -> bool:
    """Whether this is the sandbox's user account."""
    return _same((username, password), (world.config.ecm_username, world.config.ecm_password))


def is_expired(world: World, token: dict[str, Any]) -> bool:
    return datetime.fromisoformat(token["expires_at"]) <= world.clock.now()


def revoke_all(world: World) -> int:
    """Forget every token of the gateway; return how many there were."""
    return world.db.delete_all("token")


def _same(given: tuple[str, str], right: tuple[str, str]) -> bool:
    return all(hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, right, strict=True))
