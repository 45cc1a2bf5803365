"""Notifications over HTTP: submit and status of emails and short messages (notifications.md 3)."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.notifications import center_http
from integrator.sandbox.notifications.fields import SubmitError
from integrator.sandbox.notifications.login import check_login
from integrator.sandbox.notifications.requests import read_email, read_sms
from integrator.sandbox.notifications.state import find_status, submit
from integrator.sandbox.payload import MediaTypeError, PayloadError, json_object
from integrator.sandbox.world import World

Reader = Callable[[dict[str, Any]], dict[str, Any]]
Endpoint = Callable[[Request], Awaitable[Response]]

_OUTBOUND = "/notifications/mra/v1/outbound"
_MAX_SUBMIT_ID = 200


def operation_of(method: str, path: str, _body: bytes) -> str:
    """Name a call for the fault plan: `POST /outbound/emails`, `GET /outbound/sms/status`, `POST /notifications`."""
    if path.startswith(center_http.BASE):
        return center_http.operation_of(method, path)
    return f"{method} {path.removeprefix('/notifications/mra/v1').rstrip('/')}"


def routes(world: World) -> list[BaseRoute]:
    found: list[BaseRoute] = []
    for path, channel, reader in (("emails", "email", read_email), ("sms", "sms", read_sms)):
        status = _status(world, channel)
        found += [
            Route(f"{_OUTBOUND}/{path}", _submit(world, reader), methods=["POST"]),
            Route(f"{_OUTBOUND}/{path}/status", status, methods=["GET"]),
            Route(f"{_OUTBOUND}/{path}/status/", status, methods=["GET"]),
        ]
    return found + center_http.routes(world)


def _submit(world: World, reader: Reader) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        refusal = check_login(world, request)
        if refusal is not None:
            return refusal
        submit_id = request.headers.get("x-mra-submitid", "")
        try:
            job = reader(await json_object(request))
        except MediaTypeError as error:
            return _error(415, str(error))
        except (PayloadError, SubmitError) as error:
            return _error(400, str(error))
        if len(submit_id) > _MAX_SUBMIT_ID:
            return _error(400, "X-MRA-SubmitId is too long")
        return JSONResponse({"job_id": submit(world, job, submit_id)})

    return endpoint


def _status(world: World, channel: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        refusal = check_login(world, request)
        if refusal is not None:
            return refusal
        if set(request.query_params) != {"job_id"} or not request.query_params["job_id"]:
            return _error(400, "job_id is required, and nothing else")
        status = find_status(world, channel, request.query_params["job_id"])
        return _error(404, "unknown job") if status is None else JSONResponse(status)

    return endpoint


def _error(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status)
