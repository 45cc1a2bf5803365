"""
What became of a workflow: its status, and the disposition by which a person ended it.

Source: contracts/opentext/extended-ecm, section 9. [documented, seen in code]
"""

from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.mishaps import NotFound
from integrator.clients.ecm.models import Disposition, ProcessState
from integrator.clients.errors import RemoteError
from integrator.clients.shapes import read_shape

_MOST_ACTIVITIES = 100


class Dispositions:
    """Reads decisions, and withdraws a question that nobody needs answered any more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def process_state(self, process_id: int) -> ProcessState:
        """
        Read where a workflow stands and, once it is completed, how it was decided; repeating is harmless.

        The last disposition counts. Which word of ours it means is for the caller to say: maps belong to their
        administrators.

        Raises:
            NotFound: the workflow is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 9, state and decision. [documented]
        """
        state = self._state("process_state", process_id)
        if state.status != "completed":
            return state
        answer = self._connection.send("process_state", activities_request(process_id))
        return state.model_copy(update={"disposition": read_shape(answer, _last_disposition)})

    def stop_process(self, process_id: int) -> None:
        """
        Stop an open workflow, so that nobody is asked any longer.

        Idempotent by the workflow: one that is over, or missing, is left alone, and an error counts as success
        when a second look finds it over.

        Source: contracts/opentext/extended-ecm, section 9, stop. [documented]
        """
        if not self._is_open(process_id):
            return
        try:
            self._connection.send("stop_process", stop_request(process_id))
        except RemoteError:
            if self._is_open(process_id):
                raise

    def _is_open(self, process_id: int) -> bool:
        try:
            return self._state("stop_process", process_id).is_open
        except NotFound:
            return False

    def _state(self, operation: str, process_id: int) -> ProcessState:
        answer = self._connection.send(operation, Request("GET", f"/v2/workflows/status/processes/{process_id}"))
        return read_shape(answer, _read_state)


def activities_request(process_id: int) -> Request:
    """List what happened in a workflow; a simple map's sub-workflow has the same id. [seen in code]"""
    path = f"/v2/processes/{process_id}/subprocesses/{process_id}/activities"
    return Request("GET", path, params={"limit": str(_MOST_ACTIVITIES)})


def stop_request(process_id: int) -> Request:
    """Stop a workflow; the value goes as a plain form field. [documented]"""
    return Request("PUT", f"/v2/processes/{process_id}/status", data={"status": "stop"})


def _read_state(document: Any) -> ProcessState:
    details = first_result(document)["wf_details"]
    return ProcessState(title=details["wf_name"], status=details["status"])


def _last_disposition(document: Any) -> Disposition | None:
    """The last one by its place in the list, which goes from old to new. [seen in code]"""
    rows = [row for row in first_result(document)["data"] if row["action"] == "disposition"]
    if not rows:
        return None
    properties = rows[-1]["action_properties"]
    return Disposition(
        event=properties["event"],
        label=properties.get("label") or "",
        comment=rows[-1].get("comment") or "",
        user_id=rows[-1].get("user_id"),
    )
