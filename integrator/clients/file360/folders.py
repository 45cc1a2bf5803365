"""
Folders, and what lies in them.

Source: contracts/opentext/file360, 5.3 rows 1 to 5. [profile]
"""

from collections.abc import Mapping
from typing import Literal

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.mishaps import NameTaken, ReferenceTaken
from integrator.clients.file360.models import Account, Item, Ref
from integrator.clients.file360.names import item_name, item_path, path_id, reference_or_none
from integrator.clients.file360.reading import read_account, read_item
from integrator.clients.shapes import read_shape


class Folders:
    """Finds and opens folders; every look-up reads the service itself, which has no index that lags."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def who_am_i(self) -> Account:
        """Tell who we are to the service; repeating is harmless, it only reads."""
        return read_shape(self._connection.send("who_am_i", Request("GET", "/self")), read_account)

    def find(self, reference: str) -> Item | None:
        """
        Find the folder or file of our own reference; repeating is harmless, it only reads.

        What lies in the trash, or is hidden from us, is not found.
        """
        return self._only("find", {"where_external_reference": reference})

    def find_at(self, path: str) -> Item | None:
        """Find what lies at an absolute path, such as `/Orders/2026/1001`; repeating is harmless, it only reads."""
        return self._only("find_at", {"where_path": "/" + "/".join(item_path(path))})

    def get(self, ref: Ref) -> Item:
        """
        Read a folder or a file; repeating is harmless, it only reads.

        Raises:
            NotFound: it is gone, or lies in the trash.
        """
        return read_shape(self._connection.send("get", Request("GET", base_of(ref))), read_item)

    def list_folder(
        self, folder_id: str, *, kind: Literal["folder", "file", ""] = "", name: str = "", status: str = ""
    ) -> list[Item]:
        """
        List what lies in a folder, in the service's order; repeating is harmless, it only reads.

        Args:
            folder_id: of the folder.
            kind: only folders or only files; empty for both.
            name: only the item of exactly this name; empty for all.
            status: only files of this review status; empty for all.

        Raises:
            NotFound: the folder is gone.
        """
        wanted = {"where_type": kind, "where_name": name, "where_status": status}
        params = {key: value for key, value in wanted.items() if value}
        return list(self._connection.rows_of("list_folder", f"/folders/{path_id(folder_id)}/items", params, read_item))

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
        Create the folder `name` below `parent_id`, or take the one that is there.

        Idempotent by `reference`, or by (parent, name) without one: who loses a race gets the winner's folder. A
        folder of our reference is taken wherever it lies by now and whatever it is called.

        Raises:
            NameFormatError: the service would not take the name or the reference.
            NameTaken: a file, or a folder of another reference, has this name.
            ReferenceTaken: the reference belongs to a file.
        """
        body = new_folder(parent_id, name, reference=reference, description=description, properties=properties or {})
        try:
            answer = self._connection.send("open_folder", Request("POST", "/folders", json=body))
        except ReferenceTaken as error:
            if error.existing is None or error.existing.type != "folder":
                raise
            return error.existing
        except NameTaken as error:
            found = error.existing
            if found is None or found.type != "folder" or found.external_reference != reference:
                raise
            return found
        return read_shape(answer, lambda document: read_item(document, created=answer.status == 201))

    def open_path(self, path: str) -> Item:
        """
        Find the folder at an absolute path, creating what is missing of it without references.

        Idempotent by the path.

        Raises:
            NameTaken: something on the way is a file, or a folder of somebody's reference.
        """
        names = item_path(path)
        found = self._only("open_path", {"where_path": "/" + "/".join(names)})
        if found is not None and found.type == "folder":
            return found
        if not names:
            account = self.who_am_i()
            return self.get(Ref(type="folder", id=account.root_folder_id))
        parent = self.open_path("/" + "/".join(names[:-1]))
        return self.open_folder(parent.id, names[-1])

    def _only(self, operation: str, params: Mapping[str, str]) -> Item | None:
        return next(iter(self._connection.rows_of(operation, "/items", params, read_item)), None)


def base_of(ref: Ref) -> str:
    """The path of a folder or a file; raises `ValueError` for an id that does not fit."""
    return f"/{ref.type}s/{path_id(ref.id)}"


def new_folder(
    parent_id: str, name: str, *, reference: str, description: str, properties: Mapping[str, str]
) -> dict[str, object]:
    """Build the body that creates a folder; it leaves out what is empty."""
    body = {
        "parent_id": path_id(parent_id),
        "name": item_name(name),
        "external_reference": reference_or_none(reference),
        "description": description,
        "properties": dict(properties),
    }
    return {key: value for key, value in body.items() if value}
