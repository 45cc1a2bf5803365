"""
Extended ECM: workspaces, folders, documents, categories and records of one Content Server.

Each part keeps to its own file; this one puts them together.

Source: contracts/opentext/extended-ecm.
"""

from pydantic import SecretStr

from integrator.clients.ecm.categories import Categories
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.documents import Documents
from integrator.clients.ecm.folders import Folders
from integrator.clients.ecm.records import Records
from integrator.clients.ecm.workspaces import Workspaces
from integrator.clients.http import Http


class Ecm:
    """
    The repository as one service user sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: Content Server's API base, such as `https://host/cs/cs/api`.
        username: of the service user.
        password: of the service user.
        http: the way to the server.
        ext_system: name of the external system connection that business objects belong to.
    """

    def __init__(
        self, url: str, *, username: str, password: SecretStr, http: Http, ext_system: str = "SHOPIFY"
    ) -> None:
        connection = Connection(url, username=username, password=password, http=http)
        folders = Folders(connection)
        categories = Categories(connection, folders)
        documents = Documents(connection, folders, categories)
        workspaces = Workspaces(connection, categories, ext_system=ext_system)

        self.ping = connection.ping
        self.find_workspace = workspaces.find_workspace
        self.open_workspace = workspaces.open_workspace
        self.workspace_types = workspaces.workspace_types
        self.relate = workspaces.relate
        self.get_node = folders.get_node
        self.list_nodes = folders.list_nodes
        self.find_folder = folders.find_folder
        self.open_folder = folders.open_folder
        self.find_document = documents.find_document
        self.file_document = documents.file_document
        self.download = documents.download
        self.set_categories = categories.set_categories
        self.find_category = categories.find_category
        self.classify = Records(connection).classify
        self._people_url = url.rstrip("/").removesuffix("/api")

    def node_url(self, node_id: int) -> str:
        """The page of a node in the Smart View, for people. Source: Smart View's own addresses. [inferred]"""
        return f"{self._people_url}/app/nodes/{node_id}"
