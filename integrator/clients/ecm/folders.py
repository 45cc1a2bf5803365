"""
Folders and what lies in them.

Source: contracts/opentext/extended-ecm, sections 4 and 13. [documented, seen in code]
"""

from collections.abc import Iterator

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, properties_of, read_node
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.mishaps import NameTaken
from integrator.clients.ecm.models import Node
from integrator.clients.ecm.names import is_same_name, node_name
from integrator.clients.ecm.paging import rows_of
from integrator.clients.shapes import read_shape

FOLDER = 0
CATEGORY = 131
CATEGORY_FOLDER = 132
CATEGORY_VOLUME = 133
DOCUMENT = 144


class Folders:
    """Finds and opens folders; a lookup always reads the parent, never the search index, which lags."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def children(self, operation: str, parent_id: int, *, node_type: int, name: str = "") -> Iterator[Node]:
        """The children of one type, all pages; `name` narrows them, but not exactly."""
        request = children_request(parent_id, node_type=node_type, name=name)
        return rows_of(self._connection, operation, request, read_node)

    def find_child(self, operation: str, parent_id: int, name: str, *, node_type: int) -> Node | None:
        """The child of exactly that name, or else the one whose name differs in case only."""
        found = [
            node
            for node in self.children(operation, parent_id, node_type=node_type, name=name)
            if is_same_name(name, node.name)
        ]
        return next((node for node in found if node.name == name), found[0] if found else None)

    def get_node(self, node_id: int) -> Node:
        """
        Read a node's own properties; repeating is harmless, it only reads.

        Raises:
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 4, get. [documented]
        """
        request = Request("GET", f"/v2/nodes/{node_id}", params={"fields": "properties"})
        return read_shape(self._connection.send("get_node", request), lambda it: read_node(first_result(it)))

    def list_nodes(self, parent_id: int, *, node_type: int) -> list[Node]:
        """
        List what of one type lies in a folder or workspace; repeating is harmless, it only reads.

        Raises:
            NotFound: the parent is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 4, list children. [documented]
        """
        return list(self.children("list_nodes", parent_id, node_type=node_type))

    def find_folder(self, parent_id: int, name: str) -> Node | None:
        """
        Find a folder below `parent_id`; repeating is harmless, it only reads.

        Raises:
            NotFound: the parent is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 4, list children. [documented]
        """
        return self.find_child("find_folder", parent_id, name, node_type=FOLDER)

    def open_folder(self, parent_id: int, name: str) -> Node:
        """
        Find the folder `name` below `parent_id`, or create it.

        Idempotent by (parent, name), which the server keeps unique: who loses a race meets the collision and
        takes the winner's folder. Looked up before creating, since most folders come with the workspace's
        template.

        Raises:
            NameFormatError: the server would not take the name.
            NameTaken: something that is not a folder has this name.

        Source: contracts/opentext/extended-ecm, sections 4 and 13. [documented]
        """
        found = self.find_child("open_folder", parent_id, name, node_type=FOLDER)
        if found:
            return found
        try:
            answer = self._connection.send("open_folder", create_folder_request(parent_id, name))
        except NameTaken:
            found = self.find_child("open_folder", parent_id, name, node_type=FOLDER)
            if found is None:
                raise
            return found
        node_id = read_shape(answer, lambda document: int(properties_of(first_result(document))["id"]))
        return Node(id=node_id, name=name, type=FOLDER)


def children_request(parent_id: int, *, node_type: int, name: str) -> Request:
    """List the children of a type."""
    params = {"where_type": str(node_type), "fields": "properties"}
    if name:
        params["where_name"] = name
    return Request("GET", f"/v2/nodes/{parent_id}/nodes", params=params)


def create_folder_request(parent_id: int, name: str) -> Request:
    """Create a folder."""
    document = {"type": FOLDER, "parent_id": parent_id, "name": node_name(name)}
    return Request("POST", "/v2/nodes", data=form(document))
