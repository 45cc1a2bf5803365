"""
Nicknames: the site-wide unique names of a few anchor nodes, such as workflow maps.

Source: contracts/opentext/extended-ecm, section 4. [documented]
"""

from urllib.parse import quote

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, read_node
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.mishaps import NotFound
from integrator.clients.ecm.models import Node
from integrator.clients.shapes import read_shape


class Nicknames:
    """Finds nodes; giving nicknames is an administrator's task."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_by_nickname(self, nickname: str) -> Node | None:
        """
        Find the node that has a nickname; repeating is harmless, it only reads.

        Source: contracts/opentext/extended-ecm, section 4, nickname get. [documented]
        """
        return self.find("find_by_nickname", nickname)

    def find(self, operation: str, nickname: str) -> Node | None:
        """The node of a nickname, for another operation that needs it."""
        try:
            answer = self._connection.send(operation, nickname_request(nickname))
        except NotFound:
            return None
        return read_shape(answer, lambda document: read_node(first_result(document)))


def nickname_request(nickname: str) -> Request:
    """Get the node of a nickname."""
    return Request("GET", f"/v2/nicknames/{quote(nickname, safe='')}/nodes", params={"fields": "properties"})
