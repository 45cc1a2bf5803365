"""
Reading the Workflow Service's answers: HAL lists, process instances and tasks.

Pure functions over decoded JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/workflow, sections 6, 7 and 11.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from integrator.clients.workflow.dates import parse_date
from integrator.clients.workflow.models import ConnectorTask, Instance
from integrator.clients.workflow.variables import read_variables

_Row = TypeVar("_Row")

KEY_VARIABLE = "correlation_key"
"""Process variable that repeats the business key, because a task does not carry its process's key."""


def read_page(document: Any, *, read: Callable[[Any], _Row], offset: int) -> tuple[list[_Row], bool]:
    """
    The rows of one page of a HAL list, each through `read`, and whether no page follows.

    The rows are the one array under `_embedded`, whatever its name; an empty result has no `_embedded` at
    all. More follows when there is a next link, or a total beyond what was read. [seen in code]
    """
    arrays = [value for value in document.get("_embedded", {}).values() if isinstance(value, list)]
    if len(arrays) > 1:
        raise ValueError("a HAL list must embed one array")
    rows = [read(row) for row in (arrays[0] if arrays else [])]
    has_link = bool(document.get("_links", {}).get("next"))
    total = int(document.get("page", {}).get("totalElements", 0))
    return rows, not rows or not (has_link or total > offset + len(rows))


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


def _age(instance: Instance) -> tuple[bool, float, str]:
    started = instance.started
    return started is None, started.timestamp() if started else 0.0, instance.id
