"""File 360 as a tree of files: review status, shares, links and retention beside the versions."""

import re
from typing import Any

from integrator.sandbox.file360.errors import Refusal
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360
from integrator.sandbox.pages.files import file360_tables, tree
from integrator.sandbox.world import World

_NUMBER = re.compile(r"\d+")


class File360Files:
    """A `TreeSource` over the emulated service, from its root folder down; the trash is not shown."""

    word = "file360"
    title = "File 360"

    def __init__(self, world: World) -> None:
        self._state = File360(world)

    @property
    def root(self) -> str:
        return str(self._state.items.root()["id"])

    def find(self, node_id: str) -> tree.Node | None:
        item = self._item(node_id)
        if item is None:
            return None
        above = list(self._state.items.upward(item))[:0:-1]
        return tree.Node(
            id=item["id"],
            name=item["name"],
            kind=item["type"],
            path=[_entry(place) for place in above],
            entries=[_entry(child) for child in self._state.items.children(item["id"])],
            versions=[_version(item, kept) for kept in reversed(item.get("versions", ()))],
            tables=file360_tables.of_item(self._state, item),
        )

    def content(self, node_id: str, version: str) -> tree.Content | None:
        item = self._item(node_id)
        for kept in reversed(item.get("versions", ()) if item else ()):
            if item is not None and version in {"", str(kept["version_number"])}:
                return tree.Content(item["name"], kept["mime_type"], self._state.versions.content(item, kept))
        return None

    def about(self, number: str) -> list[tree.Entry]:
        items = self._state.items
        found: dict[str, Item] = {}
        for item in items.downward(items.root()):
            if number in _NUMBER.findall(item["external_reference"] or ""):
                found |= {below["id"]: below for below in items.downward(item)}
        return [_entry(item) for item in found.values()]

    def _item(self, item_id: str) -> Item | None:
        try:
            return self._state.items.get(item_id)
        except Refusal:
            return None


def _entry(item: Item) -> tree.Entry:
    detail = f"{len(item['versions'])} versions, {item['status']}" if item["type"] == "file" else item["description"]
    return tree.Entry(item["id"], item["name"], item["type"], item["modified_at"], detail)


def _version(item: Item, kept: dict[str, Any]) -> tree.Version:
    return tree.Version(
        word=str(kept["version_number"]),
        file_name=item["name"],
        mime=kept["mime_type"],
        size_bytes=kept["size"],
        created=kept["created_at"],
        note=f"{kept['status']} {kept['comment']}".strip(),
    )
