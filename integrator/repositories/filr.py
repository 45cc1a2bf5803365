"""
Filr in the place of File 360, for sites that share and synchronize with it.

Path and name are the key of everything, for items carry no reference of ours: a caller puts the store into the path.
Ids of folders are numbers, those of files hexadecimal; both are written as texts.

Source: contracts/opentext/file360, 2 and 5.5. [profile]
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from integrator.clients.file360 import Capabilities, Item, OnConflict, Ref
from integrator.clients.filr import File, Filr, Folder
from integrator.clients.filr import NameTaken as TitleTaken
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
    supports_retention=False,
    supports_holds=False,
    supports_activity_feed=False,
)
"""
What our client of Filr can do. Filr shares and makes links, too; we do not, for its reference says how a share begins
but not how its maker ends it, and a share without our reference could be opened again by a late repetition.
"""


class FilrRepository(ByPath):
    """
    Keeps folders and files below one folder of Filr.

    Args:
        filr: the client.
        root_id: folder that stands for `/`.
    """

    system = "filr"
    capabilities = CAPABILITIES

    def __init__(self, filr: Filr, *, root_id: int) -> None:
        self._filr = filr
        self._top = _folder(Folder(id=root_id, name=""), path="/")

    def find_at(self, path: str) -> Item | None:
        """Find what lies at a path below the root; repeating is harmless, it only reads."""
        names = [name for name in path.split("/") if name]
        place = self._top
        for depth, name in enumerate(names, start=1):
            here = self.list_folder(place.id, name=name, kind="folder" if depth < len(names) else "")
            if not here:
                return None
            place = here[0].model_copy(update={"path": "/" + "/".join(names[:depth])})
        return place

    def get(self, ref: Ref) -> Item:
        """Read a folder or a file; repeating is harmless, it only reads."""
        if ref.type == "folder":
            return _folder(self._filr.get_folder(int(ref.id)))
        return _file(self._filr.get_file(ref.id))

    def list_folder(
        self, folder_id: str, *, kind: Literal["folder", "file", ""] = "", name: str = "", status: str = ""
    ) -> list[Item]:
        """List folders, then files; repeating is harmless, it only reads. There is no review status to ask for."""
        if status:
            raise Unsupported("files have no review status here", system=self.system, operation="list_folder")
        children = self._filr.list_children(int(folder_id), name=name)
        folders = [_folder(child, folder_id) for child in children if isinstance(child, Folder)]
        files = [_file(child, folder_id) for child in children if isinstance(child, File)]
        return {"folder": folders, "file": files, "": folders + files}[kind]

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

        What describes a folder elsewhere is left out: there is no place for it.
        """
        del reference, description, properties
        try:
            return _folder(self._filr.open_folder(int(parent_id), name), parent_id)
        except TitleTaken as error:
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
        Store a file. Idempotent by (folder, name) and content: the newest content again adds nothing.

        Two workers at once may add a version where `on_conflict` wants none, so one worker at a time stores a file.

        Raises:
            ValueError: `sha256` is not the hash of `content`.
            NameTaken: a folder has the name, or `on_conflict` wants no version and the file holds other content.
        """
        del reference, description, properties
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the hash does not belong to this content")
        here = self._filr.list_children(int(folder_id), name=name)
        if any(isinstance(child, Folder) for child in here):
            raise self._taken("upload")
        found = next((child for child in here if isinstance(child, File)), None)
        stored, created = self._store(int(folder_id), name, content, found, on_conflict)
        known = {"sha256": sha256, "size": len(content), "mime_type": mime, "created": created}
        return _file(stored, folder_id).model_copy(update=known)

    def _content(self, file_id: str) -> bytes:
        return self._filr.download(file_id)

    def trash(self, ref: Ref) -> None:
        """Move an item to the trash. Idempotent: one that is gone counts as moved."""
        if ref.type == "folder":
            self._filr.trash_folder(int(ref.id))
        else:
            self._filr.trash_file(ref.id)

    def _store(
        self, folder_id: int, name: str, content: bytes, found: File | None, on_conflict: OnConflict
    ) -> tuple[File, bool]:
        if found is None:
            try:
                return self._filr.upload(folder_id, name, content), True
            except TitleTaken as error:
                raise self._taken("upload") from error
        if self._holds(found, content):
            return found, False
        if on_conflict != "version":
            raise self._taken("upload")
        self._filr.replace_content(found.id, content)
        return self._filr.get_file(found.id), True

    def _holds(self, file: File, content: bytes) -> bool:
        if file.md5:
            return file.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
        return file.size == len(content) and self._filr.download(file.id) == content


def _folder(folder: Folder, parent_id: str = "", *, path: str = "") -> Item:
    return Item(type="folder", id=str(folder.id), name=folder.name, parent_id=parent_id, path=path)


def _file(file: File, parent_id: str = "") -> Item:
    return Item(
        type="file",
        id=file.id,
        name=file.name,
        parent_id=parent_id or str(file.folder_id or ""),
        path="",
        size=file.size,
        version_number=file.version_number,
    )
