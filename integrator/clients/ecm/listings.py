"""
What lies in a folder, newest change first: the way to notice what people approved or filed there.

Source: contracts/opentext/extended-ecm, sections 4 and 16. [documented, seen in code]
"""

from datetime import datetime
from itertools import takewhile
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import properties_of
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.dates import read_date
from integrator.clients.ecm.folders import DOCUMENT
from integrator.clients.ecm.models import ListedDocument
from integrator.clients.ecm.paging import rows_of


class Listings:
    """Lists documents by reading their parent, never by search, whose index lags."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_documents(self, parent_id: int, *, since: datetime | None = None) -> list[ListedDocument]:
        """
        List the documents in a folder or workspace, oldest change first; repeating is harmless, it only reads.

        Args:
            parent_id: folder or workspace; what lies in folders below is not listed.
            since: leave out what was changed before. Dates have whole seconds, so a poller that continues at
                the newest date it saw meets documents of that second again. None: all.

        Raises:
            NotFound: the parent is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 4, list children. [documented]
        """
        newest_first = rows_of(self._connection, "list_documents", listing_request(parent_id), _read_document)
        wanted = takewhile(lambda document: since is None or document.modified >= since, newest_first)
        return sorted(wanted, key=lambda document: (document.modified, document.id))


def listing_request(parent_id: int) -> Request:
    """List documents, the newest change first."""
    params = {"where_type": str(DOCUMENT), "sort": "desc_modify_date", "fields": "properties"}
    return Request("GET", f"/v2/nodes/{parent_id}/nodes", params=params)


def _read_document(result: Any) -> ListedDocument:
    properties = properties_of(result)
    return ListedDocument(
        id=properties["id"],
        name=properties["name"],
        modified=read_date(properties["modify_date"]),
        mime=properties.get("mime_type") or "",
        size_bytes=int(properties.get("size") or 0),
    )
