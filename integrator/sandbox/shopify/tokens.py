"""Access tokens: client credentials in, a token that expires out. Source: contract api, section 2."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.shopify import switches
from integrator.sandbox.world import World

_KIND = "shopify.token"
_LIFE_SECONDS = 86_399
_GRANT = "client_credentials"


class TokenRefused(Exception):
    """The token endpoint says no; `status` and `error` are what it answers."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


def issue(world: World, store: str, form: dict[str, Any]) -> dict[str, Any]:
    """
    Give out a token for one store; raises `TokenRefused`.

    The answer to wrong credentials is not published; ours follows RFC 6749, section 5.2. [inferred]
    """
    if form.get("grant_type") != _GRANT:
        raise TokenRefused(400, "unsupported_grant_type")
    config = world.config
    pairs = (("client_id", config.shopify_client_id), ("client_secret", config.shopify_client_secret))
    for name, expected in pairs:
        if not hmac.compare_digest(str(form.get(name, "")).encode(), expected.encode()):
            raise TokenRefused(401, "invalid_client")
    token = f"shpat_{secrets.token_hex(16)}"
    expires_at = world.clock.now() + timedelta(seconds=_LIFE_SECONDS)
    world.db.put(_KIND, token, {"token": token, "store": store, "expires_at": expires_at.isoformat()})
    scopes = ",".join(switches.read(world.db)["scopes"])
    return {"access_token": token, "scope": scopes, "expires_in": _LIFE_SECONDS}


def is_valid(world: World, store: str, token: str) -> bool:
    """Whether the token belongs to the store and has not run out."""
    kept = world.db.get(_KIND, token)
    if kept is None or kept["store"] != store:
        return False
    return datetime.fromisoformat(kept["expires_at"]) > world.clock.now()


def revoke_all(world: World) -> None:
    """Make every token given out so far worthless."""
    for store in world.config.stores:
        revoke(world, store)


def revoke(world: World, store: str) -> None:
    """Make every token of one store worthless."""
    with world.db.transaction():
        for kept in world.db.find(_KIND, "store", store):
            world.db.delete(_KIND, kept["token"])
