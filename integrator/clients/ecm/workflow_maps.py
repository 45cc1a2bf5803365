"""
Workflow maps: found by nickname, their attributes by name.

Source: contracts/opentext/extended-ecm, sections 9 and 16. [documented, seen in code]
"""

from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result
from integrator.clients.ecm.categories import unknown
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.models import WorkflowMap
from integrator.clients.ecm.nicknames import Nicknames
from integrator.clients.shapes import read_shape


class WorkflowMaps:
    """Reads each map once per process."""

    def __init__(self, connection: Connection, nicknames: Nicknames) -> None:
        self._connection = connection
        self._nicknames = nicknames
        self._known: dict[str, WorkflowMap] = {}

    def get(self, operation: str, nickname: str) -> WorkflowMap:
        """The map that an administrator gave this nickname; raises `UnknownName` when there is none."""
        if nickname not in self._known:
            node = self._nicknames.find(operation, nickname)
            if node is None:
                raise unknown(operation, "workflow map with the nickname", nickname)
            answer = self._connection.send(operation, definition_request(node.id))
            fields = read_shape(answer, _read_fields)
            self._known[nickname] = WorkflowMap(id=node.id, fields=fields)
        return self._known[nickname]


def definition_request(map_id: int) -> Request:
    """Get the definition of a map."""
    return Request("GET", f"/v2/workflows/{map_id}/definition")


def _read_fields(document: Any) -> dict[str, str]:
    """The form fields of the attributes by name; the entry that stands for the whole form is left out."""
    fields = {}
    for package in first_result(document)["definition"]["data_packages"]:
        for key, attribute in (package["data"].get("definitions") or {}).items():
            _, separator, number = key.partition("_")
            if separator:
                fields[attribute["name"]] = f"WorkflowForm_{number}"
    return fields
