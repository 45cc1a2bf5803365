"""The notification center over HTTP; it is there only when its switch is on (notifications.md 8)."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.fault_answers import gateway_fault
from integrator.sandbox.notifications import center_state as center
from integrator.sandbox.notifications.center_requests import read_notice, read_preferences, read_text_fields
from integrator.sandbox.notifications.center_state import CenterError
from integrator.sandbox.notifications.fields import SubmitError
from integrator.sandbox.payload import MediaTypeError, PayloadError, json_object
from integrator.sandbox.switches import read_switches
from integrator.sandbox.tokens.bearer import check_bearer
from integrator.sandbox.world import World

BASE = "/notification-center/v1"
Handler = Callable[[World, Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

_WORDS = frozenset({"notifications", "acknowledgements", "withdrawal", "preferences"})
_FILTERS = frozenset({"correlation_id", "team", "state", "after", "count"})


def operation_of(method: str, path: str) -> str:
    """Name a call for the fault plan: `POST /notifications`, `GET /notifications/{id}`."""
    parts = path.removeprefix(BASE).strip("/").split("/")
    return f"{method} /" + "/".join(part if part in _WORDS else "{id}" for part in parts)


def routes(world: World) -> list[BaseRoute]:
    one = f"{BASE}/notifications/{{id}}"
    table: list[tuple[str, str, Handler]] = [
        ("POST", f"{BASE}/notifications", _create),
        ("GET", f"{BASE}/notifications", _list),
        ("GET", one, _get),
        ("POST", f"{one}/acknowledgements", _acknowledge),
        ("POST", f"{one}/withdrawal", _withdraw),
        ("GET", f"{BASE}/preferences/{{id}}", _preferences),
        ("PUT", f"{BASE}/preferences/{{id}}", _put_preferences),
    ]
    return [Route(path, _guarded(world, handler), methods=[method]) for method, path, handler in table]


def _guarded(world: World, handler: Handler) -> Endpoint:
    async def answer(request: Request) -> Response:
        if not read_switches(world.db).notification_center:
            # What a gateway says of a path that no product of the tenant has.
            return JSONResponse(
                gateway_fault("Unable to identify proxy", "messaging.adaptors.http.flow.ApplicationNotFound"), 404
            )
        refusal = check_bearer(world, request)
        if refusal is not None:
            return refusal
        try:
            return await handler(world, request)
        except CenterError as error:
            return _error(request, error.status, error.code, str(error))
        except MediaTypeError as error:
            return _error(request, 415, "unsupported_media_type", str(error))
        except (PayloadError, SubmitError) as error:
            return _error(request, 400, "invalid_request", str(error))

    return answer


async def _create(world: World, request: Request) -> Response:
    shown, is_new = center.create(world, read_notice(await json_object(request)))
    return JSONResponse(shown, 201 if is_new else 200)


async def _list(world: World, request: Request) -> Response:
    asked = request.query_params
    count = asked.get("count", "20")
    if asked.keys() - _FILTERS or not count.isdecimal() or not 1 <= int(count) <= 100:
        raise SubmitError(f"known are {', '.join(sorted(_FILTERS))}; count is 1 to 100")
    found = [one for one in center.all_notifications(world) if _is_asked(one, request)]
    page, rest = found[: int(count)], found[int(count) :]
    body: dict[str, Any] = {"_embedded": {"notifications": page}, "_links": {"self": {"href": str(request.url)}}}
    return JSONResponse(body | {"next_cursor": page[-1]["id"] if rest else None})


def _is_asked(one: dict[str, Any], request: Request) -> bool:
    asked = request.query_params
    teams = [recipient["id"] for recipient in one["recipients"] if recipient["type"] == "group"]
    return (
        asked.get("correlation_id") in {None, one["correlation_id"]}
        and asked.get("state") in {None, one["state"]}
        and ("team" not in asked or asked["team"] in teams)
        and _number(one["id"]) > _number(asked.get("after", "n-0"))
    )


def _number(cursor: str) -> int:
    number = cursor.removeprefix("n-")
    if not number.isdecimal():
        raise SubmitError("after is no cursor")
    return int(number)


async def _get(world: World, request: Request) -> Response:
    return JSONResponse(center.show(world, center.get(world, request.path_params["id"])))


async def _acknowledge(world: World, request: Request) -> Response:
    fields = read_text_fields(await json_object(request), "user", "comment")
    shown = center.acknowledge(world, request.path_params["id"], user=fields["user"], comment=fields.get("comment", ""))
    return JSONResponse(shown)


async def _withdraw(world: World, request: Request) -> Response:
    fields = read_text_fields(await json_object(request), "reason")
    return JSONResponse(center.withdraw(world, request.path_params["id"], reason=fields["reason"]))


async def _preferences(world: World, request: Request) -> Response:
    return JSONResponse(center.preferences(world, request.path_params["id"]))


async def _put_preferences(world: World, request: Request) -> Response:
    wanted = read_preferences(await json_object(request))
    return JSONResponse(center.put_preferences(world, request.path_params["id"], wanted))


def _error(request: Request, status: int, code: str, message: str) -> Response:
    body = {
        "timestamp": request.app.state.world.clock.now().isoformat(),
        "status": status,
        "error": HTTPStatus(status).phrase,
        "message": message,
        "details": [],
        "error_code": code,
        "path": request.url.path,
    }
    return JSONResponse(body, status)
