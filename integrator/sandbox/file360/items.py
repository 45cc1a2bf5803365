"""Folders and files as a tree: ids, names, paths, entity tags, trash (file360.md 5.2)."""

from collections.abc import Iterator
from typing import Any

from integrator.sandbox.file360.errors import edit_conflict, not_found
from integrator.sandbox.file360.moments import show
from integrator.sandbox.world import World

Item = dict[str, Any]

_ITEM = "file360.item"


class Items:
    """The stored items. What is in the trash is found by its id only."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def is_empty(self) -> bool:
        return not self._world.db.all(_ITEM)

    def now(self) -> str:
        return show(self._world.clock.now())

    def get(self, item_id: str, kind: str = "") -> Item:
        """Return an item, of `kind` if one is named; raises 404."""
        item = self._world.db.get(_ITEM, item_id)
        if item is None or item["trashed"] or kind not in {"", item["type"]}:
            raise not_found(kind or "item")
        return item

    def trashed(self, item_id: str) -> Item:
        """Return an item that lies in the trash; raises 404."""
        item = self._world.db.get(_ITEM, item_id)
        if item is None or not item["trashed"]:
            raise not_found("item in the trash")
        return item

    def put(self, item: Item) -> None:
        self._world.db.put(_ITEM, item["id"], item)

    def touch(self, item: Item, actor: str) -> None:
        """Store a changed item under a new entity tag."""
        item["modified_at"], item["modified_by"] = self.now(), actor
        item["revision"] += 1
        self.put(item)

    def add(self, kind: str, parent_id: str, name: str, *, actor: str, **more: Any) -> Item:
        """Create an item under a name that was found free."""
        now = self.now()
        item = {
            "id": f"{kind[:2]}-{self._world.db.next_number('file360.item', 1001)}",
            "type": kind,
            "name": name,
            "parent_id": parent_id,
            "description": "",
            "external_reference": None,
            "properties": {},
            "created_at": now,
            "created_by": actor,
            "modified_at": now,
            "modified_by": actor,
            "revision": 1,
            "trashed": False,
            "policy": None,
            "retain_until": None,
            "holds": {},
            "locked_by": "",
            **more,
        }
        self.put(item)
        return item

    def children(self, parent_id: str) -> list[Item]:
        return [item for item in self._world.db.find(_ITEM, "parent_id", parent_id) if not item["trashed"]]

    def child(self, parent_id: str, name: str) -> Item | None:
        return next((item for item in self.children(parent_id) if item["name"] == name), None)

    def referenced(self, reference: str) -> Item | None:
        """Find the item of an external reference; one in the trash has given it up."""
        found = self._world.db.find(_ITEM, "external_reference", reference)
        return next((item for item in found if not item["trashed"]), None)

    def at(self, path: str) -> Item | None:
        """Find what lies at a path from the root, such as `/Orders/2026/1001`."""
        place: Item | None = self.root()
        for name in [part for part in path.split("/") if part]:
            place = self.child(place["id"], name) if place else None
        return place

    def root(self) -> Item:
        return self._world.db.find(_ITEM, "parent_id", "")[0]

    def upward(self, item: Item) -> Iterator[Item]:
        """Yield the item, its folder, and so on to the root."""
        while True:
            yield item
            if not item["parent_id"]:
                return
            item = self.get(item["parent_id"])

    def downward(self, item: Item) -> Iterator[Item]:
        """Yield the item and everything below it, folders before what lies in them."""
        yield item
        for child in self.children(item["id"]):
            yield from self.downward(child)

    def path(self, item: Item) -> str:
        names = [place["name"] for place in self.upward(item) if place["parent_id"]]
        return "/" + "/".join(reversed(names))

    def all_files(self) -> list[Item]:
        return [item for item in self._world.db.all(_ITEM) if item["type"] == "file"]


def etag(item: Item) -> str:
    return f'"{item["id"]}.{item["revision"]}"'


def require_match(item: Item, if_match: str) -> None:
    """Raise 409 `edit_conflict` when the caller speaks of another state; no header means any state."""
    if if_match and if_match != etag(item):
        raise edit_conflict()
