"""Handlers for uploads, content, versions and review status (file360.md 5.3 rows 6 and 8 to 10)."""

from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from integrator.sandbox.file360 import uploads
from integrator.sandbox.file360.calls import Call, Table
from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.file360.fields import check_sha256
from integrator.sandbox.file360.items import Item, require_match
from integrator.sandbox.file360.moments import normalized
from integrator.sandbox.file360.reviews import change_status
from integrator.sandbox.file360.versions import Version

_STATUS = {"status": str, "comment": str, "effective_date": str, "expiration_date": str}


def upload(call: Call) -> Any:
    folder = call.item("folder", "editor")
    asked = call.fields(uploads.FIELDS, "name")
    if call.file is None:
        raise invalid("a file is required")
    if call.state.items.child(folder["id"], asked["name"]) is None:
        call.state.access.require(call.actor, folder, "contributor")
    file, is_new = uploads.upload(call.state, folder, asked, call.file, call.actor)
    return call.state.shown(file), 201 if is_new else 200


def add_version(call: Call) -> Any:
    """The body is plain form fields beside the file; the newest version's content again answers 200."""
    file = call.item("file", "editor")
    asked = call.fields({"comment": str, "sha256": str})
    check_sha256(asked.get("sha256"))
    if call.file is None:
        raise invalid("a file is required")
    require_match(file, call.if_match)
    is_new = uploads.add_version(
        call.state, file, call.file, call.actor, sha256=asked.get("sha256"), comment=asked.get("comment", "")
    )
    return file["versions"][-1], 201 if is_new else 200


def versions(call: Call) -> Any:
    """Oldest first."""
    call.asked("page", "limit")
    return call.listed(call.item("file", "viewer")["versions"])


def content(call: Call) -> Response:
    call.asked()
    file = call.item("file", "viewer")
    return _download(call, file, file["versions"][-1])


def version_content(call: Call) -> Response:
    call.asked()
    file = call.item("file", "viewer")
    text = call.request.path_params["number"]
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise invalid("the number of a version is a number")
    return _download(call, file, call.state.versions.get(file, int(text)))


def set_status(call: Call) -> Any:
    state = call.state
    file = call.item("file", "editor")
    require_match(file, call.if_match)
    asked = call.fields(_STATUS, "status")
    asked |= {name: normalized(asked[name], name) for name in ("effective_date", "expiration_date") if name in asked}
    state.records.require_unlocked(file)
    former = file["status"]
    if change_status(file, asked, actor=call.actor["id"], now=state.items.now()):
        state.items.touch(file, call.actor["id"])
        key = f"{file['id']} status {file['revision']}"
        detail = {"from": former, "to": file["status"], "comment": file["status_comment"]}
        state.journal.record("status_changed", file, actor=call.actor, key=key, **detail)
    return state.shown(file)


def _download(call: Call, file: Item, version: Version) -> Response:
    number = version["version_number"]
    call.state.journal.record("downloaded", file, actor=call.actor, key="", version=number)
    headers = {
        "Content-Type": version["mime_type"],
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file['name'])}",
        "ETag": f'"{version["sha256"]}"',
    }
    return Response(call.state.versions.content(file, version), headers=headers)


TABLE: Table = [
    ("POST", "/folders/{id}/files", "multipart", upload),
    ("GET", "/files/{id}/content", "none", content),
    ("GET", "/files/{id}/versions", "none", versions),
    ("POST", "/files/{id}/versions", "multipart", add_version),
    ("GET", "/files/{id}/versions/{number}/content", "none", version_content),
    ("PUT", "/files/{id}/status", "json", set_status),
]
