"""Uploads: what becomes of a file whose name or reference is there already (file360.md 5.1, 5.3 row 6)."""

from typing import Any

from integrator.sandbox.file360.access import Actor
from integrator.sandbox.file360.errors import conflict
from integrator.sandbox.file360.fields import check_properties, check_reference, check_sha256, one_of
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360
from integrator.sandbox.multipart import Part

FIELDS = {
    "name": str,
    "description": str,
    "external_reference": str,
    "properties": dict,
    "sha256": str,
    "on_conflict": str,
}
_POLICIES = ("fail", "version", "skip_identical")
_TOLD = ("description", "external_reference", "properties")
_NEW_FILE: dict[str, Any] = {
    "status": "draft",
    "status_changed_at": None,
    "status_changed_by": None,
    "status_comment": "",
    "effective_date": None,
    "expiration_date": None,
}


def upload(state: File360, folder: Item, asked: dict[str, Any], part: Part, actor: Actor) -> tuple[Item, bool]:
    """Store a file; returns it, and whether it is a new one."""
    reference = asked.get("external_reference")
    check_reference(reference)
    check_properties(asked.get("properties", {}))
    check_sha256(asked.get("sha256"))
    policy = one_of(asked.get("on_conflict", "fail"), _POLICIES, "on_conflict")
    known = state.items.referenced(reference) if reference else None
    namesake = state.items.child(folder["id"], asked["name"])
    if known is not None:
        if namesake is None or namesake["id"] != known["id"] or known["type"] != "file":
            raise conflict("external_reference_conflict", "this reference belongs to another item", state.shown(known))
        return _again(state, known, asked, part, actor, policy="skip_identical" if policy == "fail" else policy)
    if namesake is not None and namesake["type"] == "file" and not reference and not namesake["external_reference"]:
        return _again(state, namesake, asked, part, actor, policy=policy)
    state.require_free_name(folder["id"], asked["name"])
    return _create(state, folder, asked, part, actor), True


def add_version(state: File360, file: Item, part: Part, actor: Actor, *, sha256: str | None, comment: str) -> bool:
    """Add a version; False when the newest one has the same content."""
    found = state.versions.require_room(part, sha256)
    if found == file["versions"][-1]["sha256"]:
        return False
    state.records.require_unlocked(file)
    version = state.versions.add(file, part, found, comment=comment, actor=actor["id"])
    key = f"{file['external_reference'] or file['id']} sha256:{found}"
    state.journal.record("version_added", file, actor=actor, key=key, sha256=found, size=version["size"])
    return True


def _again(
    state: File360, file: Item, asked: dict[str, Any], part: Part, actor: Actor, *, policy: str
) -> tuple[Item, bool]:
    found = state.versions.require_room(part, asked.get("sha256"))
    is_identical = found == file["versions"][-1]["sha256"]
    if policy == "fail" or (policy == "skip_identical" and not is_identical):
        code = "external_reference_conflict" if asked.get("external_reference") else "name_exists"
        raise conflict(code, "this file has other content", state.shown(file))
    if not is_identical:
        add_version(state, file, part, actor, sha256=found, comment="")
    return file, False


def _create(state: File360, folder: Item, asked: dict[str, Any], part: Part, actor: Actor) -> Item:
    found = state.versions.require_room(part, asked.get("sha256"))
    told: dict[str, Any] = {name: asked[name] for name in _TOLD if name in asked}
    new: dict[str, Any] = {**_NEW_FILE, "versions": [], **told}
    file = state.items.add("file", folder["id"], asked["name"], actor=actor["id"], asked=None, **new)
    state.versions.add(file, part, found, comment="", actor=actor["id"])
    key = f"{asked.get('external_reference') or state.items.path(file)} sha256:{found}"
    state.journal.record("created", file, actor=actor, key=key, sha256=found, size=len(part.data))
    return file
