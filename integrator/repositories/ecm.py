"""
Extended ECM in the place of File 360, for sites that have the one and not the other.

Path and name are the key of everything, for nodes carry no reference that could be searched: a caller puts the store
into the path. Ids are node numbers written as texts.

Source: contracts/opentext/file360, 5.5; contracts/opentext/extended-ecm, sections 4, 5 and 10. [profile]
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from integrator.clients.ecm import DOCUMENT, FOLDER, Document, Ecm, Node
from integrator.clients.ecm import NameTaken as NodeNameTaken
from integrator.clients.errors import Refused
from integrator.clients.file360 import Capabilities, Item, OnConflict, Ref
from integrator.repositories.by_path import ByPath
from integrator.repositories.interface import Unsupported

CAPABILITIES = Capabilities(
    supports_external_reference=False,
    supports_properties=False,
    supports_versions=False,
    supports_status=False,
    supports_sharing=False,
    supports_links=False,
    supports_permissions=False,
    supports_retention=True,
    supports_holds=False,
    supports_activity_feed=False,
)
"""What our client of Extended ECM can do; the product itself can do more."""


class EcmRepository(ByPath):
    """
    Keeps folders and files below one node of Content Server.

    Args:
        ecm: the client.
        root_id: node that stands for `/`, a folder or the enterprise volume.
    """

    system = "ecm"
    capabilities = CAPABILITIES

    def __init__(self, ecm: Ecm, *, root_id: int) -> None:
        self._ecm = ecm
        self._root = Node(id=root_id, name="", type=FOLDER)
        self._top = folder_item(self._root, path="/")

    def find_at(self, path: str) -> Item | None:
        """Find what lies at a path below the root; repeating is harmless, it only reads."""
        names = [name for name in path.split("/") if name]
        if not names:
            return self._top
        parent = self._root
        for name in names[:-1]:
            found = self._ecm.find_folder(parent.id, name)
            if found is None:
                return None
            parent = found
        folder = self._ecm.find_folder(parent.id, names[-1])
        if folder is not None:
            return folder_item(folder, parent.id, path)
        document = self._ecm.find_document(parent.id, names[-1])
        return file_item(document, parent.id, path) if document else None

    def get(self, ref: Ref) -> Item:
        """
        Read a node; a file's version and hash are known only to whoever looks it up by its path.

        Repeating is harmless, it only reads.
        """
        node = self._ecm.get_node(int(ref.id))
        return folder_item(node) if node.type == FOLDER else bare_file(node)

    def list_folder(
        self, folder_id: str, *, kind: Literal["folder", "file", ""] = "", name: str = "", status: str = ""
    ) -> list[Item]:
        """List folders, then files; repeating is harmless, it only reads. There is no review status to ask for."""
        if status:
            raise Unsupported("files have no review status here", system=self.system, operation="list_folder")
        parent = int(folder_id)
        wanted = {"folder": (FOLDER,), "file": (DOCUMENT,), "": (FOLDER, DOCUMENT)}[kind]
        nodes = [node for node_type in wanted for node in self._ecm.list_nodes(parent, node_type=node_type)]
        return [
            folder_item(node, parent) if node.type == FOLDER else bare_file(node, parent)
            for node in nodes
            if name in {"", node.name}
        ]

    def open_folder(
        self,
        parent_id: str,
        name: str,
        *,
        reference: str = "",
        description: str = "",
        properties: Mapping[str, str] | None = None,
    ) -> Item:
        """
        Find the folder or create it. Idempotent by (parent, name).

        What describes a folder elsewhere is left out: nodes have no reference, and values go into categories.
        """
        del reference, description, properties
        try:
            return folder_item(self._ecm.open_folder(int(parent_id), name), int(parent_id))
        except NodeNameTaken as error:
            raise self._taken("open_folder") from error

    def upload(
        self,
        folder_id: str,
        name: str,
        content: bytes,
        *,
        mime: str,
        sha256: str,
        reference: str = "",
        on_conflict: OnConflict = "version",
        description: str = "",
        properties: Mapping[str, str] | None = None,
    ) -> Item:
        """
        Store a file. Idempotent by (folder, name) and hash; `reference` is kept as provenance and never searched.

        Two workers at once may add a version where `on_conflict` wants none, so one worker at a time stores a file.
        """
        del properties
        parent = int(folder_id)
        if on_conflict != "version":
            found = self._ecm.find_document(parent, name)
            if found is not None and found.sha256 != sha256:
                raise self._taken("upload")
        try:
            document = self._ecm.file_document(
                parent,
                name,
                content,
                mime=mime,
                sha256=sha256,
                description=description,
                external_identity=reference,
            )
        except NodeNameTaken as error:
            raise self._taken("upload") from error
        return file_item(document, parent).model_copy(update={"size": len(content), "mime_type": mime})

    def _content(self, file_id: str) -> bytes:
        return self._ecm.download(int(file_id))

    def set_retention(self, ref: Ref, policy: str, *, event_date: datetime | None = None) -> Item:
        """
        Make a node a record of the RM classification `policy`, which is a node number here.

        Idempotent by the pair. From what the period counts is set up in records management, so no date is taken.
        """
        if event_date is not None or not policy.isdecimal():
            raise Refused("a policy is the number of an RM classification", system="ecm", operation="set_retention")
        self._ecm.classify(int(ref.id), int(policy))
        return self.get(ref).model_copy(update={"retention_policy": policy})


def folder_item(node: Node, parent_id: int = 0, path: str = "") -> Item:
    """A folder; parent and path are empty where nobody asked for them."""
    return Item(type="folder", id=str(node.id), name=node.name, parent_id=str(parent_id or ""), path=path)


def bare_file(node: Node, parent_id: int = 0) -> Item:
    """A file of which only the node is known."""
    return Item(type="file", id=str(node.id), name=node.name, parent_id=str(parent_id or ""), path="")


def file_item(document: Document, parent_id: int, path: str = "") -> Item:
    """A file at its newest version."""
    return Item(
        type="file",
        id=str(document.node_id),
        name=document.name,
        parent_id=str(parent_id),
        path=path,
        sha256=document.sha256,
        version_number=document.version,
        created=document.created,
    )
