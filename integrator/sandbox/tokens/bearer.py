"""Check the Bearer token of a call to an emulated service (auth.md 4.1, 8.4)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrator.sandbox.fault_answers import gateway_fault
from integrator.sandbox.tokens.state import is_expired
from integrator.sandbox.world import World


def check_bearer(world: World, request: Request) -> Response | None:
    """Return the gateway's refusal; None when the token is good for the sandbox's tenant."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return _refusal(401, "Invalid access token", "oauth.v2.InvalidAccessToken")
    known = world.db.get("token", token.strip())
    if known is None:
        return _refusal(401, "Invalid Access Token", "keymanagement.service.invalid_access_token")
    if is_expired(world, known):
        return _refusal(401, "Access Token expired", "keymanagement.service.access_token_expired")
    if known["tenant"] != world.config.tenant:
        return _refusal(
            403,
            "Invalid API call as no apiproduct match found",
            "keymanagement.service.InvalidAPICallAsNoApiProductMatchFound",
        )
    return None


def identity_of(world: World, request: Request) -> str:
    """Return whom an already checked token stands for: a user name or a client id."""
    token = request.headers["authorization"].partition(" ")[2].strip()
    known = world.db.get("token", token)
    return str(known["identity"]) if known else ""


def _refusal(status: int, text: str, code: str) -> Response:
    return JSONResponse(gateway_fault(text, code), status)
