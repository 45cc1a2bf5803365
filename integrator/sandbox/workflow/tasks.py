"""Actions on open tasks: claim, unclaim, complete, delegate, resolve, update (workflow.md 2.2, 7)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.dates import now, read_date
from integrator.sandbox.workflow.engine import TASK, get_running, get_task, record, refuse_when_suspended
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import read_variables
from integrator.sandbox.workflow.walking import complete
from integrator.sandbox.world import World

_FIELDS = {
    "claim": {"action", "assignee"},
    "unclaim": {"action"},
    "complete": {"action", "outcome", "variables"},
    "delegate": {"action", "assignee"},
    "resolve": {"action", "assignee"},
}
_CHANGEABLE = frozenset({"name", "description", "dueDate", "priority", "assignee", "owner", "category", "assignments"})


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
    task["claimTime"] = task["claimTime"] or now(world)


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


def update(world: World, task_id: str, body: dict[str, Any]) -> Document:
    """Change what a task shows and whom it belongs to; raises `EngineError` 400 or 404. [documented fields]"""
    if body.keys() - _CHANGEABLE:
        raise EngineError(400, f"Unrecognized field {min(body.keys() - _CHANGEABLE)!r}")
    changes = {name: _changed(name, value) for name, value in body.items() if name != "assignments"}
    changes |= _assignments(body["assignments"]) if "assignments" in body else {}
    with world.db.transaction():
        task = get_task(world, task_id)
        if all(task[name] == value for name, value in changes.items()):
            return task
        task.update(changes)
        world.db.put(TASK, task_id, task)
        record(world, "task_updated", get_running(world, task["instanceId"]), key=task_id, detail=changes)
    return task


def _changed(name: str, value: object) -> object:
    if name == "priority":
        if not isinstance(value, int) or isinstance(value, bool):
            raise EngineError(400, "priority must be a number")
        return value
    if value is not None and not isinstance(value, str):
        raise EngineError(400, f"{name} must be a text")
    return read_date(value, name).isoformat() if name == "dueDate" and value is not None else value


def _assignments(raw: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"groups": [], "users": []}
    for one in raw if isinstance(raw, list) else [raw]:
        if not isinstance(one, dict) or one.keys() - {"type", "user", "group"} or one.get("type") != "candidate":
            raise EngineError(400, "an assignment has the type candidate, and a user or a group")
        user, group = one.get("user"), one.get("group")
        if isinstance(user, str) == isinstance(group, str):
            raise EngineError(400, "an assignment has either a user or a group")
        found["users" if isinstance(user, str) else "groups"].append(user if isinstance(user, str) else str(group))
    return found
