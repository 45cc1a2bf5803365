"""
Process instances: find, start, keep up to date, withdraw.

Source: contracts/opentext/workflow, sections 2.1, 3, 4 and 10.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.workflow.connection import Connection, NotThere, path_id
from integrator.clients.workflow.models import Instance
from integrator.clients.workflow.reading import KEY_VARIABLE, oldest, read_instance
from integrator.clients.workflow.variables import write_variables

_MAX_KEY = 255
_MAX_NAME = 255


class Instances:
    """The process instances of one client: running ones in the runtime, all of them in history."""

    def __init__(self, runtime: Connection, history: Connection) -> None:
        self._runtime = runtime
        self._history = history

    def find_instance(self, definition_key: str, business_key: str) -> Instance | None:
        """
        Find the instance of a business key: the oldest running one, or else the oldest that history knows.

        Repeating is harmless, it only reads. History may lag behind an end by some seconds; between the two
        an instance can be in neither.

        Source: contracts/opentext/workflow, section 10. [documented, Flowable]
        """
        operation = "find_instance"
        found = self._running(operation, definition_key, business_key) or self._listed(
            self._history, operation, "/historic-process-instances", definition_key, business_key
        )
        return oldest(found)

    def start(
        self,
        definition_key: str,
        business_key: str,
        *,
        name: str,
        variables: Mapping[str, object],
        comment: str = "",
    ) -> Instance:
        """
        Start an instance of the latest version of a model.

        Not idempotent by itself, for the service knows no idempotency key and business keys are not unique:
        ask `find_instance` before every further try, and `withdraw` after one that followed an
        ambiguous error.

        Args:
            definition_key: the model, such as `shopify_order_review`.
            business_key: at most 255 characters; the variable `correlation_key` repeats it for readers of
                tasks.
            name: what people see; cut at 255 characters.
            variables: by name; amounts as `Money` or `Decimal`, which become strings.
            comment: the first comment of the instance; empty for none.

        Returns:
            The instance, which may have ended already when no step of its model waits.

        Raises:
            ValueError: the business key is empty or too long.
            VariableError: a value cannot become a process variable.
            Refused: the model is unknown, among others.
            Unreachable: with `ambiguous` the instance may have been started.

        Source: contracts/opentext/workflow, sections 3 and 10. [documented]
        """
        if not 1 <= len(business_key) <= _MAX_KEY:
            raise ValueError(f"a business key has 1 to {_MAX_KEY} characters")
        body: dict[str, Any] = {
            "processDefinitionKey": definition_key,
            "businessKey": business_key,
            "name": name[:_MAX_NAME],
            "variables": write_variables({KEY_VARIABLE: business_key, **variables}),
            "returnVariables": False,
        }
        if comment:
            body["comment"] = {**_comment(comment), "type": "comment"}
        answer = self._runtime.send("start", Request("POST", "/process-instances", json=body))
        return read_shape(answer, read_instance)

    def withdraw(self, definition_key: str, business_key: str, *, but: str = "", reason: str) -> list[str]:
        """
        Withdraw all running instances of a business key, except `but`; returns their ids.

        Idempotent: an instance that is gone already counts as withdrawn.

        Source: contracts/opentext/workflow, section 10. [Flowable]
        """
        operation = "withdraw"
        running = self._running(operation, definition_key, business_key)
        others = [instance.id for instance in running if instance.id != but]
        for instance_id in others:
            self._delete(operation, instance_id, reason)
        return others

    def cancel(self, instance_id: str, reason: str) -> None:
        """
        Withdraw an instance for `reason`, without personal data; people see it in its history.

        Idempotent: an instance that is gone already counts as withdrawn.

        Source: contracts/opentext/workflow, section 2.1. [seen in code; the reason: Flowable]
        """
        self._delete("cancel", instance_id, reason)

    def set_variables(self, instance_id: str, values: Mapping[str, object]) -> None:
        """
        Give variables of a running instance their values, one call each; a new one takes two.

        Idempotent: the last values win.

        Raises:
            VariableError: a value cannot become a process variable.
            NotThere: the instance has ended or never was.
            Conflict: another worker created the same variable in between; the next try updates it.

        Source: contracts/opentext/workflow, sections 2.1 and 10. [seen in code]
        """
        path = f"/process-instances/{path_id(instance_id)}/variables"
        for variable in write_variables(values):
            try:
                self._runtime.send("set_variables", Request("PUT", f"{path}/{variable['name']}", json=variable))
            except NotThere:
                self._runtime.send("set_variables", Request("POST", path, json=[variable]))

    def comment(self, instance_id: str, text: str) -> None:
        """
        Add a comment to a running instance, without personal data.

        Idempotent by its text: a comment of the same text is left alone. Two workers at once may still add
        two.

        Raises:
            NotThere: the instance has ended or never was.

        Source: contracts/opentext/workflow, section 2.1. [seen in code]
        """
        path = f"/process-instances/{path_id(instance_id)}/comments"
        if text in self._runtime.rows_of("comment", path, {}, itemgetter("message")):
            return
        self._runtime.send("comment", Request("POST", path, json=_comment(text)))

    def business_key_of(self, operation: str, instance_id: str) -> str:
        """The business key of a running instance, or empty; raises `NotThere` when it has ended."""
        answer = self._runtime.send(operation, Request("GET", f"/process-instances/{path_id(instance_id)}"))
        return read_shape(answer, read_instance).business_key

    def _running(self, operation: str, definition_key: str, business_key: str) -> list[Instance]:
        return self._listed(self._runtime, operation, "/process-instances", definition_key, business_key)

    def _listed(
        self, service: Connection, operation: str, path: str, definition_key: str, business_key: str
    ) -> list[Instance]:
        params = {
            "processDefinitionKey": definition_key,
            "businessKey": business_key,
            "excludeSubprocesses": "true",
        }
        found = service.rows_of(operation, path, params, read_instance)
        # The published description of that filter is visibly a copy error, so it is not trusted alone.
        return [instance for instance in found if instance.business_key == business_key]

    def _delete(self, operation: str, instance_id: str, reason: str) -> None:
        path = f"/process-instances/{path_id(instance_id)}"
        try:
            self._runtime.send(operation, Request("DELETE", path, params={"deleteReason": reason}))
        except NotThere:
            return


def _comment(text: str) -> dict[str, Any]:
    return {"includeUserIds": False, "message": text}
