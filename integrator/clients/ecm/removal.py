"""
Deleting, which moves to the recycle bin.

Source: contracts/opentext/extended-ecm, sections 4 and 13. [documented]
"""

from integrator.clients.answers import Request
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.mishaps import NotFound


class Removal:
    """Deletes what must not stay; what records management keeps, the server refuses to delete."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def delete(self, node_id: int) -> None:
        """
        Delete a node with all below it.

        Idempotent by the node: one that is missing, or hidden from us, counts as deleted.

        Raises:
            Unauthorized: it may not be deleted: on hold, a final record, or not ours.

        Source: contracts/opentext/extended-ecm, sections 4 and 13. [documented]
        """
        try:
            self._connection.send("delete", Request("DELETE", f"/v2/nodes/{node_id}"))
        except NotFound:
            return
