"""
Reading the Workflow Service's answers: HAL lists, process instances and tasks.

Pure functions over decoded JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/workflow, sections 6, 7 and 11.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from integrator.clients.workflow.dates import parse_date
from integrator.clients.workflow.models import ConnectorTask, HistoricInstance, Instance, PeopleTask
from integrator.clients.workflow.variables import read_variables

_Row = TypeVar("_Row")

_USUAL_COUNT = 10
"""Rows of a list that is asked for no number. [seen in code]"""

KEY_VARIABLE = "correlation_key"
"""Process variable that repeats the business key, because a task does not carry its process's key."""


def read_page(document: Any, *, read: Callable[[Any], _Row], offset: int) -> tuple[list[_Row], bool]:
    """
    The rows of one page of a HAL list, each through `read`, and whether no page follows.

    The rows are the one array under `_embedded`, whatever its name; an empty result has no `_embedded` at
    all. More follows when there is a next link, or a total beyond what was read. [seen in code]
    """
    rows = [read(row) for row in _embedded(document)]
    has_link = bool(document.get("_links", {}).get("next"))
    total = int(document.get("page", {}).get("totalElements", 0))
    return rows, not rows or not (has_link or total > offset + len(rows))


def read_whole_page(document: Any, *, read: Callable[[Any], _Row], count: int) -> tuple[list[_Row], bool]:
    """
    The rows of a HAL list that may not page at all, and whether they surely are all of them.

    They are when a total says so. Without one, exactly as many rows as were asked for, or as the service shows by
    itself, may be the beginning of more. [seen in code, inferred]
    """
    rows = [read(row) for row in _embedded(document)]
    if document.get("_links", {}).get("next"):
        return rows, False
    total = document.get("page", {}).get("totalElements")
    if total is not None:
        return rows, int(total) <= len(rows)
    return rows, len(rows) not in {count, _USUAL_COUNT}


def read_instance(row: dict[str, Any]) -> Instance:
    """One process instance, of the runtime or of the history service."""
    return Instance(
        id=row["id"],
        business_key=row.get("businessKey") or "",
        started=parse_date(row["startTime"]) if row.get("startTime") else None,
        ended=bool(row.get("ended") or row.get("endTime")),
        delete_reason=row.get("deleteReason") or "",
    )


def oldest(instances: list[Instance]) -> Instance | None:
    """The instance that came first, ties broken by id; one without a start time counts as youngest."""
    return min(instances, key=_age, default=None)


def read_task(row: dict[str, Any]) -> ConnectorTask:
    """One task with its process variables; the business key is empty when those do not repeat it."""
    variables = read_variables(row.get("variables") or [])
    key = variables.get(KEY_VARIABLE)
    return ConnectorTask(
        id=row["id"],
        instance_id=row["processInstanceId"],
        business_key=key if isinstance(key, str) else "",
        created=parse_date(row["createTime"]) if row.get("createTime") else None,
        variables=variables,
    )


def read_historic(row: dict[str, Any]) -> HistoricInstance:
    """One instance of the history service, with its variables."""
    return HistoricInstance(
        id=row["id"],
        business_key=row.get("businessKey") or "",
        ended=parse_date(row["endTime"]) if row.get("endTime") else None,
        end_activity=row.get("endActivityId") or "",
        delete_reason=row.get("deleteReason") or "",
        variables=read_variables(row.get("variables") or []),
    )


def read_people_task(row: dict[str, Any]) -> PeopleTask:
    """One task with the groups that may take it."""
    return PeopleTask(
        id=row["id"],
        place=row.get("taskDefinitionKey") or "",
        groups=tuple(one["group"] for one in row.get("assignments") or [] if one.get("group")),
        assignee=row.get("assignee") or "",
        due=parse_date(row["dueDate"]) if row.get("dueDate") else None,
    )


def _embedded(document: dict[str, Any]) -> list[Any]:
    arrays = [value for value in document.get("_embedded", {}).values() if isinstance(value, list)]
    if len(arrays) > 1:
        raise ValueError("a HAL list must embed one array")
    return arrays[0] if arrays else []


def _age(instance: Instance) -> tuple[bool, float, str]:
    started = instance.started
    return started is None, started.timestamp() if started else 0.0, instance.id
