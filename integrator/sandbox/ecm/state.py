"""The emulated repository: its parts, and the creations that need several of them."""

from typing import Any

from integrator.sandbox.ecm.acls import Acls
from integrator.sandbox.ecm.audit import Audit
from integrator.sandbox.ecm.categories import Categories, grouped
from integrator.sandbox.ecm.decoding import Upload
from integrator.sandbox.ecm.drafts import Drafts
from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import invalid, no_access, wrong_type
from integrator.sandbox.ecm.holds import Holds
from integrator.sandbox.ecm.model import VOLUMES
from integrator.sandbox.ecm.nicknames import Nicknames
from integrator.sandbox.ecm.nodes import CATEGORIES_VOLUME, DOCUMENT, FOLDER, Node, Nodes, provenance_of
from integrator.sandbox.ecm.permissions import Permissions
from integrator.sandbox.ecm.processes import Processes
from integrator.sandbox.ecm.records import Records
from integrator.sandbox.ecm.recycle_bin import RecycleBin
from integrator.sandbox.ecm.relations import Relations
from integrator.sandbox.ecm.roles import Roles
from integrator.sandbox.ecm.search import Search
from integrator.sandbox.ecm.seed import plant
from integrator.sandbox.ecm.sessions import Sessions
from integrator.sandbox.ecm.subjects import Subjects
from integrator.sandbox.ecm.upserts import Upserts
from integrator.sandbox.ecm.versions import Versions
from integrator.sandbox.ecm.workspaces import Workspaces
from integrator.sandbox.world import World

_ROLES = {"categories", "classifications"}
"""What a creation may bring along beside the node itself."""


class Ecm:
    """One per sandbox process; planted with the administrator's model when the database is empty."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.nodes = Nodes(world)
        self.audit = Audit(world)
        self.effects = EcmEffects(world, self.nodes, self.audit)
        self.sessions = Sessions(world)
        self.categories = Categories(self.nodes, self.effects)
        self.versions = Versions(world, self.nodes, self.effects)
        self.nicknames = Nicknames(world, self.nodes)
        self.permissions = Permissions(Acls(world), self.nodes, self.effects)
        self.records = Records(world, self.nodes, self.effects)
        self.holds = Holds(world, self.nodes, self.effects)
        self.recycle_bin = RecycleBin(world, self.nodes, self.holds, self.effects)
        self.search = Search(world, self.nodes)
        self.subjects = Subjects(self.nodes, self.effects)
        self.roles = Roles(world, self.nodes, self.effects)
        self.workspaces = Workspaces(
            world, self.nodes, self.categories, roles=self.roles, permissions=self.permissions, effects=self.effects
        )
        self.relations = Relations(world, self.nodes, self.effects)
        self.upserts = Upserts(self.workspaces, self.categories, self.relations, self.roles)
        self.drafts = Drafts(world, self.nodes)
        self.processes = Processes(world, self.nodes, self.drafts, self.effects)
        self.plant()

    def plant(self) -> None:
        """Bring the administrator's model into an empty database."""
        plant(self.world, self.nodes, self.nicknames)

    def forget_category(self, name: str) -> bool:
        """Delete a category as an administrator would; nodes keep their values. False when there is none."""
        found = self.nodes.child(CATEGORIES_VOLUME, name)
        if found is not None:
            self.nodes.delete(found)
        return found is not None

    def volume(self, kind: int) -> Node:
        """Return the volume of a type; raises 400."""
        if kind not in VOLUMES:
            raise no_access()
        return self.nodes.get(VOLUMES[kind])

    def create_folder(self, parent_id: int, name: str, values: dict[str, Any], *, user_id: int) -> Node:
        """Create a folder with what its parent passes on and `values` ask for."""
        groups = self.wanted_categories(values)
        node = self._add(FOLDER, parent_id, name, values, user_id=user_id)
        self.effects.record("folder_created", node, key=f"{parent_id}/{name}")
        self.categories.put_all(node, groups, user_id=user_id)
        return node

    def create_document(
        self, parent_id: int, name: str, values: dict[str, Any], upload: Upload, *, user_id: int
    ) -> Node:
        """Create a document with its first version."""
        groups = self.wanted_categories(values)
        subjects = self.subjects.wanted(values)
        node = self._add(DOCUMENT, parent_id, name, values, user_id=user_id)
        self.versions.add_first(node, upload, user_id=user_id)
        self.subjects.set(node, subjects, user_id=user_id)
        self.categories.put_all(node, groups, user_id=user_id)
        return node

    def copy(self, original: Node, parent_id: int, name: str, *, user_id: int) -> Node:
        """Copy a document with its newest version, or an empty folder; raises 400 for anything else."""
        if original["type"] == DOCUMENT:
            node = self._add(DOCUMENT, parent_id, name, original, user_id=user_id)
            self.versions.copy_newest(original, node, user_id=user_id)
        elif original["type"] == FOLDER and not self.nodes.children(original["id"]):
            node = self._add(FOLDER, parent_id, name, original, user_id=user_id)
        else:
            raise invalid()
        for category_id, kept in original["categories"].items():
            self.categories.put_silently(node, int(category_id), kept["values"])
        self.nodes.put(node)
        self.effects.record("node_copied", node, key=f"{parent_id}/{name}")
        return node

    def wanted_categories(self, values: dict[str, Any]) -> dict[int, dict[str, Any]]:
        """Return the values in `roles.categories` of a creation, by category; raises 400 for wrong ones."""
        roles = values.get("roles") or {}
        if not isinstance(roles, dict) or roles.keys() - _ROLES:
            raise wrong_type("roles")
        groups = grouped(roles.get("categories") or {})
        self.categories.check(groups)
        return groups

    def _add(self, kind: int, parent_id: int, name: str, values: dict[str, Any], *, user_id: int) -> Node:
        parent = self.nodes.container(parent_id)
        node = self.nodes.add(
            kind, parent_id, name, user_id=user_id, description=str(values.get("description") or ""),
            acl=parent.get("acl"),
            **provenance_of(values),
        )  # fmt: skip
        for category_id in parent.get("inherited_categories", []):
            self.categories.put_silently(node, category_id, {})
        if kind == FOLDER:
            node["inherited_categories"] = parent.get("inherited_categories", [])
        self.nodes.put(node)
        return node
