"""Access lists: one document for all nodes that have the same (contract extended-ecm, section 8)."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Self

from integrator.sandbox.ecm.errors import invalid
from integrator.sandbox.world import World

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
READING = RIGHTS[:2]
WORKING = RIGHTS[:7]
EVERYBODY = 999
"""The group that every user belongs to."""

Rights = tuple[str, ...]


@dataclass(slots=True)
class Acl:
    """`None` for an entry that was removed."""

    owner: Rights | None = RIGHTS
    group: Rights | None = READING
    public: Rights | None = RIGHTS[:-1]
    custom: dict[int, Rights] = field(default_factory=dict)
    """Rights of users, groups and workspace roles by their id."""

    def to_document(self) -> dict[str, Any]:
        custom = {str(right_id): list(rights) for right_id, rights in self.custom.items()}
        return {"owner": self.owner, "group": self.group, "public": self.public, "custom": custom}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        def rights(kept: list[str] | None) -> Rights | None:
            return None if kept is None else tuple(kept)

        custom = {int(right_id): tuple(kept) for right_id, kept in document["custom"].items()}
        return cls(rights(document["owner"]), rights(document["group"]), rights(document["public"]), custom)


class Acls:
    """A node names its list by key, so a new child takes its parent's list by taking the key."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, key: str | None) -> Acl:
        """Return a list; the one of a new repository without a key."""
        kept = self._world.db.get("ecm_acl", key) if key else None
        return Acl.from_document(kept) if kept else Acl()

    def keep(self, acl: Acl) -> str:
        """Keep a list and return its key."""
        document = acl.to_document()
        key = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:32]
        self._world.db.put("ecm_acl", key, document)
        return key


def checked_rights(wanted: Any) -> Rights:
    """Return rights in their own order; raises 400 for anything that is none."""
    if not isinstance(wanted, list) or not set(wanted) <= set(RIGHTS):
        raise invalid()
    return tuple(right for right in RIGHTS if right in wanted)
