"""The recycle bin: deleted items, until they are restored or purged (contract extended-ecm, section 4)."""

from datetime import datetime, timedelta

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import no_access, not_allowed
from integrator.sandbox.ecm.holds import Holds
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.ecm.records import is_final
from integrator.sandbox.world import World

KEPT = timedelta(days=60)


class RecycleBin:
    """What was deleted together with its parent comes back and goes with it."""

    def __init__(self, world: World, nodes: Nodes, holds: Holds, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._holds = holds
        self._effects = effects

    def put(self, node: Node) -> None:
        """Delete a node with all below it; raises 500 for a volume, a final record, or what is on hold."""
        self._holds.check_free(node)
        if is_final(node):
            raise not_allowed()
        self._nodes.delete(node)
        self._effects.record("node_deleted", node, key=str(node["id"]))

    def all(self) -> list[Node]:
        """Return the items that were deleted themselves and are not yet older than the bin keeps them."""
        since = self._world.clock.now() - KEPT
        found = [node for node in self._world.db.all("ecm_node") if node.get("deleted_with") == node["id"]]
        return [node for node in found if datetime.fromisoformat(node["modify_date"]) > since]

    def purge(self, node_id: int) -> None:
        """Destroy a deleted item with all that was deleted with it; raises 400."""
        root = self._get(node_id)
        for node in self._deleted_with(node_id):
            for version in node["versions"]:
                self._world.db.delete("ecm_content", f"{node['id']}/{version['version_number']}")
            self._world.db.delete("ecm_node", str(node["id"]))
        self._effects.record("node_purged", root, key=str(node_id))

    def restore(self, node_id: int) -> None:
        """Bring a deleted item back to where it was; raises 400, and 500 when its name was taken meanwhile."""
        root = self._get(node_id)
        self._nodes.get(root["parent_id"])
        self._nodes.check_name(root["parent_id"], root["name"])
        self._nodes.undelete(self._deleted_with(node_id))
        self._effects.record("node_restored", root, key=f"{node_id}/{root['token']}")

    def _get(self, node_id: int) -> Node:
        node = self._world.db.get("ecm_node", str(node_id))
        if node is None or node.get("deleted_with") != node_id:
            raise no_access()
        return node

    def _deleted_with(self, root_id: int) -> list[Node]:
        return [node for node in self._world.db.all("ecm_node") if node.get("deleted_with") == root_id]
