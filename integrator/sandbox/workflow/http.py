"""Workflow Service over HTTP: paths, login and the form of its refusals."""

import json
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.payload import MediaTypeError, PayloadError
from integrator.sandbox.tokens.bearer import check_bearer
from integrator.sandbox.workflow import endpoints, models
from integrator.sandbox.workflow.clockwork import catch_up
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.world import World

Handler = Callable[[World, Request], Awaitable[Response]]

_RUNTIME = "/workflow/v1"
_HISTORY = "/workflow-history/v1"
_WORDS = frozenset(
    {
        "process-instances", "executions", "variables", "comments", "tasks", "runtime", "models",
        "historic-process-instances",
    }
)  # fmt: skip


def operation_of(method: str, path: str, body: bytes) -> str:
    """Name a call for the fault plan: `POST /process-instances`, `POST /tasks/{id} complete`."""
    parts = path.split("/")[3:]
    operation = f"{method} /" + "/".join(part if part in _WORDS else "{id}" for part in parts)
    if operation != "POST /tasks/{id}":
        return operation
    try:
        action = json.loads(body).get("action", "")
    except (ValueError, AttributeError, RecursionError):
        return operation
    return f"{operation} {action}"


def routes(world: World) -> list[BaseRoute]:
    """Return the routes of runtime and history; the files of the models folder are deployed."""
    plant = partial(models.plant, world)
    plant()
    world.after_reset.append(plant)
    table: list[tuple[str, str, Handler]] = [
        ("POST", f"{_RUNTIME}/process-instances", endpoints.start),
        ("GET", f"{_RUNTIME}/process-instances", endpoints.list_instances),
        ("GET", f"{_RUNTIME}/process-instances/executions", endpoints.list_executions),
        ("PUT", f"{_RUNTIME}/process-instances/executions/{{id}}", endpoints.trigger),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}", endpoints.show_instance),
        ("PUT", f"{_RUNTIME}/process-instances/{{id}}", endpoints.suspend),
        ("DELETE", f"{_RUNTIME}/process-instances/{{id}}", endpoints.delete_instance),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}/variables", endpoints.list_variables),
        ("POST", f"{_RUNTIME}/process-instances/{{id}}/variables", endpoints.create_variables),
        ("PUT", f"{_RUNTIME}/process-instances/{{id}}/variables/{{name}}", endpoints.update_variable),
        ("GET", f"{_RUNTIME}/process-instances/{{id}}/comments", endpoints.list_comments),
        ("POST", f"{_RUNTIME}/process-instances/{{id}}/comments", endpoints.add_comment),
        ("GET", f"{_RUNTIME}/tasks", endpoints.list_tasks),
        ("GET", f"{_RUNTIME}/tasks/{{id}}", endpoints.show_task),
        ("PUT", f"{_RUNTIME}/tasks/{{id}}", endpoints.update_task),
        ("POST", f"{_RUNTIME}/tasks/{{id}}", endpoints.act),
        ("GET", f"{_RUNTIME}/runtime/models", endpoints.list_models),
        ("POST", f"{_RUNTIME}/runtime/models", endpoints.deploy),
        ("GET", f"{_RUNTIME}/runtime/models/{{id}}", endpoints.show_model_content),
        ("GET", f"{_HISTORY}/historic-process-instances", endpoints.list_historic),
        ("GET", f"{_HISTORY}/historic-process-instances/{{id}}", endpoints.show_historic),
    ]
    return [Route(path, _guarded(world, handler), methods=[method]) for method, path, handler in table]


def _guarded(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        refusal = check_bearer(world, request)
        if refusal is not None:
            return refusal
        try:
            catch_up(world)
            return await handler(world, request)
        except EngineError as error:
            return JSONResponse(error.body, error.status)
        except PayloadError as error:
            failure = EngineError(415 if isinstance(error, MediaTypeError) else 400, str(error))
            return JSONResponse(failure.body, failure.status)

    return answer
