"""What each operation of the service reads from its request and answers; raises `EngineError`."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrator.sandbox.payload import json_object, json_value
from integrator.sandbox.switches import read_switches
from integrator.sandbox.tokens.bearer import identity_of
from integrator.sandbox.workflow import executions, instances, models, searches, tasks
from integrator.sandbox.workflow.engine import ENDED, RUNNING, get_running, get_task
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.lists import envelope, first_rows
from integrator.sandbox.workflow.model_json import model_json
from integrator.sandbox.workflow.parameters import Parameters
from integrator.sandbox.workflow.variables import Variables, show_variables
from integrator.sandbox.workflow.views import Views, show_model
from integrator.sandbox.world import World


async def start(world: World, request: Request) -> Response:
    body = await json_object(request)
    instance = instances.start(world, body, identity_of(world, request))
    view = Views(world, "runtime").instance(instance, with_variables=bool(body.get("returnVariables")))
    return JSONResponse(view, 201)


async def list_instances(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.INSTANCES)
    rows = parameters.sorted(searches.find_instances(world, parameters), searches.INSTANCE_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "runtime").instance, with_variables=with_variables)
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="process-instances", view=view))


async def show_instance(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"includeProcessVariables"}))
    instance = get_running(world, request.path_params["id"])
    with_variables = bool(parameters.flag("includeProcessVariables"))
    return JSONResponse(Views(world, "runtime").instance(instance, with_variables=with_variables))


async def suspend(world: World, request: Request) -> Response:
    instance = instances.set_suspended(world, request.path_params["id"], await json_object(request))
    return JSONResponse(Views(world, "runtime").instance(instance, with_variables=False))


async def delete_instance(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"deleteReason"}))
    instances.delete(world, request.path_params["id"], parameters.text("deleteReason") or "")
    return Response(status_code=204)


async def list_variables(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset())
    shown = Views(world, "runtime").variables(get_running(world, request.path_params["id"]))
    return JSONResponse(envelope(request.url, shown, parameters.page(), relation="variables", view=_as_is))


async def create_variables(world: World, request: Request) -> Response:
    created = instances.create_variables(world, request.path_params["id"], await json_value(request))
    return JSONResponse(_shown(created), 201)


async def update_variable(world: World, request: Request) -> Response:
    body = await json_object(request)
    changed = instances.update_variable(world, request.path_params["id"], request.path_params["name"], body)
    return JSONResponse(_shown(changed)[0])


async def list_comments(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset())
    rows = get_running(world, request.path_params["id"])["comments"]
    view = Views(world, "runtime").comment
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="comments", view=view))


async def add_comment(world: World, request: Request) -> Response:
    body = await json_object(request)
    comment = instances.add_comment(world, request.path_params["id"], body, identity_of(world, request))
    return JSONResponse(Views(world, "runtime").comment(comment), 201)


async def list_executions(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"processInstanceId"}))
    instance_id = parameters.text("processInstanceId")
    if instance_id is None:
        raise EngineError(400, "processInstanceId is required in the sandbox")
    rows = executions.executions_of(world, instance_id)
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="executions", view=_as_is))


async def trigger(world: World, request: Request) -> Response:
    body = await json_object(request)
    executions.trigger(world, request.path_params["id"], body, identity_of(world, request))
    return Response(status_code=204)


async def list_tasks(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.TASKS)
    rows = parameters.sorted(searches.find_tasks(world, parameters), searches.TASK_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "runtime").task, with_variables=with_variables)
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="tasks", view=view))


async def show_task(world: World, request: Request) -> Response:
    task = get_task(world, request.path_params["id"])
    return JSONResponse(Views(world, "runtime").task(task, with_variables=False))


async def update_task(world: World, request: Request) -> Response:
    task = tasks.update(world, request.path_params["id"], await json_object(request))
    return JSONResponse(Views(world, "runtime").task(task, with_variables=False))


async def act(world: World, request: Request) -> Response:
    body = await json_object(request)
    tasks.act(world, request.path_params["id"], body, identity_of(world, request))
    return Response(status_code=200)


async def list_models(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"latestVersion", "key", "processDefinitionId"}))
    rows = models.models_of(world, parameters.text("key"))
    wanted = parameters.text("processDefinitionId")
    if wanted is not None:
        rows = [row for row in rows if row["id"] == wanted]
    if parameters.flag("latestVersion"):
        rows = list({row["key"]: row for row in rows}.values())
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation="models", view=show_model))


async def deploy(world: World, request: Request) -> Response:
    return JSONResponse(show_model(models.deploy(world, await json_object(request))), 201)


async def show_model_content(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, frozenset({"modelType"}))
    if parameters.text("modelType") != "json":
        raise EngineError(400, "modelType must be json")
    model = models.get_model(world, request.path_params["id"])
    process = models.process_of(world, model["id"])
    return JSONResponse({**show_model(model), "modelType": "json", "modelContent": model_json(process)})


async def list_historic(world: World, request: Request) -> Response:
    parameters = Parameters(request.query_params, searches.HISTORIC)
    rows = parameters.sorted(searches.find_historic(world, parameters), searches.HISTORIC_SORTS)
    with_variables = bool(parameters.flag("includeProcessVariables"))
    view = partial(Views(world, "history").historic, with_variables=with_variables)
    relation = "historic-process-instances"
    if not read_switches(world.db).history_paging:
        unsorted = searches.find_historic(world, parameters)
        return JSONResponse(first_rows(request.url, unsorted, relation=relation, view=view))
    return JSONResponse(envelope(request.url, rows, parameters.page(), relation=relation, view=view))


async def show_historic(world: World, request: Request) -> Response:
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
