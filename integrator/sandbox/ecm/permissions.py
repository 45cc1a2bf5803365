"""Access lists of nodes, kept but not enforced (contract extended-ecm, section 8)."""

from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import invalid, no_access
from integrator.sandbox.ecm.nodes import DOCUMENT, Node, Nodes

RIGHTS = (
    "see",
    "see_contents",
    "modify",
    "edit_attributes",
    "add_items",
    "reserve",
    "add_major_version",
    "delete_versions",
    "delete",
    "edit_permissions",
)


class Permissions:
    def __init__(self, nodes: Nodes, effects: EcmEffects) -> None:
        self._nodes = nodes
        self._effects = effects

    def of(self, node: Node) -> list[dict[str, Any]]:
        owner = {"type": "owner", "right_id": node["create_user_id"], "permissions": list(RIGHTS)}
        public: dict[str, Any] = {"type": "public", "right_id": None, "permissions": []}
        return [owner, public, *node.get("permissions", [])]

    def add(self, node: Node, right_id: int, rights: Any, apply_to: int) -> dict[str, Any]:
        """Grant rights to a member; raises 400 for unknown rights, or sub-items of a document."""
        if not isinstance(rights, list) or not set(rights) <= set(RIGHTS) or apply_to not in range(4):
            raise invalid()
        if apply_to and node["type"] == DOCUMENT:
            raise invalid()
        grant = {"type": "custom", "right_id": right_id, "permissions": rights}
        others = [kept for kept in node.get("permissions", []) if kept["right_id"] != right_id]
        node["permissions"] = [*others, grant]
        self._nodes.put(node)
        self._effects.record("permissions_set", node, key=f"{node['id']}/{right_id}", permissions=rights)
        return grant

    def remove(self, node: Node, right_id: int) -> None:
        kept = node.get("permissions", [])
        others = [grant for grant in kept if grant["right_id"] != right_id]
        if len(others) == len(kept):
            raise no_access()
        node["permissions"] = others
        self._nodes.put(node)
        self._effects.record("permissions_set", node, key=f"{node['id']}/{right_id}", permissions=[])
