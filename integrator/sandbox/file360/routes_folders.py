"""Handlers for finding, folders, and what folders and files have in common (file360.md 5.3 rows 1 to 5, 7, 13)."""

from functools import partial
from typing import Any

from integrator.sandbox.file360.calls import Call, Table
from integrator.sandbox.file360.changes import change_item, trash_item
from integrator.sandbox.file360.errors import conflict, invalid
from integrator.sandbox.file360.fields import check_properties, check_reference, one_of
from integrator.sandbox.file360.items import Item, require_match
from integrator.sandbox.file360.reviews import WAYS

_NEW = {"parent_id": str, "name": str, "description": str, "external_reference": str, "properties": dict}
_CHANGES = {"name": str, "parent_id": str, "description": str, "properties": dict}
_SORTS = ("name", "created_at", "modified_at")


def who_am_i(call: Call) -> Any:
    call.asked()
    user = call.state.access.principal(call.actor["id"])
    root = call.state.items.root()
    return {"id": user["id"], "name": user["name"], "email": call.actor["email"], "root_folder_id": root["id"]}


def find(call: Call) -> Any:
    """Answers a list of none or one; what the caller may not read is not found."""
    asked = call.asked("where_external_reference", "where_path", "page", "limit")
    items, access = call.state.items, call.state.access
    wanted = asked.keys() & {"where_external_reference", "where_path"}
    if len(wanted) != 1:
        raise invalid("where_external_reference or where_path is required, and only one of them")
    by_path = "where_path" in asked
    if by_path and not asked["where_path"].startswith("/"):
        raise invalid("a path begins with a slash")
    found = items.at(asked["where_path"]) if by_path else items.referenced(asked["where_external_reference"])
    is_readable = found is not None and access.may(call.actor, found, "viewer")
    return call.listed([call.state.shown(found)] if found and is_readable else [])


def create_folder(call: Call) -> Any:
    """Equal content under the same reference is a repeat and answers 200."""
    state = call.state
    asked = call.fields(_NEW, "parent_id", "name")
    reference = asked.get("external_reference")
    check_reference(reference)
    check_properties(asked.get("properties", {}))
    parent = state.items.get(asked["parent_id"], "folder")
    state.access.require(call.actor, parent, "contributor")
    known = state.items.referenced(reference) if reference else None
    if known is not None:
        if known["type"] != "folder" or known["asked"] != asked:
            text = "this reference belongs to another item"
            raise conflict("external_reference_conflict", text, state.shown(known))
        return state.shown(known)
    state.require_free_name(parent["id"], asked["name"])
    more = {name: asked[name] for name in ("description", "external_reference", "properties") if name in asked}
    folder = state.items.add(
        "folder", parent["id"], asked["name"], actor=call.actor["id"], inherit=True, grants=[], asked=asked, **more
    )
    state.journal.record("created", folder, actor=call.actor, key=reference or state.items.path(folder))
    return state.shown(folder), 201


def show(call: Call, kind: str) -> Any:
    call.asked()
    return call.state.shown(call.item(kind, "viewer"))


def change(call: Call, kind: str) -> Any:
    item = call.item(kind, "editor")
    require_match(item, call.if_match)
    change_item(call.state, item, call.fields(_CHANGES), call.actor)
    return call.state.shown(item)


def trash(call: Call, kind: str) -> None:
    call.asked("purge")
    item = call.item(kind, "contributor")
    require_match(item, call.if_match)
    trash_item(call.state, item, call.actor, purge=call.flag("purge"))


def list_folder(call: Call) -> Any:
    """In the order of creation unless sorted; `where_name` is exact."""
    asked = call.asked("where_type", "where_name", "where_status", "sort", "page", "limit")
    folder = call.item("folder", "viewer")
    one_of(asked.get("where_type", "file"), ("folder", "file"), "where_type")
    one_of(asked.get("where_status", "draft"), tuple(WAYS), "where_status")
    rows = [row for row in call.state.items.children(folder["id"]) if _fits(row, asked)]
    if "sort" in asked:
        direction, _, key = asked["sort"].partition("_")
        one_of(direction, ("asc", "desc"), "the beginning of sort")
        rows.sort(key=lambda row: row[one_of(key, _SORTS, "the end of sort")], reverse=direction == "desc")
    return call.listed([call.state.shown(row) for row in rows])


def _fits(row: Item, asked: dict[str, str]) -> bool:
    wanted = {"type": asked.get("where_type"), "name": asked.get("where_name"), "status": asked.get("where_status")}
    return all(value in {None, row.get(name)} for name, value in wanted.items())


def permissions(call: Call) -> Any:
    call.asked()
    return call.state.access.grants_of(call.item("folder", "viewer"))


def set_permissions(call: Call) -> Any:
    state = call.state
    folder = call.item("folder", "manager")
    require_match(folder, call.if_match)
    asked = call.fields({"inherit": bool, "grants": list}, "inherit", "grants")
    wanted = {"inherit": asked["inherit"], "grants": state.access.read_grants(asked["grants"])}
    if wanted != {name: folder[name] for name in wanted}:
        folder |= wanted
        state.items.touch(folder, call.actor["id"])
        key = f"{folder['id']} permissions {folder['revision']}"
        state.journal.record("permission_changed", folder, actor=call.actor, key=key, **wanted)
    return state.access.grants_of(folder)


TABLE: Table = [
    ("GET", "/self", "none", who_am_i),
    ("GET", "/items", "none", find),
    ("POST", "/folders", "json", create_folder),
    ("GET", "/folders/{id}", "none", partial(show, kind="folder")),
    ("PUT", "/folders/{id}", "json", partial(change, kind="folder")),
    ("DELETE", "/folders/{id}", "none", partial(trash, kind="folder")),
    ("GET", "/folders/{id}/items", "none", list_folder),
    ("GET", "/folders/{id}/permissions", "none", permissions),
    ("PUT", "/folders/{id}/permissions", "json", set_permissions),
    ("GET", "/files/{id}", "none", partial(show, kind="file")),
    ("PUT", "/files/{id}", "json", partial(change, kind="file")),
    ("DELETE", "/files/{id}", "none", partial(trash, kind="file")),
]
