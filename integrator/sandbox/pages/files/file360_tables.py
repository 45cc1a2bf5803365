"""What File 360 knows of a folder or file beside its content, as tables."""

from collections.abc import Iterator
from typing import Any

from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360
from integrator.sandbox.pages.files.tree import Table

_FACTS = ("path", "description", "external_reference", "etag", "shared", "created_by", "modified_by")
_REVIEW = ("status", "status_changed_by", "status_changed_at", "status_comment", "effective_date", "expiration_date")
_WAYS_IN = ("id", "role", "can_download", "expires_at", "state")


def of_item(state: File360, item: Item) -> list[Table]:
    """Return the tables that have something to say."""
    return [table for table in _all(state, item) if table.rows]


def _all(state: File360, item: Item) -> Iterator[Table]:
    shown = state.shown(item)
    yield _facts("Facts", {name: shown[name] for name in _FACTS})
    yield _facts("Properties", shown["properties"])
    if item["type"] == "file":
        yield _facts("Review", {name: shown[name] for name in _REVIEW})
    yield _facts("Retention", shown["retention"] or {})
    yield _facts("Holds", item["holds"])
    if item["type"] == "folder":
        yield _permissions(state.access.grants_of(item))
    yield _ways_in("Shares", [state.shares.shown(share) for share in state.shares.of(item)])
    yield _ways_in("Links", [state.links.shown(link) for link in state.links.of(item)])
    activities = state.journal.about(item, recursive=False)
    rows = [(one["at"], one["event"], one["actor"]["id"]) for one in activities]
    yield Table("Activities", ("At", "Event", "By"), rows)


def _facts(title: str, values: dict[str, Any]) -> Table:
    return Table(title, (), [(name, str(value)) for name, value in values.items() if value is not None and value != ""])


def _permissions(grants: dict[str, Any]) -> Table:
    rows = [(one["principal"]["name"], one["principal"]["type"], one["role"]) for one in grants["grants"]]
    title = "Permissions, and those of the folder above" if grants["inherit"] else "Permissions"
    return Table(title, ("For", "Kind", "Role"), rows)


def _ways_in(title: str, ways: list[dict[str, Any]]) -> Table:
    rows = [(_recipient(way), *(str(way.get(name, "")) for name in _WAYS_IN)) for way in ways]
    return Table(title, ("For", *(name.replace("_", " ").capitalize() for name in _WAYS_IN)), rows)


def _recipient(way: dict[str, Any]) -> str:
    who = way.get("recipient", {})
    return str(who.get("email") or who.get("id") or way.get("url", ""))
