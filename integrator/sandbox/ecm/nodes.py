"""Nodes: everything that has an id, a name and a parent (contract extended-ecm, section 4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from integrator.sandbox.ecm.errors import NameTaken, edit_conflict, invalid, no_access, not_allowed
from integrator.sandbox.world import World

Node = dict[str, Any]

FOLDER, SHORTCUT, WORKFLOW_MAP, CATEGORY, DOCUMENT = 0, 1, 128, 131, 144
SUBJECT, CLASSIFICATION, WORKSPACE = 199, 551, 848
TYPE_NAMES = {
    FOLDER: "Folder",
    SHORTCUT: "Shortcut",
    WORKFLOW_MAP: "Workflow Map",
    CATEGORY: "Category",
    DOCUMENT: "Document",
    SUBJECT: "Classification",
    CLASSIFICATION: "RM Classification",
    WORKSPACE: "Business Workspace",
    141: "Enterprise Workspace",
    161: "Workflow Volume",
    133: "Categories Volume",
    198: "Classifications Volume",
    862: "Business Workspaces Volume",
    882: "Extended ECM Volume",
    405: "Recycle Bin",
}
ENTERPRISE, CATEGORIES_VOLUME, CLASSIFICATIONS_VOLUME = 2000, 2006, 2046
WORKSPACES_VOLUME = 2050
ATTACHMENTS_VOLUME = 2053
"""Where running workflows keep their attachments."""

LEAVES = {SHORTCUT, WORKFLOW_MAP, CATEGORY, DOCUMENT}
_FIRST_FREE_ID = 20_000
_PROVENANCE = (
    "external_create_date",
    "external_modify_date",
    "external_source",
    "external_identity",
    "external_identity_type",
)


def wire_date(moment: datetime) -> str:
    """Content Server's date of a time-zone aware site."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def provenance_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return the `external_*` values; they describe and are never checked for uniqueness."""
    return {name: values.get(name) for name in _PROVENANCE}


class Nodes:
    """The tree. A child is indexed by its name under its parent, so that a collision is one look-up."""

    def __init__(self, world: World) -> None:
        self._world = world

    def next_id(self) -> int:
        """Users, roles and nodes draw from one number range."""
        return self._world.db.next_number("ecm_id", _FIRST_FREE_ID)

    def get(self, node_id: int) -> Node:
        """Return a visible node; raises 400 when there is none."""
        node = self._world.db.get("ecm_node", str(node_id))
        if node is None or node["is_deleted"]:
            raise no_access()
        return node

    def find(self, node_id: int) -> Node | None:
        """Find a node, also a deleted one."""
        return self._world.db.get("ecm_node", str(node_id))

    def put(self, node: Node) -> None:
        self._world.db.put("ecm_node", str(node["id"]), node)

    def touch(self, node: Node, user_id: int) -> None:
        """Store a changed node under a new metadata token."""
        node["modify_date"] = wire_date(self._world.clock.now())
        node["modify_user_id"] = user_id
        node["token"] += 1
        self.put(node)

    def children(self, parent_id: int) -> list[Node]:
        index = self._world.db.all(f"ecm_child:{parent_id}")
        return [self.get(entry["id"]) for entry in index]

    def below(self, node: Node) -> Iterator[Node]:
        """Yield everything below a node, parents before their children."""
        for child in self.children(node["id"]):
            yield child
            yield from self.below(child)

    def child(self, parent_id: int, name: str) -> Node | None:
        """Find a child by name; like most databases' collations, letter case does not count."""
        entry = self._world.db.get(f"ecm_child:{parent_id}", name.casefold())
        return self.get(entry["id"]) if entry else None

    def add(
        self, kind: int, parent_id: int, name: str, *, user_id: int, node_id: int | None = None, **more: Any
    ) -> Node:
        """Create a node; raises 500 `already exists` (400 in v1) on a collision, 400 for an unusable name."""
        self.check_name(parent_id, name)
        now = wire_date(self._world.clock.now())
        node = {
            "id": node_id or self.next_id(),
            "type": kind,
            "parent_id": parent_id,
            "name": name,
            "description": "",
            "create_date": now,
            "create_user_id": user_id,
            "modify_date": now,
            "modify_user_id": user_id,
            "reserved_user_id": None,
            "is_deleted": False,
            "token": 1,
            "categories": {},
            "versions": [],
            **provenance_of(more),
            **more,
        }
        self.put(node)
        self._index(node)
        return node

    def check_name(self, parent_id: int, name: str) -> None:
        """Raise 400 for an unusable name, 500 `already exists` (400 in v1) for a taken one."""
        if not 1 <= len(name) <= 248 or ":" in name or name != name.strip():
            raise invalid()
        if self.child(parent_id, name) is not None:
            raise NameTaken(name)

    def container(self, node_id: int) -> Node:
        """Return a node that can hold others; raises 400."""
        node = self.get(node_id)
        if node["type"] in LEAVES:
            raise invalid()
        return node

    def change(self, node: Node, wanted: dict[str, Any], *, token: str | None, user_id: int) -> list[str]:
        """Rename, move, describe or reserve; return what really changed. Raises 409 when `token` is stale."""
        if token is not None and token != str(node["token"]):
            raise edit_conflict()
        changes = {name: value for name, value in wanted.items() if value != node[name]}
        if not changes:
            return []
        new = {**node, **changes}
        if (new["name"].casefold(), new["parent_id"]) != (node["name"].casefold(), node["parent_id"]):
            self.container(new["parent_id"])
            self.check_name(new["parent_id"], new["name"])
        self._unindex(node)
        node |= changes
        self._index(node)
        self.touch(node, user_id)
        return sorted(changes)

    def delete(self, node: Node) -> None:
        """Move a node and all below it out of sight; raises 500 for a volume."""
        if node["parent_id"] < 0:
            raise not_allowed()
        self._hide(node, root_id=node["id"])

    def undelete(self, nodes: list[Node]) -> None:
        """Show nodes again that were deleted."""
        for node in nodes:
            node |= {"is_deleted": False, "deleted_with": None}
            self._index(node)
            self.touch(node, node["modify_user_id"])

    def path(self, node: Node) -> str:
        """Return the names from the volume down, separated by slashes."""
        names = [node["name"]]
        while node["parent_id"] > 0:
            node = self.get(node["parent_id"])
            names.append(node["name"])
        return "/".join(reversed(names))

    def ancestors(self, node: Node) -> list[int]:
        """Return the ids of the nodes above `node` and its own, the volume first; a deleted parent ends the way."""
        ids = [node["id"]]
        while node["parent_id"] > 0:
            ids.append(node["parent_id"])
            above = self._world.db.get("ecm_node", str(node["parent_id"]))
            if above is None:
                break
            node = above
        return ids[::-1]

    def workspace_of(self, node: Node) -> Node | None:
        """Find the nearest business workspace at or above `node`."""
        while node["type"] != WORKSPACE:
            if node["parent_id"] < 0:
                return None
            node = self.get(node["parent_id"])
        return node

    def _hide(self, node: Node, *, root_id: int) -> None:
        for child in self.children(node["id"]):
            self._hide(child, root_id=root_id)
        self._unindex(node)
        node |= {"is_deleted": True, "deleted_with": root_id}
        self.touch(node, node["modify_user_id"])

    def _index(self, node: Node) -> None:
        self._world.db.put(f"ecm_child:{node['parent_id']}", node["name"].casefold(), {"id": node["id"]})

    def _unindex(self, node: Node) -> None:
        self._world.db.delete(f"ecm_child:{node['parent_id']}", node["name"].casefold())
