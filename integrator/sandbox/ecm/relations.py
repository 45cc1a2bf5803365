"""Related workspaces (contract extended-ecm, section 7)."""

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


def _name(workspace: Node) -> str:
    return business_key(workspace) or str(workspace["id"])
