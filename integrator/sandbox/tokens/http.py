"""The token endpoints in their three encodings, and discovery (auth.md 2, 3, 8)."""

import base64
import binascii

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.fault_answers import gateway_fault
from integrator.sandbox.payload import MediaTypeError, PayloadError, form_fields, json_object, media_type
from integrator.sandbox.tokens.state import Grant, TokenError, issue
from integrator.sandbox.world import World

_FIELDS = frozenset(
    {"grant_type", "client_id", "client_secret", "username", "password", "scope", "client_data", "requested_token_type"}
)


def operation_of(method: str, path: str, _body: bytes) -> str:
    """Name a call for the fault plan: `POST /token` or `GET /openid-configuration`."""
    return f"{method} /{path.rpartition('/')[2]}"


def routes(world: World) -> list[BaseRoute]:
    async def gateway(request: Request) -> Response:
        return await _token(world, request, request.path_params["tenant"], json_allowed=True)

    async def otds(request: Request) -> Response:
        tenant = request.path_params.get("tenant", world.config.tenant)
        return await _token(world, request, tenant, json_allowed=False)

    return [
        Route("/tenants/{tenant}/oauth2/token", gateway, methods=["POST"]),
        Route("/tenants/{tenant}/.well-known/openid-configuration", _discovery, methods=["GET"]),
        Route("/otdstenant/{tenant}/oauth2/token", otds, methods=["POST"]),
        Route("/otdsws/oauth2/token", otds, methods=["POST"]),
    ]


async def _token(world: World, request: Request, tenant: str, *, json_allowed: bool) -> Response:
    try:
        grant = await _read_grant(request, json_allowed=json_allowed)
    except PayloadError as error:
        return JSONResponse({"error": "invalid_request", "error_description": str(error)}, 400)
    try:
        answer = issue(world, tenant, grant)
    except TokenError as error:
        return _refusal(str(error), by_gateway=json_allowed)
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def _read_grant(request: Request, *, json_allowed: bool) -> Grant:
    fields: dict[str, str]
    if media_type(request) == "application/json" and json_allowed:
        fields = await json_object(request)
    elif media_type(request) == "application/x-www-form-urlencoded":
        fields = await form_fields(request)
    else:
        raise MediaTypeError("Content-Type is not supported")
    if fields.keys() - _FIELDS:
        raise PayloadError("unknown parameter")
    if not all(isinstance(value, str) for value in fields.values()):
        raise PayloadError("every parameter must be a text")
    basic = _basic(request)
    return Grant(
        grant_type=fields.get("grant_type", ""),
        client_id=basic[0] if basic else fields.get("client_id", ""),
        client_secret=basic[1] if basic else fields.get("client_secret", ""),
        username=fields.get("username", ""),
        password=fields.get("password", ""),
    )


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise PayloadError("the Basic login is malformed") from error
    return name, secret


def _refusal(reason: str, *, by_gateway: bool) -> Response:
    if reason == "unsupported_grant_type":
        return JSONResponse({"error": reason}, 400)
    if reason == "wrong_user":
        return JSONResponse({"error": "invalid_grant", "error_description": "Authentication failed"}, 401)
    if by_gateway:
        return JSONResponse(gateway_fault("Invalid ApiKey", "oauth.v2.InvalidApiKey"), 401)
    return JSONResponse({"error": "invalid_client", "error_description": "Invalid client credentials"}, 401)


async def _discovery(request: Request) -> Response:
    base = str(request.base_url).rstrip("/")
    issuer = f"{base}/tenants/{request.path_params['tenant']}"
    return JSONResponse(
        {"issuer": issuer, "token_endpoint": f"{issuer}/oauth2/token", "jwks_uri": f"{base}/oauth2/jwks"}
    )
