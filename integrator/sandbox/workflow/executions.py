"""Executions: where an instance stands, and how a waiting one is told to go on (workflow.md 2.1, 13)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.engine import (
    TASK,
    WAITING,
    drop,
    get_running,
    record,
    refuse_when_suspended,
)
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import read_variables
from integrator.sandbox.workflow.walking import leave
from integrator.sandbox.world import World


def executions_of(world: World, instance_id: str) -> list[dict[str, Any]]:
    """Return the instance itself and a child for each place where it stands; empty when it does not run."""
    try:
        instance = get_running(world, instance_id)
    except EngineError:
        return []
    suspended = instance["suspended"]
    shown = [_shown(instance_id, parent=None, place=None, instance=instance_id, suspended=suspended)]
    for kind, name in ((TASK, "executionId"), (WAITING, "id")):
        for holder in world.db.find(kind, "instanceId", instance_id):
            child = _shown(
                holder[name], parent=instance_id, place=holder["key"], instance=instance_id, suspended=suspended
            )
            shown.append(child)
    return shown


def trigger(world: World, execution_id: str, body: dict[str, Any], user: str) -> None:
    """
    Let an execution leave its receive task.

    Raises `EngineError`: 400 for another action, 404 for an execution that waits no longer, 500 for one that stands
    in a user task. [seen in code, Flowable]
    """
    if body.keys() - {"action", "variables"} or body.get("action") != "trigger":
        raise EngineError(400, f"Invalid action: {body.get('action')!r}; the sandbox knows trigger.")
    variables = read_variables(body.get("variables", []))
    with world.db.transaction():
        waiting = _get_waiting(world, execution_id)
        instance = get_running(world, waiting["instanceId"])
        refuse_when_suspended(instance)
        instance["variables"].update(variables)
        drop(world, WAITING, waiting)
        leave(world, instance, waiting["key"], user=user)
        detail = {"activity": waiting["key"], "instance": instance["id"]}
        record(world, "execution_triggered", instance, key=execution_id, detail=detail)


def _get_waiting(world: World, execution_id: str) -> Document:
    waiting = world.db.get(WAITING, execution_id)
    if waiting is not None:
        return waiting
    if world.db.find(TASK, "executionId", execution_id):
        raise EngineError(500, "UserTask should not be signalled before complete")
    raise EngineError(404, f"Could not find an execution with id '{execution_id}'.")


def _shown(
    execution_id: str, *, parent: str | None, place: str | None, instance: str, suspended: bool
) -> dict[str, Any]:
    return {
        "id": execution_id,
        "parentId": parent,
        "activityId": place,
        "processInstanceId": instance,
        "suspended": suspended,
    }
