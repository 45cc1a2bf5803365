"""Move an instance along its definition: open a task, complete it, end."""

from typing import Any
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.definitions import DEFINITIONS, Definition
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import Variables, text_variable
from integrator.sandbox.world import World

RUNNING = "workflow.running"
ENDED = "workflow.ended"
TASK = "workflow.task"


def definition_of(instance: Document) -> Definition:
    return DEFINITIONS[instance["definitionKey"]]


def get_running(world: World, instance_id: str) -> Document:
    """Return a running instance; raises `EngineError` 404 for an unknown or ended one."""
    instance = world.db.get(RUNNING, instance_id)
    if instance is None:
        raise EngineError(404, f"Could not find a process instance with id '{instance_id}'.")
    return instance


def get_task(world: World, task_id: str) -> Document:
    """Return an open task; raises `EngineError` 404 for an unknown or completed one."""
    task = world.db.get(TASK, task_id)
    if task is None:
        raise EngineError(404, f"Could not find a task with id '{task_id}'.")
    return task


def refuse_when_suspended(instance: Document) -> None:
    if instance["suspended"]:
        raise EngineError(500, "Cannot execute operation: process instance is suspended")


def enter(world: World, instance: Document, place: str) -> None:
    """Let the instance arrive at a task or at an end event, and store it."""
    if place in definition_of(instance).ends:
        end(world, instance, activity=place)
        return
    instance["activityId"] = place
    world.db.put(RUNNING, instance["id"], instance)
    _open_task(world, instance, place)


def complete(world: World, task_id: str, *, outcome: str | None, variables: Variables, by: str) -> Document:
    """
    Complete an open task as anybody may, and move on; free words are taken as outcomes.

    Raises `EngineError`: 404 when the task is gone, 500 when it is delegated or its instance suspended.
    Source: contract workflow, section 7. [seen in code of Flowable]
    """
    with world.db.transaction():
        task = get_task(world, task_id)
        instance = get_running(world, task["instanceId"])
        refuse_when_suspended(instance)
        if task["delegationState"] == "pending":
            raise EngineError(500, "A delegated task cannot be completed, but should be resolved instead.")
        step = definition_of(instance).tasks[task["key"]]
        instance["variables"].update(variables)
        instance["variables"][step.outcome_variable] = text_variable(outcome or "")
        if step.decides:
            _note_decision(world, instance["variables"], variables, by=task["assignee"] or by)
        world.db.delete(TASK, task_id)
        enter(world, instance, step.after(outcome or "", instance["variables"]))
        detail = {"task": step.key, "outcome": outcome or "", "instance": instance["id"]}
        record(world, "task_completed", instance, key=task_id, detail=detail)
    return instance


def end(world: World, instance: Document, *, activity: str = "", delete_reason: str = "") -> None:
    """Take the instance and its tasks out of the runtime; history keeps the instance."""
    for task in world.db.find(TASK, "instanceId", instance["id"]):
        world.db.delete(TASK, task["id"])
    world.db.delete(RUNNING, instance["id"])
    instance.update(
        endTime=world.clock.now().isoformat(),
        endActivityId=activity or None,
        deleteReason=delete_reason or None,
        activityId=None,
    )
    world.db.put(ENDED, instance["id"], instance)


def record(world: World, operation: str, instance: Document, *, key: str, detail: dict[str, Any]) -> None:
    """Write an effect about an instance; its subject is the business key, its store the variable `shop`."""
    shop = instance["variables"].get("shop", {}).get("value")
    world.effects.record(
        "workflow",
        operation,
        key=key,
        store=shop if isinstance(shop, str) else "",
        subject=instance["businessKey"],
        detail=detail,
    )


def _open_task(world: World, instance: Document, key: str) -> None:
    step = definition_of(instance).tasks[key]
    task = {
        "id": str(uuid4()),
        "key": key,
        "name": step.name,
        "instanceId": instance["id"],
        "businessKey": instance["businessKey"],
        "definitionKey": instance["definitionKey"],
        "definitionId": instance["definitionId"],
        "groups": step.groups(instance["variables"]),
        "createTime": world.clock.now().isoformat(),
        "assignee": None,
        "owner": None,
        "claimTime": None,
        "delegationState": None,
        "priority": 50,
    }
    world.db.put(TASK, task["id"], task)


def _note_decision(world: World, kept: Variables, sent: Variables, *, by: str) -> None:
    # What a former round left must not look like part of this decision.
    now = {"type": "date", "value": world.clock.now().isoformat(), "scope": "global"}
    defaults = {
        "decision_reason": text_variable(""),
        "decision_detail": {"type": "json", "value": {}, "scope": "global"},
        "decided_by": text_variable(by),
        "decided_at": now,
    }
    kept.update({name: value for name, value in defaults.items() if name not in sent})
