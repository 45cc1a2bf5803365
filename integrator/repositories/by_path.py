"""What repositories share in which path and name are the key of everything."""

import hashlib
from abc import ABC, abstractmethod

from integrator.clients.errors import Garbled
from integrator.clients.file360 import Item, NameTaken
from integrator.repositories.interface import Unsupported
from integrator.repositories.lacking import Lacking


class ByPath(Lacking, ABC):
    """A repository below one folder, `_top`, that opens folders by (parent, name) and keeps the newest content."""

    _top: Item

    @abstractmethod
    def open_folder(self, parent_id: str, name: str) -> Item:
        """Find the folder or create it."""

    @abstractmethod
    def _content(self, file_id: str) -> bytes:
        """Read the newest content of a file."""

    def open_path(self, path: str) -> Item:
        """Find or create every folder of a path. Idempotent by the path."""
        place = self._top
        for name in [name for name in path.split("/") if name]:
            above = place.path.rstrip("/")
            place = self.open_folder(place.id, name).model_copy(update={"path": f"{above}/{name}"})
        return place

    def download(self, file_id: str, *, version: int = 0, sha256: str = "") -> bytes:
        """Read the newest content; repeating is harmless, it only reads. Earlier versions are out of reach."""
        if version:
            raise Unsupported("only the newest version can be read", system=self.system, operation="download")
        content = self._content(file_id)
        if sha256 and hashlib.sha256(content).hexdigest() != sha256:
            why = "the content has another hash than the file said"
            raise Garbled(why, system=self.system, operation="download")
        return content

    def _taken(self, operation: str) -> NameTaken:
        return NameTaken("something else has this name", system=self.system, operation=operation)
