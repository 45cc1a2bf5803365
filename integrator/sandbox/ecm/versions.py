"""Documents, their versions and their content (contract extended-ecm, section 5)."""

import base64
import hashlib
from typing import Any

from integrator.sandbox.ecm.decoding import Upload
from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import invalid, no_access, not_allowed
from integrator.sandbox.ecm.nodes import DOCUMENT, Node, Nodes, provenance_of, wire_date
from integrator.sandbox.ecm.records import is_final
from integrator.sandbox.world import World

Version = dict[str, Any]


class Versions:
    """Adding a document under an existing name is a collision; a version is only made by asking for one."""

    def __init__(self, world: World, nodes: Nodes, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._effects = effects

    def document(self, node_id: int) -> Node:
        """Return a node that has versions; raises 400."""
        node = self._nodes.get(node_id)
        if node["type"] != DOCUMENT:
            raise no_access()
        return node

    def add_first(self, node: Node, upload: Upload, *, user_id: int) -> None:
        """Store the content of a new document; only later versions have descriptions of their own."""
        version = self._store(node, upload, user_id=user_id, description="")
        self._effects.record("document_created", node, key=node["name"], **_detail(version))

    def add(self, node: Node, upload: Upload, *, user_id: int, values: dict[str, Any]) -> Version:
        """Add a version; raises 400 for a long description, 500 while another user reserves the document."""
        description = str(values.get("description") or "")
        if len(description) > 255:
            raise invalid()
        if node["reserved_user_id"] not in {None, user_id} or is_final(node):
            raise not_allowed()
        version = self._store(node, upload, user_id=user_id, description=description)
        version |= provenance_of(values)
        self._nodes.touch(node, user_id)
        key = f"{node['name']} sha256:{version['sha256']}"
        number = version["version_number"]
        self._effects.record("version_added", node, key=key, version=number, **_detail(version))
        return version

    def copy_newest(self, original: Node, node: Node, *, user_id: int) -> None:
        """Give the new document `node` the newest content of another as its first version."""
        newest = original["versions"][-1]
        content = Upload(newest["file_name"], newest["mime_type"], self.content(original, newest))
        self._store(node, content, user_id=user_id, description="")

    def purge(self, node: Node, number_to_keep: int, *, user_id: int) -> None:
        """Destroy all but the newest versions; raises 400 for none to keep, 500 for a final record."""
        if number_to_keep < 1:
            raise invalid()
        if is_final(node):
            raise not_allowed()
        gone = node["versions"][:-number_to_keep]
        if not gone:
            return
        for version in gone:
            self._world.db.delete("ecm_content", f"{node['id']}/{version['version_number']}")
        node["versions"] = node["versions"][-number_to_keep:]
        self._nodes.touch(node, user_id)
        numbers = [version["version_number"] for version in gone]
        self._effects.record("versions_purged", node, key=f"{node['id']}/{numbers[-1]}", versions=numbers)

    def get(self, node: Node, number: int) -> Version:
        """Return version `number`; raises 400 when there is none."""
        found = [version for version in node["versions"] if version["version_number"] == number]
        if not found:
            raise no_access()
        return dict(found[0])

    def content(self, node: Node, version: Version) -> bytes:
        kept = self._world.db.get("ecm_content", f"{node['id']}/{version['version_number']}")
        return base64.b64decode(kept["base64"]) if kept else b""

    def _store(self, node: Node, upload: Upload, *, user_id: int, description: str) -> Version:
        number = max((version["version_number"] for version in node["versions"]), default=0) + 1
        now = wire_date(self._world.clock.now())
        version: Version = {
            "id": node["id"],
            "version_id": self._nodes.next_id(),
            "version_number": number,
            "version_number_major": 0,
            "version_number_minor": number,
            "version_number_name": str(number),
            "name": node["name"],
            "file_name": upload.name,
            "file_size": len(upload.data),
            "file_type": upload.name.rpartition(".")[2],
            "mime_type": upload.mime,
            "description": description,
            "create_date": now,
            "modify_date": now,
            "file_create_date": now,
            "file_modify_date": now,
            "owner_id": user_id,
            "locked": False,
            "locked_date": None,
            "locked_user_id": None,
            "provider_id": user_id,
            "has_generation": False,
            "sha256": hashlib.sha256(upload.data).hexdigest(),
        }
        node["versions"].append(version)
        self._nodes.put(node)
        kept = base64.b64encode(upload.data).decode()
        self._world.db.put("ecm_content", f"{node['id']}/{number}", {"base64": kept})
        return version


def shown_version(version: Version) -> Version:
    """The version as the server shows it: the hash is the sandbox's own knowledge."""
    return {name: value for name, value in version.items() if name != "sha256"}


def _detail(version: Version) -> dict[str, Any]:
    return {"sha256": version["sha256"], "size": version["file_size"], "mime": version["mime_type"]}
