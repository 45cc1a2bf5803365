"""Legal holds: while one is on an item, it cannot be destroyed (contract extended-ecm, section 10)."""

from collections.abc import Mapping
from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, missing, not_allowed
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.world import World

Hold = dict[str, Any]


class Holds:
    def __init__(self, world: World, nodes: Nodes, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._effects = effects

    def all(self) -> list[Hold]:
        return self._world.db.all("ecm_hold")

    def find(self, name: str) -> Hold | None:
        """Find a hold by its exact name."""
        return next((hold for hold in self.all() if hold["HoldName"] == name), None)

    def get(self, hold_id: int) -> Hold:
        """Return a hold; raises 400."""
        hold = self._world.db.get("ecm_hold", str(hold_id))
        if hold is None:
            raise EcmError(400, "Hold does not exist.")
        return hold

    def create(self, values: Mapping[str, Any], *, user: dict[str, Any]) -> Hold:
        """Create a hold; raises 400 for a missing value or a taken name."""
        for name in ("type", "name", "date_applied"):
            if not values.get(name):
                raise missing(name)
        if self.find(str(values["name"])) is not None:
            raise EcmError(400, "Could not insert into the Hold Disposition table")
        hold = {
            "HoldID": self._world.db.next_number("ecm_hold"),
            "HoldName": str(values["name"]),
            "HoldType": str(values["type"]),
            "ActiveHold": 1,
            "HoldComment": values.get("comment") or "",
            "ApplyPatron": user["display_name"],
            "DateApplied": values["date_applied"],
            "DateToRemove": values.get("date_to_remove") or None,
            "DateRemoved": None,
            "AlternateHoldID": values.get("alternate_id") or None,
            "ParentID": values.get("parent_id"),
        }
        self._world.db.put("ecm_hold", str(hold["HoldID"]), hold)
        self._world.effects.record("ecm", "hold_created", key=hold["HoldName"], detail={"hold": hold["HoldID"]})
        return hold

    def put_on(self, node: Node, hold_id: int) -> None:
        """Put a hold on a node; raises 400 when it is on it already."""
        hold = self.get(hold_id)
        if hold_id in node.get("holds", []):
            raise EcmError(400, "Object already has this Hold")
        node["holds"] = [*node.get("holds", []), hold_id]
        self._nodes.put(node)
        self._effects.record("hold_put", node, key=f"{node['id']}/{hold['HoldName']}")

    def lift(self, node: Node, hold_id: int) -> None:
        """Take a hold off a node; raises 400 when it is not on it."""
        if hold_id not in node.get("holds", []):
            raise EcmError(400, "Object does not have this Hold")
        node["holds"] = [kept for kept in node["holds"] if kept != hold_id]
        self._nodes.put(node)
        self._effects.record("hold_lifted", node, key=f"{node['id']}/{self.get(hold_id)['HoldName']}")

    def on(self, node: Node) -> list[Hold]:
        return [self.get(hold_id) for hold_id in node.get("holds", [])]

    def check_free(self, node: Node) -> None:
        """Raise 500 when a hold is on the node, above it, or on anything below it."""
        for node_id in self._nodes.ancestors(node)[:-1]:
            above = self._world.db.get("ecm_node", str(node_id))
            if above and above.get("holds"):
                raise not_allowed()
        self._check_below(node)

    def _check_below(self, node: Node) -> None:
        if node.get("holds"):
            raise not_allowed()
        for child in self._nodes.children(node["id"]):
            self._check_below(child)
