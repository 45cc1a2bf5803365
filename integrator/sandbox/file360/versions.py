"""Files and their content: what is stored, how equal content is told, what is too large (file360.md 5.3)."""

import base64
import hashlib
from typing import Any

from integrator.sandbox.file360.errors import Refusal, not_found
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.multipart import Part
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

Version = dict[str, Any]

_CONTENT = "file360.content"


class Versions:
    """The versions stand in their file; their bytes beside it."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def require_room(self, part: Part, sha256: str | None) -> str:
        """Return the content's hash; raises 400 `checksum_mismatch`, 413 `too_large` or `quota_exceeded`."""
        found = hashlib.sha256(part.data).hexdigest()
        if sha256 not in {None, found}:
            raise Refusal(400, "checksum_mismatch", "the content has another SHA-256")
        limits, size = read_switches(self._world.db), len(part.data)
        if limits.file_bytes and size > limits.file_bytes:
            raise Refusal(413, "too_large", "the file is larger than the service takes")
        if limits.quota_bytes and self._used() + size > limits.quota_bytes:
            raise Refusal(413, "quota_exceeded", "the tenant's storage is full")
        return found

    def add(self, file: Item, part: Part, sha256: str, *, comment: str, actor: str) -> Version:
        """Store a version; it is a draft, and so is its file from now on."""
        number = len(file["versions"]) + 1
        version: Version = {
            "version_number": number,
            "size": len(part.data),
            "mime_type": part.mime,
            "sha256": sha256,
            "comment": comment,
            "created_at": self._items.now(),
            "created_by": actor,
            "status": "draft",
        }
        file["versions"].append(version)
        file |= {"status": "draft", "status_changed_at": None, "status_changed_by": None, "status_comment": ""}
        kept = base64.b64encode(part.data).decode()
        self._world.db.put(_CONTENT, f"{file['id']}/{number}", {"base64": kept})
        if number > 1:
            self._items.touch(file, actor)
        else:
            self._items.put(file)
        return version

    def get(self, file: Item, number: int) -> Version:
        """Return a version; raises 404."""
        found = next((one for one in file["versions"] if one["version_number"] == number), None)
        if found is None:
            raise not_found("version")
        return dict(found)

    def content(self, file: Item, version: Version) -> bytes:
        kept = self._world.db.get(_CONTENT, f"{file['id']}/{version['version_number']}")
        return base64.b64decode(kept["base64"]) if kept else b""

    def _used(self) -> int:
        return sum(version["size"] for file in self._items.all_files() for version in file["versions"])
