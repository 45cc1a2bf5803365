"""Move an instance along its model: arrive at a place, complete what waits there, go on."""

from typing import Any
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.dates import now
from integrator.sandbox.workflow.engine import (
    RUNNING,
    TASK,
    WAITING,
    drop,
    end,
    get_running,
    get_task,
    is_going_on,
    node_of,
    record,
    refuse_when_suspended,
)
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.models import process_of
from integrator.sandbox.workflow.process import Node, Process
from integrator.sandbox.workflow.scope import VariableScope
from integrator.sandbox.workflow.timers import begin_timers
from integrator.sandbox.workflow.variables import Variables, text_variable
from integrator.sandbox.world import World

_MOST_GATEWAYS = 100
"""Gateways in a row; more than that is a circle in which nobody is ever asked."""


def begin(world: World, instance: Document, *, user: str) -> None:
    """Let a new instance leave its start event."""
    leave(world, instance, process_of(world, instance["definitionId"]).start, user=user)


def leave(world: World, instance: Document, place: str, *, user: str) -> None:
    """Follow the flow that is open after `place`, store the instance, or end it when nothing of it goes on."""
    process = process_of(world, instance["definitionId"])
    scope = VariableScope(instance["variables"], user)
    node = process.nodes[_next(process, place, scope)]
    hops = 0
    while node.kind == "exclusiveGateway":
        hops += 1
        if hops > _MOST_GATEWAYS:
            raise EngineError(500, "the process goes round in a circle of gateways")
        node = process.nodes[_next(process, node.id, scope)]
    if node.kind == "endEvent" and (node.ends_everything or not is_going_on(world, instance)):
        end(world, instance, activity=node.id)
        return
    if node.kind != "endEvent":
        instance["activityId"] = node.id
        _wait_at(world, instance, node, scope)
    world.db.put(RUNNING, instance["id"], instance)


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
        node = node_of(world, task)
        instance["variables"].update(variables)
        if node.outcome_variable and outcome is not None:
            instance["variables"][node.outcome_variable] = text_variable(outcome)
        scope = VariableScope(instance["variables"], by)
        for listener in node.on_complete:
            listener(scope)
        drop(world, TASK, task)
        leave(world, instance, node.id, user=by)
        detail = {"task": node.id, "outcome": outcome or "", "instance": instance["id"]}
        record(world, "task_completed", instance, key=task_id, detail=detail)
    return instance


def _next(process: Process, place: str, scope: VariableScope) -> str:
    node = process.nodes[place]
    flows = process.flows_from(place)
    for flow in flows:
        if flow.id != node.default_flow and (flow.condition is None or flow.condition(scope) is True):
            return flow.target
    for flow in flows:
        if flow.id == node.default_flow:
            return flow.target
    raise EngineError(500, f"No outgoing sequence flow of the exclusive gateway '{place}' could be selected")


def _wait_at(world: World, instance: Document, node: Node, scope: VariableScope) -> None:
    for listener in node.on_start:
        listener(scope)
    holder: dict[str, Any] = {
        "id": str(uuid4()),
        "key": node.id,
        "instanceId": instance["id"],
        "definitionId": instance["definitionId"],
    }
    if node.kind == "receiveTask":
        world.db.put(WAITING, holder["id"], holder)
    else:
        holder |= _task(world, instance, node, scope)
        world.db.put(TASK, holder["id"], holder)
    begin_timers(world, holder, node.timers)


def _task(world: World, instance: Document, node: Node, scope: VariableScope) -> dict[str, Any]:
    due = node.due(scope) if node.due else None
    groups = [group(scope) for group in node.groups]
    return {
        "name": node.name,
        "description": None,
        "businessKey": instance["businessKey"],
        "definitionKey": instance["definitionKey"],
        "executionId": str(uuid4()),
        "groups": [group for group in groups if isinstance(group, str) and group],
        "users": [],
        "createTime": now(world),
        "dueDate": due if isinstance(due, str) else None,
        "category": None,
        "assignee": None,
        "owner": None,
        "claimTime": None,
        "delegationState": None,
        "priority": 50,
    }
