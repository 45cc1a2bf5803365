"""
Extended ECM: workspaces, folders, documents, categories, records and workflows of one Content Server.

Each part keeps to its own file; this one puts them together.

Source: contracts/opentext/extended-ecm.
"""

from pydantic import SecretStr

from integrator.clients.ecm.access import Access
from integrator.clients.ecm.attributes import Attributes
from integrator.clients.ecm.audit import Audit
from integrator.clients.ecm.categories import Categories
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.dispositions import Dispositions
from integrator.clients.ecm.documents import Documents
from integrator.clients.ecm.folders import Folders
from integrator.clients.ecm.holds import Holds
from integrator.clients.ecm.listings import Listings
from integrator.clients.ecm.nicknames import Nicknames
from integrator.clients.ecm.people import People
from integrator.clients.ecm.processes import Processes
from integrator.clients.ecm.records import Records
from integrator.clients.ecm.removal import Removal
from integrator.clients.ecm.searches import Searches
from integrator.clients.ecm.workflow_maps import WorkflowMaps
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
        self._add_reading(connection)
        self._add_records(connection)
        self._add_workflows(connection)
        self._people_url = url.rstrip("/").removesuffix("/api")

    def _add_reading(self, connection: Connection) -> None:
        self.list_documents = Listings(connection).list_documents
        self.read_categories = Attributes(connection).read_categories
        self.audit_trail = Audit(connection).audit_trail
        self.search = Searches(connection).search
        self.find_by_nickname = Nicknames(connection).find_by_nickname

    def _add_records(self, connection: Connection) -> None:
        records, holds = Records(connection), Holds(connection)
        self.classify = records.classify
        self.find_record = records.find_record
        self.put_on_hold = holds.put_on_hold
        self.lift_hold = holds.lift_hold
        self.holds_on = holds.holds_on
        self.delete = Removal(connection).delete
        self.add_role_member = People(connection).add_role_member
        self.restrict_folder = Access(connection).restrict_folder

    def _add_workflows(self, connection: Connection) -> None:
        processes = Processes(connection, WorkflowMaps(connection, Nicknames(connection)))
        dispositions = Dispositions(connection)
        self.find_process = processes.find_process
        self.start_process = processes.start_process
        self.process_state = dispositions.process_state
        self.stop_process = dispositions.stop_process

    def node_url(self, node_id: int) -> str:
        """The page of a node in the Smart View, for people. Source: Smart View's own addresses. [inferred]"""
        return f"{self._people_url}/app/nodes/{node_id}"
