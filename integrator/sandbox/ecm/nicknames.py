"""Nicknames: globally unique names of a few anchor nodes (contract extended-ecm, section 4)."""

from integrator.sandbox.ecm.errors import EcmError, invalid
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.world import World

_FORBIDDEN = frozenset(" !%()-{}[]\";'<>?,./\\#:")


class Nicknames:
    def __init__(self, world: World, nodes: Nodes) -> None:
        self._world = world
        self._nodes = nodes

    def set(self, node: Node, nickname: str) -> bool:
        """
        Name a node; return whether that is new.

        Raises 400 for an unusable nickname, 500 for one that another node has.
        """
        if not 1 <= len(nickname) <= 248 or set(nickname) & _FORBIDDEN or nickname.isdecimal():
            raise invalid()
        taken = self._world.db.get("ecm_nickname", nickname.casefold())
        if taken and taken["id"] != node["id"]:
            raise EcmError(500, "Nicknames must be unique")
        self._world.db.put("ecm_nickname", nickname.casefold(), {"id": node["id"]})
        return taken is None

    def find(self, nickname: str) -> Node:
        """Return the node; raises 404."""
        entry = self._world.db.get("ecm_nickname", nickname.casefold())
        if entry is None:
            raise EcmError(404, f"Sorry, no exact match was found for an item with the Nickname {nickname}.")
        return self._nodes.get(entry["id"])
