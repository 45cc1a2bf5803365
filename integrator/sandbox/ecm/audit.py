"""The audit trail of a node: who did what to it, and when (contract extended-ecm, section 11)."""

from typing import Any

from integrator.sandbox.ecm.nodes import Node, wire_date
from integrator.sandbox.world import World

Record = dict[str, Any]

VERSION_OPENED = 14
EVENT_TYPES = {
    1: "Create",
    2: "Delete",
    3: "Move",
    4: "Copy",
    5: "Rename",
    6: "Reserve",
    7: "Unreserve",
    9: "Permission Changed",
    10: "Attribute Value Changed",
    11: "Version Added",
    12: "Version Deleted",
    VERSION_OPENED: "Version Opened",
    92: "Create from Copy",
    264: "Classification Applied",
}
"""Names by number; deletion, moving and deleted versions are not told anywhere and [inferred]."""

_OF_OPERATION = {
    "folder_created": 1,
    "document_created": 1,
    "workspace_created": 1,
    "node_copied": 92,
    "node_deleted": 2,
    "permissions_set": 9,
    "categories_set": 10,
    "category_removed": 10,
    "version_added": 11,
    "versions_purged": 12,
    "classified": 264,
    "classifications_set": 264,
}


class Audit:
    """Written with every effect on a node; `by` is who acts until the next call."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by: int | None = None

    def of(self, node: Node) -> list[Record]:
        """Return the records of a node, oldest first."""
        return self._world.db.all(f"ecm_audit:{node['id']}")

    def note_effect(self, operation: str, node: Node, detail: dict[str, Any]) -> None:
        """Note an effect under the event types that it has, none for what the server does not audit."""
        for event_type in _event_types(operation, node, detail):
            self.note(event_type, node)

    def note(self, event_type: int, node: Node) -> None:
        number = self._world.db.next_number("ecm_audit")
        record = {
            "id": node["id"],
            "event_type": event_type,
            "audit_name": EVENT_TYPES[event_type],
            "audit_date": wire_date(self._world.clock.now()),
            "user_id": self.by if self.by is not None else node["modify_user_id"],
            "agent_id": None,
            "audit_language_code": None,
            "target_user_id": None,
        }
        self._world.db.put(f"ecm_audit:{node['id']}", str(number), record)


def _event_types(operation: str, node: Node, detail: dict[str, Any]) -> list[int]:
    if operation != "node_changed":
        return [_OF_OPERATION[operation]] if operation in _OF_OPERATION else []
    types = {"name": 5, "parent_id": 3, "reserved_user_id": 7 if node["reserved_user_id"] is None else 6}
    return [types[name] for name in detail["changed"] if name in types]
