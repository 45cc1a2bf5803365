"""Running instances: start, change, comment, suspend, delete (workflow.md 2.1, 3)."""

from typing import Any
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.dates import now
from integrator.sandbox.workflow.engine import RUNNING, end, get_running, record, refuse_when_suspended
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.models import model_to_start, process_of
from integrator.sandbox.workflow.timers import look_again
from integrator.sandbox.workflow.variables import Variables, read_variable, read_variables
from integrator.sandbox.workflow.walking import begin
from integrator.sandbox.world import World

_START = frozenset(
    {
        "processDefinitionKey", "processDefinitionId", "message", "name", "businessKey", "variables",
        "transientVariables", "startFormVariables", "outcome", "comment", "returnVariables", "includeUserIds",
        "async",
    }
)  # fmt: skip
_TEXTS = ("processDefinitionKey", "processDefinitionId", "message", "name", "businessKey", "outcome")
_FLAGS = ("returnVariables", "includeUserIds", "async")


def start(world: World, body: dict[str, Any], user: str) -> Document:
    """
    Start an instance of the latest version of a key, or of one definition id.

    Business keys are not unique: two equal starts make two instances. Raises `EngineError` 400.
    Source: contract workflow, section 3. [documented]
    """
    _check_start(body)
    variables = read_variables(body.get("variables", []))
    variables.update(read_variables(body.get("startFormVariables", [])))
    read_variables(body.get("transientVariables", []))
    with world.db.transaction():
        model = model_to_start(world, key=body.get("processDefinitionKey"), model_id=body.get("processDefinitionId"))
        instance: Document = {
            "id": str(uuid4()),
            "name": body.get("name"),
            "businessKey": body.get("businessKey") or "",
            "definitionId": model["id"],
            "definitionKey": model["key"],
            "definitionName": model["name"],
            "startTime": now(world),
            "startUserId": user,
            "suspended": False,
            "activityId": None,
            "variables": {**process_of(world, model["id"]).variables, **variables},
            "comments": [],
        }
        if "comment" in body:
            _append_comment(world, instance, body["comment"], user)
        begin(world, instance, user=user)
        detail = {"instance": instance["id"], "definition": model["key"], "name": instance["name"]}
        record(world, "process_started", instance, key=instance["businessKey"], detail=detail)
    return instance


def set_suspended(world: World, instance_id: str, body: dict[str, Any]) -> Document:
    """Suspend or activate; raises `EngineError` 409 when the instance is in that state already."""
    if body.keys() - {"action", "comment"} or body.get("action") not in {"suspend", "activate"}:
        raise EngineError(400, "action must be suspend or activate")
    wanted = body["action"] == "suspend"
    with world.db.transaction():
        instance = get_running(world, instance_id)
        if instance["suspended"] is wanted:
            raise EngineError(409, f"Process instance is already {'suspended' if wanted else 'active'}")
        instance["suspended"] = wanted
        world.db.put(RUNNING, instance_id, instance)
        if not wanted:
            look_again(world)
    return instance


def delete(world: World, instance_id: str, reason: str) -> None:
    """Take a running instance out of the runtime; it stays in history with its reason."""
    with world.db.transaction():
        instance = get_running(world, instance_id)
        end(world, instance, delete_reason=reason or "deleted")
        detail = {"instance": instance_id, "reason": reason}
        record(world, "process_deleted", instance, key=instance["businessKey"], detail=detail)


def create_variables(world: World, instance_id: str, raw: object) -> Variables:
    """Add new variables; raises `EngineError` 409 when one exists already, and adds none."""
    variables = read_variables(raw)
    with world.db.transaction():
        instance = get_running(world, instance_id)
        refuse_when_suspended(instance)
        present = sorted(variables.keys() & instance["variables"].keys())
        if present:
            raise EngineError(409, f"Variable '{present[0]}' is already present on process instance '{instance_id}'.")
        _store(world, instance, variables)
    return variables


def update_variable(world: World, instance_id: str, name: str, raw: dict[str, Any]) -> Variables:
    """Change one variable; raises `EngineError` 404 when there is none of that name."""
    given, variable = read_variable({"name": name, **raw})
    if given != name:
        raise EngineError(400, "Variable name in the body should be equal to the name used in the requested URL.")
    with world.db.transaction():
        instance = get_running(world, instance_id)
        refuse_when_suspended(instance)
        if name not in instance["variables"]:
            raise EngineError(404, f"Process instance '{instance_id}' doesn't have a variable with name: '{name}'.")
        if instance["variables"][name] != variable:
            _store(world, instance, {name: variable})
    return {name: variable}


def add_comment(world: World, instance_id: str, raw: dict[str, Any], user: str) -> dict[str, Any]:
    with world.db.transaction():
        instance = get_running(world, instance_id)
        comment = _append_comment(world, instance, raw, user)
        world.db.put(RUNNING, instance_id, instance)
        detail = {"instance": instance_id, "message": comment["message"]}
        record(world, "comment_added", instance, key=comment["message"][:200], detail=detail)
    return comment


def _check_start(body: dict[str, Any]) -> None:
    if body.keys() - _START:
        raise EngineError(400, f"Unrecognized field {min(body.keys() - _START)!r}")
    for name in _TEXTS:
        if body.get(name) is not None and not isinstance(body[name], str):
            raise EngineError(400, f"{name} must be a text")
    for name in _FLAGS:
        if not isinstance(body.get(name, False), bool):
            raise EngineError(400, f"{name} must be true or false")
    named = [name for name in ("processDefinitionKey", "processDefinitionId", "message") if body.get(name)]
    if len(named) != 1:
        raise EngineError(400, "Exactly one of processDefinitionId, processDefinitionKey or message must be set.")
    if named == ["message"]:
        raise EngineError(400, f"No process definition starts with message {body['message']!r}")
    if len(body.get("businessKey") or "") > 255:
        raise EngineError(400, "businessKey is longer than 255 characters")


def _store(world: World, instance: Document, variables: Variables) -> None:
    instance["variables"].update(variables)
    world.db.put(RUNNING, instance["id"], instance)
    for name, variable in variables.items():
        detail = {"instance": instance["id"], "value": variable["value"]}
        record(world, "variable_set", instance, key=name, detail=detail)


def _append_comment(world: World, instance: Document, raw: object, user: str) -> dict[str, Any]:
    if not isinstance(raw, dict) or raw.keys() - {"includeUserIds", "message", "type"}:
        raise EngineError(400, "a comment has message, type and includeUserIds only")
    message = raw.get("message")
    if not isinstance(message, str) or not message.strip():
        raise EngineError(400, "Comment text is required.")
    comment = {
        "id": str(uuid4()),
        "author": user,
        "message": message,
        "time": now(world),
        "processInstanceId": instance["id"],
        "taskId": None,
    }
    instance["comments"].append(comment)
    return comment
