"""Play the reviewer: see the open human tasks and decide them. Play the administrator: take a model away."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.database import Document
from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.workflow import models
from integrator.sandbox.workflow.clockwork import catch_up
from integrator.sandbox.workflow.dates import now
from integrator.sandbox.workflow.engine import CONNECTOR_GROUP, RUNNING, TASK, get_task, node_of
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import Variables, text_variable
from integrator.sandbox.workflow.walking import complete
from integrator.sandbox.world import World

_REVIEWER = "reviewer@sandbox.invalid"


def control_routes(world: World) -> list[BaseRoute]:
    async def list_tasks(_request: Request) -> Response:
        return JSONResponse({"tasks": open_tasks(world)})

    async def decide(request: Request) -> Response:
        try:
            return JSONResponse(decide_task(world, request.path_params["id"], await json_object(request)))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        except EngineError as error:
            return JSONResponse({"error": str(error)}, error.status)

    async def undeploy(request: Request) -> Response:
        if not models.undeploy(world, request.path_params["key"]):
            return JSONResponse({"error": "no such model is deployed"}, 404)
        return Response(status_code=204)

    return [
        Route("/_sandbox/tasks", list_tasks, methods=["GET"]),
        Route("/_sandbox/tasks/{id}/decide", decide, methods=["POST"]),
        Route("/_sandbox/models/{key}", undeploy, methods=["DELETE"]),
    ]


def open_tasks(world: World) -> list[dict[str, Any]]:
    """Return the tasks that wait for people, oldest first."""
    catch_up(world)
    return [_show(world, task) for task in world.db.all(TASK) if _is_human(task)]


def decide_task(world: World, task_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """
    Complete a task as a reviewer with `outcome`, and if wanted `reason`, `by`, `detail`.

    Raises `PayloadError` for a wrong body, `EngineError` when the task cannot be completed.
    """
    if body.keys() - {"outcome", "reason", "by", "detail"}:
        raise PayloadError("a decision has outcome, reason, by and detail only")
    outcome, reason = body.get("outcome"), body.get("reason", "")
    by, detail = body.get("by") or _REVIEWER, body.get("detail", {})
    if not isinstance(outcome, str) or not outcome:
        raise PayloadError("outcome must be a word")
    if not isinstance(reason, str) or not isinstance(by, str) or not isinstance(detail, dict):
        raise PayloadError("reason and by must be texts, detail an object")
    task = get_task(world, task_id)
    if not _is_human(task):
        raise EngineError(409, "this task waits for the connector, not for a person")
    variables: Variables = {}
    if node_of(world, task).outcome_variable == "decision":
        # What the form of such a task sends along with its button.
        variables = {
            "decision_reason": text_variable(reason),
            "decision_detail": {"type": "json", "value": detail, "scope": "global"},
            "decided_at": {"type": "date", "value": now(world), "scope": "global"},
        }
    complete(world, task_id, outcome=outcome, variables=variables, by=by)
    return {"id": task_id, "business_key": task["businessKey"], "outcome": outcome}


def _is_human(task: Document) -> bool:
    return CONNECTOR_GROUP not in task["groups"]


def _show(world: World, task: Document) -> dict[str, Any]:
    instance = world.db.get(RUNNING, task["instanceId"])
    variables = instance["variables"] if instance else {}
    return {
        "id": task["id"],
        "name": task["name"],
        "definition": task["definitionKey"],
        "outcomes": node_of(world, task).outcomes,
        "groups": task["groups"],
        "assignee": task["assignee"],
        "business_key": task["businessKey"],
        "instance_id": task["instanceId"],
        "created": task["createTime"],
        "due": task["dueDate"],
        "variables": {name: variable["value"] for name, variable in variables.items()},
    }
