"""What runs: instances, their open tasks and waiting executions, and how they end."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.dates import now
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.models import process_of
from integrator.sandbox.workflow.process import Node
from integrator.sandbox.world import World

RUNNING = "workflow.running"
ENDED = "workflow.ended"
TASK = "workflow.task"
WAITING = "workflow.waiting"
"""An execution that stands in a receive task."""
TIMER = "workflow.timer"

CONNECTOR_GROUP = "shopify_connector"


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


def node_of(world: World, task: Document) -> Node:
    """Return the element of the model that a task or waiting execution stands in."""
    return process_of(world, task["definitionId"]).nodes[task["key"]]


def refuse_when_suspended(instance: Document) -> None:
    if instance["suspended"]:
        raise EngineError(500, "Cannot execute operation: process instance is suspended")


def is_going_on(world: World, instance: Document) -> bool:
    """Whether the instance waits anywhere, for people or for a trigger."""
    return any(world.db.find(kind, "instanceId", instance["id"]) for kind in (TASK, WAITING))


def drop(world: World, kind: str, holder: Document) -> None:
    """Take a task or waiting execution away, with the timers that hang on it."""
    world.db.delete(kind, holder["id"])
    for timer in world.db.find(TIMER, "holder", holder["id"]):
        world.db.delete(TIMER, timer["id"])


def end(world: World, instance: Document, *, activity: str = "", delete_reason: str = "") -> None:
    """Take the instance, its tasks and all that waits out of the runtime; history keeps the instance."""
    for kind in (TASK, WAITING):
        for holder in world.db.find(kind, "instanceId", instance["id"]):
            drop(world, kind, holder)
    world.db.delete(RUNNING, instance["id"])
    instance.update(
        endTime=now(world),
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
