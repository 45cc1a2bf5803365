"""The emulated service: its parts, and how its items look from outside."""

from typing import Any

from integrator.sandbox.file360.access import Access
from integrator.sandbox.file360.errors import conflict
from integrator.sandbox.file360.fields import check_name
from integrator.sandbox.file360.items import Item, Items, etag
from integrator.sandbox.file360.journal import Journal
from integrator.sandbox.file360.links import Links
from integrator.sandbox.file360.records import Records
from integrator.sandbox.file360.seed import plant
from integrator.sandbox.file360.shares import Shares
from integrator.sandbox.file360.versions import Versions
from integrator.sandbox.world import World

_COMMON = (
    "id", "type", "name", "parent_id", "description", "external_reference", "properties", "created_at", "created_by",
    "modified_at", "modified_by",
)  # fmt: skip
_OF_FILES = (
    "status", "status_changed_at", "status_changed_by", "status_comment", "effective_date", "expiration_date",
)  # fmt: skip


class File360:
    """One per sandbox process; planted with the administrator's folders when the database is empty."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.items = Items(world)
        self.journal = Journal(world, self.items)
        self.access = Access(world, self.items)
        self.versions = Versions(world, self.items)
        self.records = Records(world, self.items)
        self.shares = Shares(world, self.items)
        self.links = Links(world, self.items)
        self.plant()

    def plant(self) -> None:
        """Bring the administrator's folders, teams and people into an empty database."""
        with self.world.db.transaction():
            plant(self.items, self.access, service_user=self.world.config.opentext_client_id)

    def require_free_name(self, parent_id: str, name: str) -> None:
        """Raise 400 for an unfit name, 409 `name_exists` for a taken one."""
        check_name(name)
        found = self.items.child(parent_id, name)
        if found is not None:
            raise conflict("name_exists", "the folder has an item of this name", self.shown(found))

    def shown(self, item: Item) -> dict[str, Any]:
        """Return an item as the service shows it (file360.md 5.2)."""
        shared = [share for share in self.shares.of(item) if self.shares.is_open(share)]
        linked = [link for link in self.links.of(item) if self.links.is_open(link)]
        shown = {
            **{name: item[name] for name in _COMMON},
            "path": self.items.path(item),
            "shared": bool(shared or linked),
            "retention": self.records.shown(item),
            "etag": etag(item),
        }
        if item["type"] == "folder":
            return {**shown, "child_count": len(self.items.children(item["id"]))}
        newest = item["versions"][-1]
        return {
            **shown,
            **{name: newest[name] for name in ("size", "mime_type", "sha256", "version_number")},
            "version_count": len(item["versions"]),
            **{name: item[name] for name in _OF_FILES},
        }
