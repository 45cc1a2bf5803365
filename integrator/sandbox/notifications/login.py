"""Who may submit: the user account by Basic login, or a Bearer token of the gateway (notifications.md 2)."""

import base64
import binascii

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrator.sandbox.tokens.bearer import check_bearer
from integrator.sandbox.tokens.state import is_user
from integrator.sandbox.world import World


def check_login(world: World, request: Request) -> Response | None:
    """Return the refusal; None when the caller is known."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return check_bearer(world, request)
    try:
        username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        username, password = "", ""
    if is_user(world, username, password):
        return None
    return JSONResponse({"message": "Unauthorized"}, 401, headers={"WWW-Authenticate": "Basic"})
