"""Changing items: names, places, descriptions, properties, and the trash (file360.md 5.3 rows 4 and 7)."""

from typing import Any

from integrator.sandbox.file360.access import Actor
from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.file360.fields import check_properties
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360


def change_item(state: File360, item: Item, wanted: dict[str, Any], actor: Actor) -> None:
    """Give an item its new values; absent ones stay, `properties` replace the old ones as a whole."""
    state.records.require_unlocked(item)
    check_properties(wanted.get("properties", {}))
    changed = {name: value for name, value in wanted.items() if value != item[name]}
    if not changed:
        return
    if not item["parent_id"]:
        raise invalid("the root stays as it is")
    if changed.keys() & {"name", "parent_id"}:
        _require_place(state, item, changed, actor)
    former = state.items.path(item)
    item |= changed
    state.items.touch(item, actor["id"])
    key = f"{item['id']} revision {item['revision']}"
    if "parent_id" in changed:
        state.journal.record("moved", item, actor=actor, key=key, former_path=former)
    elif "name" in changed:
        state.journal.record("renamed", item, actor=actor, key=key, former_path=former)
    if changed.keys() & {"description", "properties"}:
        state.journal.record("changed", item, actor=actor, key=f"{key} values", fields=sorted(changed))


def trash_item(state: File360, item: Item, actor: Actor, *, purge: bool) -> None:
    """Put an item and everything below it into the trash; what is purged never comes back."""
    if not item["parent_id"]:
        raise invalid("the root stays where it is")
    state.records.require_deletable(item)
    state.journal.record("deleted", item, actor=actor, key=f"{item['id']} deleted {item['revision']}", purged=purge)
    for one in list(state.items.downward(item)):
        one |= {"trashed": True, "purged": purge}
        state.items.touch(one, actor["id"])


def restore_item(state: File360, item_id: str, actor: Actor) -> Item:
    """Bring one item back from the trash to where it was; raises 404, 409 when its name is taken."""
    item = state.items.trashed(item_id)
    state.items.get(item["parent_id"], "folder")
    state.require_free_name(item["parent_id"], item["name"])
    item["trashed"] = False
    state.items.touch(item, actor["id"])
    state.journal.record("restored", item, actor=actor, key=f"{item['id']} restored {item['revision']}")
    return item


def _require_place(state: File360, item: Item, changed: dict[str, Any], actor: Actor) -> None:
    placed = {**item, **changed}
    parent = state.items.get(placed["parent_id"], "folder")
    state.access.require(actor, parent, "contributor")
    if item["id"] in {place["id"] for place in state.items.upward(parent)}:
        raise invalid("a folder cannot lie within itself")
    state.require_free_name(parent["id"], placed["name"])
