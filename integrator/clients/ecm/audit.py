"""
The audit trail of a node: who approved, changed or opened it.

Source: contracts/opentext/extended-ecm, section 11. [documented, seen in code]
"""

from collections.abc import Iterable
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.dates import read_date
from integrator.clients.ecm.models import AuditEntry
from integrator.clients.ecm.paging import rows_of


class Audit:
    """Reads what the server noted by itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def audit_trail(self, node_id: int, *, event_types: Iterable[int] = ()) -> list[AuditEntry]:
        """
        Read the trail of a node, oldest first; repeating is harmless, it only reads.

        Args:
            node_id: folder, document or workspace.
            event_types: numbers of the server; empty means all.

        Raises:
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 11, audit. [documented, seen in code]
        """
        wanted = frozenset(event_types)
        request = audit_request(node_id)
        entries = rows_of(self._connection, "audit_trail", request, _read_entry, rows_in=_entries_in)
        # The server filters by one type only, so that is done here.
        return [entry for entry in entries if not wanted or entry.event_type in wanted]


def audit_request(node_id: int) -> Request:
    """List the audit trail."""
    return Request("GET", f"/v2/nodes/{node_id}/audit", params={"sort": "asc_audit_date"})


def _entries_in(document: Any) -> list[Any]:
    entries: list[Any] = first_result(document)["data"]["audit"]
    return entries


def _read_entry(row: Any) -> AuditEntry:
    return AuditEntry(
        event_type=row["event_type"],
        name=row["audit_name"],
        at=read_date(row["audit_date"]),
        user_id=row["user_id"],
    )
