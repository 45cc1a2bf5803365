"""The HTTP skin of the emulated repository: decode, check the login, do, answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, compile_path

from integrator.sandbox.ecm import (
    otds,
    routes_audit,
    routes_documents,
    routes_nodes,
    routes_permissions,
    routes_processes,
    routes_records,
    routes_recycle_bin,
    routes_session,
    routes_workspaces,
)
from integrator.sandbox.ecm.calls import Call, Handler
from integrator.sandbox.ecm.decoding import decode
from integrator.sandbox.ecm.errors import EcmError, NameTaken, unknown_path
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.world import World

BASE = "/ecm/cs/cs/api"

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_GUARDED = [
    *routes_processes.TABLE,
    *routes_recycle_bin.TABLE,
    *routes_session.TABLE,
    *routes_nodes.TABLE,
    *routes_documents.TABLE,
    *routes_workspaces.TABLE,
    *routes_permissions.TABLE,
    *routes_records.TABLE,
    *routes_audit.TABLE,
]
"""Of two templates that fit a path the first counts: `/members/assignments` before `/members/{id}`."""
_ALL = [*routes_session.OPEN, *_GUARDED]
_PATTERNS = [(method, template, compile_path(template)[0]) for method, template, _ in _ALL]

Endpoint = Callable[[Request], Awaitable[Response]]


def operation_of(method: str, path: str, _body: bytes) -> str:
    """Name a call for the fault plan by method and path template: `POST /v2/nodes/{id}/versions`."""
    below = path.removeprefix(BASE).rstrip("/")
    for known, template, pattern in _PATTERNS:
        if known == method and pattern.match(below):
            return f"{method} {template}"
    return f"{method} {below}"


def routes(world: World) -> list[BaseRoute]:
    """Return the routes; a path or method that is not among them gets the server's own refusal."""
    ecm = Ecm(world)
    world.after_reset.append(ecm.plant)
    known: list[BaseRoute] = []
    for table, needs_login in ((routes_session.OPEN, False), (_GUARDED, True)):
        for method, template, handler in table:
            endpoint = _endpoint(ecm, handler, needs_login=needs_login)
            known += [Route(BASE + template + slash, endpoint, methods=[method]) for slash in ("", "/")]
    return [*known, *otds.routes(ecm), Route(BASE + "/{path:path}", _unknown, methods=_METHODS)]


def _endpoint(ecm: Ecm, handler: Handler, *, needs_login: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            return _answer(ecm, handler, request, body, needs_login=needs_login)
        except EcmError as error:
            return _refusal(error, request.url.path)

    return endpoint


def _answer(ecm: Ecm, handler: Handler, request: Request, body: bytes, *, needs_login: bool) -> Response:
    login = ecm.sessions.login_of(request.headers) if needs_login else None
    call = Call(
        ecm=ecm,
        href=request.url.path.removeprefix(BASE),
        path=request.path_params,
        query=request.query_params.multi_items(),
        fields=decode(request.headers.get("content-type", ""), body),
        maybe_login=login,
    )
    ecm.audit.by = login.user["id"] if login else None
    with ecm.world.db.transaction():
        response = _response(handler(call))
        if login is not None:
            response.headers.update(ecm.sessions.headers(login))
    return response


def _response(result: Any) -> Response:
    if isinstance(result, Response):
        return result
    return Response(status_code=200) if result is None else JSONResponse(result)


def _refusal(error: EcmError, path: str) -> Response:
    api = 1 if path.startswith(f"{BASE}/v1/") else 2
    status = error.status_in(api) if isinstance(error, NameTaken) else error.status
    return JSONResponse({"error": error.text}, status)


async def _unknown(request: Request) -> Response:
    await request.body()
    return _refusal(unknown_path(), request.url.path)
