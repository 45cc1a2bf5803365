"""The HTTP skin of the service: token, body, handler, and the form of its refusals (file360.md 5.1)."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, compile_path

from integrator.sandbox.file360 import routes_feed, routes_files, routes_folders, routes_records, routes_sharing
from integrator.sandbox.file360.calls import Body, Call, Handler
from integrator.sandbox.file360.errors import Refusal, body_of, invalid, not_found
from integrator.sandbox.file360.open_links import open_link
from integrator.sandbox.file360.state import File360
from integrator.sandbox.multipart import MultipartError, Part, read_parts
from integrator.sandbox.payload import PayloadError, json_value
from integrator.sandbox.tokens.bearer import check_bearer, identity_of
from integrator.sandbox.world import World

BASE = "/file360/api/v1"

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_TABLE = [
    *routes_folders.TABLE, *routes_files.TABLE, *routes_sharing.TABLE, *routes_records.TABLE, *routes_feed.TABLE,
]  # fmt: skip
_PATTERNS = [(method, template, compile_path(template)[0]) for method, template, _, _ in _TABLE]

Endpoint = Callable[[Request], Awaitable[Response]]


def operation_of(method: str, path: str, _body: bytes) -> str:
    """Name a call for the fault plan by method and path template: `POST /folders/{id}/files`."""
    below = path.removeprefix(BASE).rstrip("/")
    for known, template, pattern in _PATTERNS:
        if known == method and pattern.match(below):
            return f"{method} {template}"
    return f"{method} {below}"


def routes(world: World) -> list[BaseRoute]:
    """Return the routes; a path or method that is not among them is refused in the service's form."""
    state = File360(world)
    world.after_reset.append(state.plant)
    known: list[BaseRoute] = [
        Route(BASE + template, _endpoint(state, handler, body), methods=[method])
        for method, template, body, handler in _TABLE
    ]

    async def opened(request: Request) -> Response:
        try:
            return open_link(state, request.path_params["token"], request.query_params.get("password", ""))
        except Refusal as refusal:
            return _refusal(state, request, refusal)

    async def unknown(request: Request) -> Response:
        return _refusal(state, request, not_found("resource"))

    opening = Route("/file360/open/{token}", opened, methods=["GET"])
    return [*known, opening, Route("/file360/{path:path}", unknown, methods=_METHODS)]


def _endpoint(state: File360, handler: Handler, body: Body) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            _require_token(state, request)
            call = await _read(state, request, body)
            with state.world.db.transaction():
                return _response(handler(call))
        except Refusal as refusal:
            return _refusal(state, request, refusal)

    return endpoint


def _require_token(state: File360, request: Request) -> None:
    refusal = check_bearer(state.world, request)
    if refusal is not None:
        code = "invalid_token" if refusal.status_code == 401 else "forbidden"
        raise Refusal(refusal.status_code, code, "the token is not accepted")


async def _read(state: File360, request: Request, body: Body) -> Call:
    document: Any = None
    file: Part | None = None
    if body == "json":
        try:
            document = await json_value(request)
        except PayloadError as error:
            raise invalid(str(error)) from error
    elif body == "multipart":
        document, file = _read_multipart(request.headers.get("content-type", ""), await request.body())
    elif await request.body():
        raise invalid("this operation takes no body")
    if len(request.query_params) < len(request.query_params.multi_items()):
        raise invalid("a parameter is repeated")
    who = identity_of(state.world, request)
    actor = {"type": "user", "id": who, "email": f"{who}@sandbox.invalid"}
    return Call(state, request, actor, request.query_params, document, file)


def _read_multipart(content_type: str, body: bytes) -> tuple[Any, Part]:
    try:
        parts = read_parts(content_type, body)
        names = [part.name for part in parts]
        if names.count("file") != 1 or len(set(names)) < len(names):
            raise invalid("a multipart body has one part file, and no part twice")
        fields = {part.name: part.text() for part in parts if part.name != "file"}
        document = json.loads(fields["metadata"]) if fields.keys() == {"metadata"} else fields
        # Half a surrogate pair is valid JSON, but no text that could be stored or answered.
        json.dumps(document, ensure_ascii=False).encode()
    except (MultipartError, ValueError, RecursionError) as error:
        raise invalid("the multipart body cannot be read") from error
    return document, next(part for part in parts if part.name == "file")


def _response(result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status_code=204)
    document, status = result if isinstance(result, tuple) else (result, 200)
    return JSONResponse(document, status)


def _refusal(state: File360, request: Request, refusal: Refusal) -> Response:
    body = body_of(
        refusal.status,
        refusal.code,
        str(refusal),
        path=request.url.path,
        at=state.items.now(),
        details=refusal.details,
    )
    return JSONResponse(body, refusal.status)
