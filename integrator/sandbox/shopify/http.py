"""Shopify's endpoints: GraphQL, tokens, and the files of bulk operations."""

import json
import re
import uuid
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.shopify import bulk_kept, documents, executing, tokens
from integrator.sandbox.shopify.catalogue import uploads
from integrator.sandbox.shopify.errors import RequestError
from integrator.sandbox.shopify.schema import API_VERSION, admin_schema
from integrator.sandbox.shopify.webhooks import background
from integrator.sandbox.world import World

__all__ = ["background", "operation_of", "routes"]

_VERSION = re.compile(r"\d{4}-\d{2}|unstable")
_UNAUTHORIZED = "[API] Invalid API key or access token (unrecognized login or wrong password)"


def routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/shopify/{store}`; builds the schema now, so that no call waits for it."""
    admin_schema()

    async def graphql(request: Request) -> Response:
        return _graphql(world, request, await request.body())

    async def access_token(request: Request) -> Response:
        return _access_token(world, request, await request.body())

    async def bulk_file(request: Request) -> Response:
        path = bulk_kept.file_of(world, request.path_params["store"], str(request.path_params["number"]))
        return Response(status_code=404) if path is None else FileResponse(path, media_type="application/jsonl")

    return [
        Route("/shopify/{store}/admin/api/{version}/graphql.json", graphql, methods=["POST"]),
        Route("/shopify/{store}/admin/oauth/access_token", access_token, methods=["POST"]),
        Route("/shopify/{store}/files/{number:int}.jsonl", bulk_file, methods=["GET"]),
        *uploads.routes(world),
    ]


def operation_of(method: str, path: str, body: bytes) -> str:
    """Return what a fault names: the first root field, or method and last part of the path."""
    if path.endswith("/graphql.json"):
        try:
            return documents.root_field(json.loads(body))
        except (ValueError, AttributeError, RequestError):
            return ""
    return f"{method} {path.rsplit('/', 1)[-1]}"


def _graphql(world: World, request: Request, body: bytes) -> Response:
    store, version = request.path_params["store"], request.path_params["version"]
    if store not in world.config.stores or not _VERSION.fullmatch(version):
        return _answer(404, {"errors": "Not Found"})
    if not tokens.is_valid(world, store, request.headers.get("X-Shopify-Access-Token", "")):
        return _answer(401, {"errors": _UNAUTHORIZED})
    wanted = _body(request, body)
    if wanted is None:
        return _answer(400, {"errors": {"query": "Required parameter missing or invalid"}})
    return _answer(200, executing.answer(world, store, wanted, base_url=str(request.base_url)))


def _body(request: Request, raw: bytes) -> dict[str, Any] | None:
    """Read the request in both of its forms; None when it is neither."""
    try:
        if request.headers.get("Content-Type", "").startswith("application/graphql"):
            return {"query": raw.decode()}
        wanted = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(wanted, dict) or not isinstance(wanted.get("query"), str):
        return None
    variables, name = wanted.get("variables"), wanted.get("operationName")
    is_usable = isinstance(variables, dict | None) and isinstance(name, str | None)
    return wanted if is_usable else None


def _access_token(world: World, request: Request, body: bytes) -> Response:
    store = request.path_params["store"]
    if store not in world.config.stores:
        return _answer(404, {"errors": "Not Found"})
    try:
        if request.headers.get("Content-Type", "").startswith("application/json"):
            form = json.loads(body)
        else:
            form = dict(parse_qsl(body.decode()))
    except ValueError:
        form = None
    if not isinstance(form, dict):
        return _answer(400, {"error": "invalid_request"})
    try:
        return _answer(200, tokens.issue(world, store, form))
    except tokens.TokenRefused as refused:
        return _answer(refused.status, {"error": refused.error})


def _answer(status: int, content: dict[str, Any]) -> Response:
    # A version that is not served falls back to one that is, and this header tells which.
    # Source: contract api, section 1. [documented]
    headers = {"X-Shopify-API-Version": API_VERSION, "X-Request-Id": str(uuid.uuid4())}
    return JSONResponse(content, status_code=status, headers=headers)
