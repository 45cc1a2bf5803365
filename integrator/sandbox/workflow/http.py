"""Workflow Service over HTTP: a thin skin over engine, searches and views."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.payload import MediaTypeError, PayloadError, json_object, json_value
from integrator.sandbox.tokens.bearer import check_bearer, identity_of
from integrator.sandbox.workflow import instances, models, searches, tasks
from integrator.sandbox.workflow.engine import ENDED, RUNNING, get_running, get_task
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.lists import envelope
from integrator.sandbox.workflow.parameters import Parameters
from integrator.sandbox.workflow.variables import Variables, show_variables
from integrator.sandbox.workflow.views import Views, show_model
from integrator.sandbox.world import World

Handler = Callable[[World, Request], Awaitable[Response]]

_RUNTIME = "/workflow/v1"
_HISTORY = "/workflow-history/v1"
_WORDS = frozenset(
    {"process-instances", "variables", "comments", "tasks", "runtime", "models", "historic-process-instances"}
)


def operation_of(method: str, path: str, body: bytes) -> str:
    """Name a call for the fault plan: `POST /process-instances`, `POST /tasks/{id} complete`."""
    parts = path.split("/")[3:]
    operation = f"{method} /" + "/".join(part if part in _WORDS else "{id}" for part in parts)
    if operation != "POST /tasks/{id}":
        return operation
    try:
        action = json.loads(body).get("action", "")
    except (ValueError, AttributeError):
        return operation
    return f"{operation} {action}"


def routes(world: World) -> list[BaseRoute]:
    """Return the routes of runtime and history; version 1 of every definition is deployed."""
    plant = partial(models.plant, world)
    plant()
    world.after_reset.append(plant)
    table: list[tuple[str, str, Handler]] = [
        ("POST", f"{_RUNTIME}/process-instances", _start),
        ("GET", f"{_RUNTIME}/process-instances", _list_instances),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}", _get_instance),
        ("PUT", f"{_RUNTIME}/process-instances/{{id}}", _suspend),
        ("DELETE", f"{_RUNTIME}/process-instances/{{id}}", _delete_instance),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}/variables", _list_variables),
        ("POST", f"{_RUNTIME}/process-instances/{{id}}/variables", _create_variables),
        ("PUT", f"{_RUNTIME}/process-instances/{{id}}/variables/{{name}}", _update_variable),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}/comments", _list_comments),
        ("POST", f"{_RUNTIME}/process-instances/{{id}}/comments", _add_comment),
        ("GET", f"{_RUNTIME}/tasks", _list_tasks),
        ("GET", f"{_RUNTIME}/tasks/{{id}}", _get_task),
        ("POST", f"{_RUNTIME}/tasks/{{id}}", _act),
        ("GET", f"{_RUNTIME}/runtime/models", _list_models),
        ("POST", f"{_RUNTIME}/runtime/models", _deploy),
        ("GET", f"{_HISTORY}/historic-process-instances", _list_historic),
        ("GET", f"{_HISTORY}/historic-process-instances/{{id}}", _get_historic),
    ]
    return [Route(path, _guarded(world, handler), methods=[method]) for method, path, handler in table]


def _guarded(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        refusal = check_bearer(world, request)
        if refusal is not None:
            return refusal
        try:
            return await handler(world, request)
        except EngineError as error:
            return JSONResponse(error.body, error.status)
        except PayloadError as error:
            failure = EngineError(415 if isinstance(error, MediaTypeError) else 400, str(error))
            return JSONResponse(failure.body, failure.status)

    return answer


async def _start(world: World, request: Request) -> Response:
    body = await json_object(request)
    instance = instances.start(world, body, identity_of(world, request))
    view = Views(world, "runtime").instance(instance, with_variables=bool(body.get("returnVariables")))
    return JSONResponse(view, 201)


async def _list_instances(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.INSTANCES)
    rows = parameters.sorted(searches.find_instances(world, parameters), searches.INSTANCE_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "runtime").instance, with_variables=with_variables)
    return JSONResponse(
        envelope(request.url, rows, parameters.page(), relation="process-instances", view=view)
    )


async def _get_instance(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"includeProcessVariables"}))
    instance = get_running(world, request.path_params["id"])
    with_variables = bool(parameters.flag("includeProcessVariables"))
    return JSONResponse(Views(world, "runtime").instance(instance, with_variables=with_variables))


async def _suspend(world: World, request: Request) -> Response:
    instance = instances.set_suspended(world, request.path_params["id"], await json_object(request))
    return JSONResponse(Views(world, "runtime").instance(instance, with_variables=False))


async def _delete_instance(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"deleteReason"}))
    instances.delete(world, request.path_params["id"], parameters.text("deleteReason") or "")
    return Response(status_code=204)


async def _list_variables(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset())
    shown = Views(world, "runtime").variables(get_running(world, request.path_params["id"]))
    return JSONResponse(envelope(request.url, shown, parameters.page(), relation="variables", view=_as_is))


async def _create_variables(world: World, request: Request) -> Response:
    created = instances.create_variables(world, request.path_params["id"], await json_value(request))
    return JSONResponse(_shown(created), 201)


async def _update_variable(world: World, request: Request) -> Response:
    body = await json_object(request)
    changed = instances.update_variable(world, request.path_params["id"], request.path_params["name"], body)
    return JSONResponse(_shown(changed)[0])


async def _list_comments(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset())
    rows = get_running(world, request.path_params["id"])["comments"]
    view = Views(world, "runtime").comment
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="comments", view=view))


async def _add_comment(world: World, request: Request) -> Response:
    body = await json_object(request)
    comment = instances.add_comment(world, request.path_params["id"], body, identity_of(world, request))
    return JSONResponse(Views(world, "runtime").comment(comment), 201)


async def _list_tasks(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.TASKS)
    rows = parameters.sorted(searches.find_tasks(world, parameters), searches.TASK_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "runtime").task, with_variables=with_variables)
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="tasks", view=view))


async def _get_task(world: World, request: Request) -> Response:
    task = get_task(world, request.path_params["id"])
    return JSONResponse(Views(world, "runtime").task(task, with_variables=False))


async def _act(world: World, request: Request) -> Response:
    body = await json_object(request)
    tasks.act(world, request.path_params["id"], body, identity_of(world, request))
    return Response(status_code=200)


async def _list_models(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"latestVersion", "key", "processDefinitionId"}))
    rows = models.models_of(world, parameters.text("key"))
    wanted = parameters.text("processDefinitionId")
    if wanted is not None:
        rows = [row for row in rows if row["id"] == wanted]
    if parameters.flag("latestVersion"):
        rows = list({row["key"]: row for row in rows}.values())
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="models", view=show_model))


async def _deploy(world: World, request: Request) -> Response:
    return JSONResponse(show_model(models.deploy(world, await json_object(request))), 201)


async def _list_historic(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.HISTORIC)
    rows = parameters.sorted(searches.find_historic(world, parameters), searches.HISTORIC_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "history").historic, with_variables=with_variables)
    relation = "historic-process-instances"
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation=relation, view=view))


async def _get_historic(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"includeProcessVariables"}))
    instance_id = request.path_params["id"]
    instance = world.db.get(ENDED, instance_id) or world.db.get(RUNNING, instance_id)
    heard = searches.as_heard(world, instance) if instance else None
    if heard is None:
        raise EngineError(404, f"Could not find a process instance with id '{instance_id}'.")
    with_variables = bool(parameters.flag("includeProcessVariables"))
    return JSONResponse(Views(world, "history").historic(heard, with_variables=with_variables))


def _shown(variables: Variables) -> list[dict[str, Any]]:
    return show_variables(variables, "plain", service="runtime")


def _as_is(row: dict[str, Any]) -> dict[str, Any]:
    return row
