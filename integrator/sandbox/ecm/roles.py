"""Members, and the people in a workspace's roles (contract extended-ecm, sections 7 and 8)."""

from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import no_access
from integrator.sandbox.ecm.nodes import WORKSPACE, Node, Nodes
from integrator.sandbox.world import World

USER, GROUP = 0, 1
Member = dict[str, Any]


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

    def members(self, role: dict[str, Any]) -> list[Member]:
        return [member_properties(self.member(member_id)) for member_id in role["members"]]

    def any_member(self, member_id: int) -> Member:
        """Return a user, a group or a role of a workspace; their ids share one range. Raises 400."""
        role = self._world.db.get("ecm_role", str(member_id))
        return role or self.member(member_id)

    def keep(self, workspace: Node) -> None:
        """Make the roles of a new workspace known as members."""
        for role in workspace["roles"]:
            member = {"id": role["id"], "type": WORKSPACE, "name": role["name"], "display_name": role["name"]}
            self._world.db.put("ecm_role", str(role["id"]), member)

    def member(self, member_id: int) -> Member:
        """Return a user or a group; raises 400."""
        member = self._world.db.get("ecm_member", str(member_id))
        if member is None:
            raise no_access()
        return member

    def add_member(self, workspace: Node, role_id: int, member_id: int) -> Member:
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


def member_properties(member: Member) -> Member:
    """Return what others may see of a member."""
    return {
        "id": member["id"],
        "type": member["type"],
        "name": member["name"],
        "display_name": member["display_name"],
    }
