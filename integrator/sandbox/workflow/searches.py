"""Which instances, tasks and historic instances a list call means (workflow.md 2.1, 2.2, 2.4)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.switches import read_switches
from integrator.sandbox.workflow.engine import ENDED, RUNNING, TASK
from integrator.sandbox.workflow.parameters import Parameters
from integrator.sandbox.world import World

Keys = dict[str, Callable[[Document], Any]]

INSTANCES = frozenset(
    {
        "id", "name", "businessKey", "processDefinitionKey", "processDefinitionId", "suspended",
        "startedBy", "startedBefore", "startedAfter", "excludeSubprocesses", "includeProcessVariables",
        "includeProcessComments",
    }
)  # fmt: skip
TASKS = frozenset(
    {
        "name", "assignee", "unassigned", "candidateGroup", "candidateGroups", "delegationState",
        "processDefinitionKey", "processDefinitionId", "processInstanceId", "processInstanceBusinessKey",
        "createdBefore", "createdAfter", "dueBefore", "dueAfter", "withoutDueDate", "excludeSubTasks",
        "includeProcessVariables", "includeTaskAssignments",
    }
)  # fmt: skip
HISTORIC = frozenset(
    {
        "processInstanceId", "processInstanceName", "businessKey", "processDefinitionKey",
        "processDefinitionId", "finished", "finishedBefore", "finishedAfter", "startedBefore", "startedAfter",
        "startedBy", "excludeSubprocesses", "includeProcessVariables", "includeProcessComments",
    }
)  # fmt: skip

INSTANCE_SORTS: Keys = {
    "id": lambda row: row["id"],
    "startTime": lambda row: row["startTime"],
    "processDefinitionId": lambda row: row["definitionId"],
    "processDefinitionKey": lambda row: row["definitionKey"],
}
TASK_SORTS: Keys = {
    "id": lambda row: row["id"],
    "createTime": lambda row: row["createTime"],
    "name": lambda row: row["name"],
    "priority": lambda row: row["priority"],
    "dueDate": lambda row: row["dueDate"] or "",
    "assignee": lambda row: row["assignee"] or "",
    "owner": lambda row: row["owner"] or "",
    "processInstanceId": lambda row: row["instanceId"],
}
HISTORIC_SORTS: Keys = {**INSTANCE_SORTS, "endTime": lambda row: row.get("endTime") or ""}


def find_instances(world: World, parameters: Parameters) -> list[Document]:
    """Return the running instances, oldest first."""
    equal = {
        "id": parameters.text("id"),
        "name": parameters.text("name"),
        "businessKey": parameters.text("businessKey"),
        "definitionKey": parameters.text("processDefinitionKey"),
        "definitionId": parameters.text("processDefinitionId"),
        "startUserId": parameters.text("startedBy"),
        "suspended": parameters.flag("suspended"),
    }
    rows = _select(world, RUNNING, equal, indexed="businessKey")
    return _between(rows, "startTime", parameters.date("startedAfter"), parameters.date("startedBefore"))


def find_tasks(world: World, parameters: Parameters) -> list[Document]:
    """
    Return the open tasks, oldest first.

    A search by candidate group leaves claimed tasks out, as the engine does, unless the switch
    `claimed_tasks_listed` is on. [Flowable, Task.xml: ASSIGNEE_ is null]
    """
    equal = {
        "name": parameters.text("name"),
        "assignee": parameters.text("assignee"),
        "delegationState": parameters.text("delegationState"),
        "definitionKey": parameters.text("processDefinitionKey"),
        "definitionId": parameters.text("processDefinitionId"),
        "instanceId": parameters.text("processInstanceId"),
        "businessKey": parameters.text("processInstanceBusinessKey"),
    }
    rows = _select(world, TASK, equal, indexed="businessKey")
    rows = _between(rows, "createTime", parameters.date("createdAfter"), parameters.date("createdBefore"))
    rows = _between(rows, "dueDate", parameters.date("dueAfter"), parameters.date("dueBefore"))
    if parameters.flag("withoutDueDate"):
        rows = [row for row in rows if row["dueDate"] is None]
    wanted = _groups(parameters)
    if wanted is not None:
        rows = [row for row in rows if wanted & set(row["groups"])]
    hides_claimed = wanted is not None and not read_switches(world.db).claimed_tasks_listed
    if hides_claimed or parameters.flag("unassigned"):
        rows = [row for row in rows if row["assignee"] is None]
    return rows


def find_historic(world: World, parameters: Parameters) -> list[Document]:
    """Return running and ended instances as far as the history service has heard of them, oldest first."""
    equal = {
        "id": parameters.text("processInstanceId"),
        "name": parameters.text("processInstanceName"),
        "businessKey": parameters.text("businessKey"),
        "definitionKey": parameters.text("processDefinitionKey"),
        "definitionId": parameters.text("processDefinitionId"),
        "startUserId": parameters.text("startedBy"),
    }
    rows = [
        heard
        for kind in (ENDED, RUNNING)
        for row in _select(world, kind, equal, indexed="businessKey")
        if (heard := as_heard(world, row)) is not None
    ]
    rows.sort(key=lambda row: row["startTime"])
    rows = _between(rows, "startTime", parameters.date("startedAfter"), parameters.date("startedBefore"))
    rows = _between(rows, "endTime", parameters.date("finishedAfter"), parameters.date("finishedBefore"))
    finished = parameters.flag("finished")
    return rows if finished is None else [row for row in rows if finished is ("endTime" in row)]


def as_heard(world: World, instance: Document) -> Document | None:
    """Return the instance as the lagging history knows it: not at all, still running, ended, or forgotten."""
    switches = read_switches(world.db)
    known_until = world.clock.now() - timedelta(seconds=switches.history_lag_seconds)
    if datetime.fromisoformat(instance["startTime"]) > known_until:
        return None
    if "endTime" in instance and datetime.fromisoformat(instance["endTime"]) > known_until:
        unheard = {"endTime", "endActivityId", "deleteReason"}
        return {name: value for name, value in instance.items() if name not in unheard}
    kept = timedelta(seconds=switches.history_keep_seconds)
    if kept and "endTime" in instance and datetime.fromisoformat(instance["endTime"]) < world.clock.now() - kept:
        return None
    return instance


def _select(world: World, kind: str, equal: Mapping[str, object], *, indexed: str) -> list[Document]:
    key = equal[indexed]
    rows = world.db.find(kind, indexed, key) if isinstance(key, str) else world.db.all(kind)
    wanted = {name: value for name, value in equal.items() if value is not None}
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _between(rows: list[Document], field: str, after: datetime | None, before: datetime | None) -> list[Document]:
    """Keep what lies between the two moments, both inclusive (workflow.md 11)."""
    if after is None and before is None:
        return rows
    dated = [(row, datetime.fromisoformat(row[field])) for row in rows if row.get(field)]
    return [row for row, moment in dated if (after is None or moment >= after) and (before is None or moment <= before)]


def _groups(parameters: Parameters) -> set[str] | None:
    one, several = parameters.text("candidateGroup"), parameters.text("candidateGroups")
    if one is None and several is None:
        return None
    groups = {group.strip() for group in (several or "").split(",")} if several else set()
    return groups | {one} if one is not None else groups
