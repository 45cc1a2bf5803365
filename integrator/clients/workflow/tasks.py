"""
Connector tasks: how we learn that people have decided, and how we report what became of it.

Source: contracts/opentext/workflow, sections 2.2, 7, 8 and 9, mode A.
"""

from collections.abc import Iterator, Mapping

from integrator.clients.answers import Request
from integrator.clients.errors import Conflict
from integrator.clients.workflow.connection import Connection, NotThere, path_id
from integrator.clients.workflow.instances import Instances
from integrator.clients.workflow.models import ConnectorTask
from integrator.clients.workflow.reading import read_task
from integrator.clients.workflow.variables import write_variables

CONNECTOR_GROUP = "shopify_connector"
"""Candidate group of the last user task of every model of ours. [profile]"""


class Tasks:
    """
    The open connector tasks of one client.

    `claim_as` is the e-mail of the service user that claims them; empty means that nothing is claimed.
    """

    def __init__(self, runtime: Connection, instances: Instances, *, claim_as: str) -> None:
        self._runtime = runtime
        self._instances = instances
        self._claim_as = claim_as

    def connector_tasks(self, definition_key: str) -> list[ConnectorTask]:
        """
        List all open connector tasks of a model, oldest first.

        Repeating is harmless, it only reads. A task that we have claimed is no longer listed for its group,
        so those are asked for by assignee: otherwise a crash after the claim would hide a decision for good.
        [Flowable]

        Source: contracts/opentext/workflow, sections 6 and 9. [documented, seen in code]
        """
        return self._open("connector_tasks", {"processDefinitionKey": definition_key})

    def find_connector_task(self, business_key: str, definition_key: str) -> ConnectorTask | None:
        """
        Find the open connector task of a business key, or the oldest of several.

        Repeating is harmless, it only reads.

        Source: contracts/opentext/workflow, sections 2.2 and 9. [documented]
        """
        filters = {"processDefinitionKey": definition_key, "processInstanceBusinessKey": business_key}
        found = self._open("find_connector_task", filters)
        return next((task for task in found if task.business_key == business_key), None)

    def claim(self, task_id: str) -> bool:
        """
        Claim a task, so that no other worker takes it; False when it is not ours to take.

        Idempotent: claiming our own task again changes nothing. False means that somebody else has it, or
        that it is completed. Without a `claim_as` nothing is sent and the answer is True.

        Source: contracts/opentext/workflow, section 7. [seen in code, Flowable]
        """
        if not self._claim_as:
            return True
        body = {"action": "claim", "assignee": self._claim_as}
        try:
            self._runtime.send("claim", Request("POST", f"/tasks/{path_id(task_id)}", json=body))
        except (Conflict, NotThere):
            return False
        return True

    def complete(self, task_id: str, outcome: str, variables: Mapping[str, object]) -> bool:
        """
        Complete a task with its outcome; False when it was completed already, or its process has ended.

        Idempotent: a task can be completed once, so after an ambiguous error the next try answers False.

        Args:
            task_id: of the connector task.
            outcome: `applied`, `failed` or `superseded`.
            variables: what people shall find in the process, such as ids and error texts.

        Raises:
            VariableError: a value cannot become a process variable.
            Unreachable: among others, while the process is suspended or the task delegated.

        Source: contracts/opentext/workflow, sections 7 and 8. [seen in code, Flowable]
        """
        body = {"action": "complete", "outcome": outcome, "variables": write_variables(variables)}
        try:
            self._runtime.send("complete", Request("POST", f"/tasks/{path_id(task_id)}", json=body))
        except NotThere:
            return False
        return True

    def _open(self, operation: str, filters: Mapping[str, str]) -> list[ConnectorTask]:
        listed = self._listed(operation, {**filters, "candidateGroup": CONNECTOR_GROUP})
        found = {task.id: task for task in listed}
        if self._claim_as:
            found |= {task.id: task for task in self._listed(operation, {**filters, "assignee": self._claim_as})}
        return sorted(found.values(), key=_age)

    def _listed(self, operation: str, filters: Mapping[str, str]) -> Iterator[ConnectorTask]:
        params = {**filters, "includeProcessVariables": "true", "sort": "createTime", "order": "asc"}
        for task in self._runtime.rows_of(operation, "/tasks", params, read_task):
            if task.business_key:
                yield task
                continue
            try:
                key = self._instances.business_key_of(operation, task.instance_id)
            except NotThere:
                continue  # It ended after the list was made, and its task with it.
            yield task.model_copy(update={"business_key": key})


def _age(task: ConnectorTask) -> tuple[bool, float, str]:
    return task.created is None, task.created.timestamp() if task.created else 0.0, task.id
