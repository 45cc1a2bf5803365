"""
Workflows of Content Server: started once under their title, followed until somebody decided.

Source: contracts/opentext/extended-ecm, sections 9 and 13. [documented, seen in code]
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, results_of
from integrator.clients.ecm.categories import unknown
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.dates import utc_without_zone
from integrator.clients.ecm.models import Process, WorkflowMap
from integrator.clients.ecm.workflow_maps import WorkflowMaps
from integrator.clients.errors import RemoteError
from integrator.clients.shapes import read_shape

_TITLE, _DUE = "WorkflowForm_Title", "WorkflowForm_WorkflowDueDate"


class Processes:
    """Starts and finds workflows by map and title; the server enforces no key of ours."""

    def __init__(self, connection: Connection, maps: WorkflowMaps) -> None:
        self._connection = connection
        self._maps = maps

    def find_process(self, map_nickname: str, title: str) -> Process | None:
        """
        Find the workflow of a map with exactly this title, open or ended; repeating is harmless, it only reads.

        Of several the oldest counts. One that an administrator deleted or archived is not found.

        Raises:
            UnknownName: no map has this nickname.

        Source: contracts/opentext/extended-ecm, section 9, running ones and lists. [documented]
        """
        operation = "find_process"
        return self._find(operation, self._maps.get(operation, map_nickname), title)

    def start_process(
        self,
        map_nickname: str,
        title: str,
        *,
        values: Mapping[str, str],
        documents: Iterable[int] = (),
        due: datetime | None = None,
    ) -> Process:
        """
        Find the workflow with this title, or start it.

        Idempotent by (map, title): looked up before, and again after any error, because a lost answer and a
        real failure look alike. The server does not keep two workers from starting the same one at once, so the
        caller must let one worker at a time start a title. A draft that an error leaves behind asks nobody.

        Args:
            map_nickname: such as `wf_order_approval`.
            title: one per case and generation, such as `E8 SHOPIFY-1001`.
            values: of the map's attributes, by name.
            documents: ids of nodes to attach; they show up as shortcuts.
            due: when the whole workflow should be over, with a zone. None: as the map says.

        Raises:
            UnknownName: no map has this nickname, or the map no such attribute.
            NotFound: a document is missing or hidden.

        Source: contracts/opentext/extended-ecm, sections 9 and 13. [documented]
        """
        operation = "start_process"
        workflow_map = self._maps.get(operation, map_nickname)
        filled = _filled_in(operation, workflow_map, title, values, due)
        found = self._find(operation, workflow_map, title)
        if found:
            return found
        try:
            return self._start(operation, workflow_map, title, filled, documents)
        except RemoteError:
            found = self._find(operation, workflow_map, title)
            if found is None:
                raise
            return found

    def _start(
        self, operation: str, workflow_map: WorkflowMap, title: str, filled: Mapping[str, str], documents: Iterable[int]
    ) -> Process:
        answer = self._connection.send(operation, draft_request(workflow_map.id, documents))
        draft_id = read_shape(answer, lambda document: int(first_result(document)["draftprocess_id"]))
        self._connection.send(operation, draft_change(draft_id, {"action": "formUpdate", "values": dict(filled)}))
        answer = self._connection.send(operation, draft_change(draft_id, {"action": "Initiate"}))
        process_id = read_shape(answer, lambda document: int(first_result(document)["process_id"]))
        return Process(id=process_id, title=title)

    def _find(self, operation: str, workflow_map: WorkflowMap, title: str) -> Process | None:
        answer = self._connection.send(operation, running_request(workflow_map.id, title))
        found = read_shape(answer, _read_running)
        if title not in found.values():
            found = read_shape(self._connection.send(operation, ended_request()), _read_ended)
        ids = [process_id for process_id, name in found.items() if name == title]
        return Process(id=min(ids), title=title) if ids else None


def draft_request(map_id: int, documents: Iterable[int]) -> Request:
    """Make a draft of a workflow, with documents attached."""
    document: dict[str, Any] = {"workflow_id": map_id}
    ids = ",".join(str(node_id) for node_id in documents)
    if ids:
        document |= {"doc_ids": ids, "AttachDocuments": True}
    return Request("POST", "/v2/draftprocesses", data=form(document))


def draft_change(draft_id: int, change: Mapping[str, Any]) -> Request:
    """Fill a draft in, or start it."""
    return Request("PUT", f"/v2/draftprocesses/{draft_id}", data=form(change))


def running_request(map_id: int, title: str) -> Request:
    """List running workflows of a map; the title narrows, but not exactly."""
    return Request("GET", "/v2/workflows/status/active", params={"mapObjId": str(map_id), "search_name": title})


def ended_request() -> Request:
    """List our own workflows that have ended; the parameter is repeated, hence in the address."""
    return Request("GET", "/v2/workflows/status?kind=Initiated&wstatus=completed&wstatus=stopped")


def _filled_in(
    operation: str, workflow_map: WorkflowMap, title: str, values: Mapping[str, str], due: datetime | None
) -> dict[str, str]:
    filled = {_TITLE: title}
    if due:
        filled[_DUE] = utc_without_zone(due)
    for name, value in values.items():
        if name not in workflow_map.fields:
            raise unknown(operation, "attribute of this workflow map", name)
        filled[workflow_map.fields[name]] = value
    return filled


def _read_running(document: Any) -> dict[int, str]:
    return {int(row["Work_WorkID"]): row["SubWork_Title"] for row in results_of(document)}


def _read_ended(document: Any) -> dict[int, str]:
    rows = [row["data"]["wfstatus"] for row in results_of(document)]
    return {int(row["process_id"]): row["wf_name"] for row in rows}
