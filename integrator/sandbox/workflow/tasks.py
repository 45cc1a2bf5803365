"""Actions on open tasks: claim, unclaim, complete, delegate, resolve (workflow.md 2.2, 7)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.engine import TASK, complete, get_running, get_task, refuse_when_suspended
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import read_variables
from integrator.sandbox.world import World

_FIELDS = {
    "claim": {"action", "assignee"},
    "unclaim": {"action"},
    "complete": {"action", "outcome", "variables"},
    "delegate": {"action", "assignee"},
    "resolve": {"action", "assignee"},
}


def act(world: World, task_id: str, body: dict[str, Any], user: str) -> None:
    """Perform one action; raises `EngineError` with the statuses of the contract's section 7."""
    action = body.get("action")
    if not isinstance(action, str) or action not in _FIELDS:
        raise EngineError(400, f"Invalid action: {action!r}.")
    unknown = body.keys() - _FIELDS[action]
    if unknown:
        raise EngineError(400, f"Unrecognized field {min(unknown)!r} for action {action!r}")
    if action == "complete":
        outcome = body.get("outcome")
        if outcome is not None and not isinstance(outcome, str):
            raise EngineError(400, "outcome must be a text")
        complete(world, task_id, outcome=outcome, variables=read_variables(body.get("variables", [])), by=user)
        return
    with world.db.transaction():
        task = get_task(world, task_id)
        refuse_when_suspended(get_running(world, task["instanceId"]))
        _ASSIGNING[action](world, task, _assignee(body))
        world.db.put(TASK, task_id, task)


def _claim(world: World, task: Document, assignee: str) -> None:
    if not assignee:
        raise EngineError(400, "An assignee is required when claiming a task.")
    if task["assignee"] is not None and task["assignee"] != assignee:
        raise EngineError(409, f"Task '{task['id']}' is already claimed by someone else.", "Task was already claimed")
    task["assignee"] = assignee
    task["claimTime"] = task["claimTime"] or world.clock.now().isoformat()


def _unclaim(_world: World, task: Document, _assignee: str) -> None:
    task.update(assignee=None, claimTime=None)


def _delegate(_world: World, task: Document, assignee: str) -> None:
    if not assignee:
        raise EngineError(400, "An assignee is required when delegating a task.")
    task.update(owner=task["owner"] or task["assignee"], assignee=assignee, delegationState="pending")


def _resolve(_world: World, task: Document, _assignee: str) -> None:
    task.update(assignee=task["owner"], delegationState="resolved")


_ASSIGNING = {"claim": _claim, "unclaim": _unclaim, "delegate": _delegate, "resolve": _resolve}


def _assignee(body: dict[str, Any]) -> str:
    assignee = body.get("assignee", "")
    if not isinstance(assignee, str):
        raise EngineError(400, "assignee must be a text")
    return assignee
