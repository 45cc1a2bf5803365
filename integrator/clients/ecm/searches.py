"""
Search, for people who look something up.

The index lags behind by seconds to minutes, so nothing may be decided by it: not whether something exists, nor that
it does not.

Source: contracts/opentext/extended-ecm, section 11. [documented, inferred]
"""

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import read_node, results_of
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.models import Node
from integrator.clients.ecm.paging import LIMIT
from integrator.clients.shapes import read_shape


class Searches:
    """Finds what the index knows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(self, query: str, *, below: int | None = None, limit: int = LIMIT) -> list[Node]:
        """
        Find nodes by a query; repeating is harmless, it only reads. Never decide by the answer.

        Args:
            query: in the server's own language, such as `OTName: "invoice" and OTSubType: 144`.
            below: folder or workspace to look in. None: everywhere.
            limit: of hits, the most relevant first; from 1 to 100.

        Raises:
            Refused: the query cannot be read.

        Source: contracts/opentext/extended-ecm, section 11. [documented]
        """
        answer = self._connection.send("search", search_request(query, below=below, limit=limit))
        return read_shape(answer, lambda document: [read_node(result) for result in results_of(document)])


def search_request(query: str, *, below: int | None, limit: int) -> Request:
    """Search by a query; the values go as plain form fields. [documented]"""
    fields = {"where": query, "lookfor": "complexquery", "within": "all", "page": "1", "limit": str(limit)}
    if below is not None:
        fields["location_id1"] = str(below)
    return Request("POST", "/v2/search", data=fields, reads=True)
