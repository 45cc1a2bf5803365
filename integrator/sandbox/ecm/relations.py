"""Related workspaces, and the people in a workspace's roles (contract extended-ecm, section 7)."""

from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects, business_key
from integrator.sandbox.ecm.errors import EcmError, invalid, no_access
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.world import World

_OPPOSITE = {"child": "parent", "parent": "child"}


class Relations:
    def __init__(self, world: World, nodes: Nodes, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._effects = effects

    def add(self, node: Node, other: Node, kind: str) -> None:
        """Make `other` a `child` or the `parent` of `node`; raises 400 for a repeated pair."""
        if kind not in _OPPOSITE or node["id"] == other["id"]:
            raise invalid()
        if self._has(node, other, kind):
            raise EcmError(400, "The business workspaces are already related.")
        self._put(node, other, kind)
        self._put(other, node, _OPPOSITE[kind])
        parent, child = (node, other) if kind == "child" else (other, node)
        self._effects.record("workspaces_related", child, key=f"{_name(parent)}>{_name(child)}")

    def ensure(self, node: Node, other: Node, kind: str) -> None:
        if not self._has(node, other, kind):
            self.add(node, other, kind)

    def remove(self, node: Node, other: Node, kind: str) -> None:
        """Forget a relation; raises 400 when there is none."""
        if not self._has(node, other, kind):
            raise no_access()
        self._world.db.delete(f"ecm_related:{node['id']}", f"{kind}/{other['id']}")
        self._world.db.delete(f"ecm_related:{other['id']}", f"{_OPPOSITE[kind]}/{node['id']}")
        self._effects.record("workspaces_unrelated", node, key=f"{_name(node)}/{_name(other)}")

    def of(self, node: Node, kinds: set[str]) -> list[Node]:
        entries = self._world.db.all(f"ecm_related:{node['id']}")
        return [self._nodes.get(entry["id"]) for entry in entries if entry["kind"] in kinds]

    def _has(self, node: Node, other: Node, kind: str) -> bool:
        return self._world.db.get(f"ecm_related:{node['id']}", f"{kind}/{other['id']}") is not None

    def _put(self, node: Node, other: Node, kind: str) -> None:
        entry = {"id": other["id"], "kind": kind}
        self._world.db.put(f"ecm_related:{node['id']}", f"{kind}/{other['id']}", entry)


class Roles:
    def __init__(self, world: World, nodes: Nodes, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._effects = effects

    def get(self, workspace: Node, role_id: int) -> dict[str, Any]:
        """Return a role of the workspace; raises 400."""
        for role in workspace["roles"]:
            if role["id"] == role_id:
                return dict(role)
        raise no_access()

    def members(self, role: dict[str, Any]) -> list[dict[str, Any]]:
        return [member_properties(self.member(member_id)) for member_id in role["members"]]

    def member(self, member_id: int) -> dict[str, Any]:
        """Return a user; raises 400."""
        member = self._world.db.get("ecm_member", str(member_id))
        if member is None:
            raise no_access()
        return member

    def add_member(self, workspace: Node, role_id: int, member_id: int) -> dict[str, Any]:
        member = self.member(member_id)
        members = self.get(workspace, role_id)["members"]
        if member_id not in members:
            members.append(member_id)
            self._nodes.put(workspace)
            self._effects.record("role_member_added", workspace, key=f"{role_id}/{member_id}")
        return member_properties(member)

    def remove_member(self, workspace: Node, role_id: int, member_id: int) -> None:
        members = self.get(workspace, role_id)["members"]
        if member_id not in members:
            raise no_access()
        members.remove(member_id)
        self._nodes.put(workspace)
        self._effects.record("role_member_removed", workspace, key=f"{role_id}/{member_id}")


def member_properties(member: dict[str, Any]) -> dict[str, Any]:
    """Return what others may see of a member."""
    return {
        "id": member["id"],
        "type": member["type"],
        "name": member["name"],
        "display_name": member["display_name"],
    }


def _name(workspace: Node) -> str:
    return business_key(workspace) or str(workspace["id"])
