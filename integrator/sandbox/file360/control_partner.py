"""Play somebody outside: open and upload what a share still allows, and nothing else."""

from typing import Any

from integrator.sandbox.file360.access import ROLES, Actor
from integrator.sandbox.file360.control_reading import part_in
from integrator.sandbox.file360.errors import forbidden
from integrator.sandbox.file360.fields import checked
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360
from integrator.sandbox.file360.uploads import upload


def open_as_partner(state: File360, _item_id: str, body: dict[str, Any]) -> Any:
    """Open a folder or file as an outsider; raises 403. What is in a folder is listed."""
    asked = checked(body, {"email": str, "item_id": str}, required=frozenset({"email", "item_id"}))
    item = state.items.get(asked["item_id"])
    actor = _enter(state, asked["email"], item, "viewer")
    event = "downloaded" if item["type"] == "file" else "viewed"
    state.journal.record(event, item, actor=actor, key="")
    children = state.items.children(item["id"]) if item["type"] == "folder" else []
    return {"item": state.shown(item), "children": [state.shown(child) for child in children]}


def upload_as_partner(state: File360, _item_id: str, body: dict[str, Any]) -> Any:
    """Upload into a shared folder as an outsider, as a new version of a file of that name; raises 403."""
    kinds = {"email": str, "folder_id": str, "name": str, "content_base64": str, "mime": str}
    asked = checked(body, kinds, required=frozenset({"email", "folder_id", "name", "content_base64"}))
    folder = state.items.get(asked["folder_id"], "folder")
    is_there = state.items.child(folder["id"], asked["name"]) is not None
    actor = _enter(state, asked["email"], folder, "editor" if is_there else "contributor")
    wanted = {"name": asked["name"], "on_conflict": "version"}
    file, _ = upload(state, folder, wanted, part_in(asked, asked["name"]), actor)
    return state.shown(file)


def _enter(state: File360, email: str, item: Item, role: str) -> Actor:
    address = email.lower()
    actor = {"type": "external_user", "id": address, "email": address}
    if state.shares.rank_of(address, item) < ROLES.index(role):
        raise forbidden()
    for share in state.shares.accept(address, item):
        place = state.items.get(share["item_id"])
        state.journal.record("share_accepted", place, actor=actor, key=f"{share['id']} accepted", share=share["id"])
    return actor
