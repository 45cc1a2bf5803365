"""
What lies with people: their open tasks, when and by whom these are wanted, and going on after a wait.

Source: contracts/opentext/workflow, sections 2.1, 2.2, 7 and 13.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.workflow.connection import Connection, NotThere, path_id
from integrator.clients.workflow.dates import write_date
from integrator.clients.workflow.models import PeopleTask
from integrator.clients.workflow.reading import read_people_task
from integrator.clients.workflow.tasks import CONNECTOR_GROUP
from integrator.clients.workflow.variables import write_variables


class People:
    """The open tasks of people, as one client sees them."""

    def __init__(self, runtime: Connection) -> None:
        self._runtime = runtime

    def people_tasks(self, instance_id: str) -> list[PeopleTask]:
        """
        List the open tasks of an instance that are not the connector's, oldest first.

        Repeating is harmless, it only reads.

        Source: contracts/opentext/workflow, section 2.2. [documented]
        """
        params = {"processInstanceId": path_id(instance_id), "sort": "createTime", "order": "asc"}
        found = self._runtime.rows_of("people_tasks", "/tasks", params, read_people_task)
        return [task for task in found if CONNECTOR_GROUP not in task.groups]

    def change_task(
        self, task_id: str, *, due: datetime | None = None, priority: int | None = None, groups: Sequence[str] = ()
    ) -> bool:
        """
        Change when a task is due, how urgent it is, and which groups may take it; False when it is open no longer.

        Idempotent: the last values win. What is left out stays as it is.

        Args:
            task_id: of an open task.
            due: aware; people see it in their list.
            priority: 50 is the usual one, more is more urgent.
            groups: all groups that may take the task from now on.

        Source: contracts/opentext/workflow, sections 2.2, 7 and 13. [documented]
        """
        body: dict[str, Any] = {}
        if due is not None:
            body["dueDate"] = write_date(due)
        if priority is not None:
            body["priority"] = priority
        if groups:
            body["assignments"] = [{"type": "candidate", "group": group} for group in groups]
        if not body:
            raise ValueError("nothing of the task is to be changed")
        try:
            self._runtime.send("change_task", Request("PUT", f"/tasks/{path_id(task_id)}", json=body))
        except NotThere:
            return False
        return True

    def resume(self, instance_id: str, activity: str, variables: Mapping[str, object] | None = None) -> bool:
        """
        Let an instance go on that waits at `activity` for us; False when it does not wait there, or no longer.

        Idempotent: an instance leaves the place once, so after an ambiguous error the next try answers False.

        Args:
            instance_id: of a running instance.
            activity: id of the receive task in its model, such as `await_goods`.
            variables: what the model shall know from then on.

        Raises:
            VariableError: a value cannot become a process variable.
            Unreachable: among others, while the instance is suspended.

        Source: contracts/opentext/workflow, sections 2.1 and 13. [seen in code]
        """
        body: dict[str, Any] = {"action": "trigger", "variables": write_variables(variables or {})}
        path = "/process-instances/executions"
        params = {"processInstanceId": path_id(instance_id)}
        try:
            rows = self._runtime.rows_of("resume", path, params, _read_execution)
            waiting = next((execution for execution, place in rows if place == activity), "")
            if waiting:
                self._runtime.send("resume", Request("PUT", f"{path}/{waiting}", json=body))
        except NotThere:
            return False
        return bool(waiting)


def _read_execution(row: dict[str, Any]) -> tuple[str, object]:
    """The id of an execution, and where it stands; the root of an instance stands nowhere."""
    return path_id(row["id"]), row.get("activityId")
