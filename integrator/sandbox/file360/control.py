"""Play the people of File 360: see everything, review, upload, lock, restore, forget old activities."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.file360 import control_partner
from integrator.sandbox.file360.changes import restore_item, trash_item
from integrator.sandbox.file360.control_reading import number_in, part_in
from integrator.sandbox.file360.errors import Refusal, invalid
from integrator.sandbox.file360.fields import check_name, checked
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.moments import normalized
from integrator.sandbox.file360.reviews import change_status
from integrator.sandbox.file360.seed import ADMINISTRATOR
from integrator.sandbox.file360.state import File360
from integrator.sandbox.file360.uploads import upload
from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.world import World

_BELOW = "/_sandbox/file360"
_REVIEWER = "compliance-1"

Play = Callable[[File360, str, dict[str, Any]], Any]
Endpoint = Callable[[Request], Awaitable[Response]]


def control_routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/_sandbox/file360`; `by` names one of the seeded people."""
    state = File360(world)

    async def tree(_request: Request) -> Response:
        return JSONResponse({"root": _branch(state, state.items.root())})

    async def content(request: Request) -> Response:
        try:
            file = state.items.get(request.path_params["id"], "file")
            wanted = number_in(request.query_params.get("version", str(len(file["versions"]))))
            version = state.versions.get(file, wanted)
        except Refusal as refusal:
            return JSONResponse({"error": str(refusal)}, refusal.status)
        return Response(state.versions.content(file, version), media_type=version["mime_type"])

    plays: list[tuple[str, Play]] = [
        ("uploads", _upload),
        ("files/{id}/status", _review),
        ("files/{id}/lock", _lock),
        ("items/{id}/trash", _trash),
        ("items/{id}/restore", _restore),
        ("activities/forget", _forget),
        ("partner/uploads", control_partner.upload_as_partner),
        ("partner/open", control_partner.open_as_partner),
    ]
    return [
        Route(f"{_BELOW}/tree", tree, methods=["GET"]),
        Route(f"{_BELOW}/files/{{id}}/content", content, methods=["GET"]),
        *[Route(f"{_BELOW}/{path}", _played(state, play), methods=["POST"]) for path, play in plays],
    ]


def _played(state: File360, play: Play) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            body = await json_object(request)
            with state.world.db.transaction():
                return JSONResponse(play(state, request.path_params.get("id", ""), body))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        except Refusal as refusal:
            return JSONResponse({"error": str(refusal), "error_code": refusal.code}, refusal.status)

    return endpoint


def _upload(state: File360, _item_id: str, body: dict[str, Any]) -> Any:
    """Store a file at a path as one of the people, as a new version where there is one; folders are created."""
    kinds = {"path": str, "content_base64": str, "mime": str, "by": str, "properties": dict}
    asked = checked(body, kinds, required=frozenset({"path", "content_base64"}))
    *folders, name = [part for part in asked["path"].split("/") if part] or [""]
    check_name(name)
    actor = state.access.person(asked.get("by", _REVIEWER))
    place = state.items.root()
    for folder in folders:
        place = state.items.child(place["id"], folder) or _add_folder(state, place, folder)
    wanted = {"name": name, "on_conflict": "version", "properties": asked.get("properties", {})}
    file, _ = upload(state, place, wanted, part_in(asked, name), actor)
    return state.shown(file)


def _add_folder(state: File360, parent: Item, name: str) -> Item:
    state.require_free_name(parent["id"], name)
    more: dict[str, Any] = {"inherit": True, "grants": [], "asked": None}
    folder = state.items.add("folder", parent["id"], name, actor=ADMINISTRATOR, **more)
    actor = state.access.person(ADMINISTRATOR)
    state.journal.record("created", folder, actor=actor, key=state.items.path(folder))
    return folder


def _review(state: File360, item_id: str, body: dict[str, Any]) -> Any:
    """Give a file any status that may follow; a draft that is approved or rejected passes its review first."""
    kinds = {"status": str, "comment": str, "by": str, "effective_date": str, "expiration_date": str}
    asked = checked(body, kinds, required=frozenset({"status"}))
    actor = state.access.person(asked.pop("by", _REVIEWER))
    file = state.items.get(item_id, "file")
    for name in ("effective_date", "expiration_date"):
        if name in asked:
            asked[name] = normalized(asked[name], name)
    if file["status"] == "draft" and asked["status"] in {"approved", "rejected"}:
        _set_status(state, file, {"status": "in_review"}, actor)
    _set_status(state, file, asked, actor)
    return state.shown(file)


def _set_status(state: File360, file: Item, asked: dict[str, Any], actor: dict[str, str]) -> None:
    former = file["status"]
    if change_status(file, asked, actor=actor["id"], now=state.items.now()):
        state.items.touch(file, actor["id"])
        detail = {"from": former, "to": file["status"], "comment": file["status_comment"]}
        key = f"{file['id']} status {file['revision']}"
        state.journal.record("status_changed", file, actor=actor, key=key, **detail)


def _lock(state: File360, item_id: str, body: dict[str, Any]) -> Any:
    """Open a file for editing as `by`; an empty name closes it."""
    file = state.items.get(item_id, "file")
    file["locked_by"] = checked(body, {"by": str}, required=frozenset({"by"}))["by"]
    state.items.put(file)
    return state.shown(file)


def _trash(state: File360, item_id: str, body: dict[str, Any]) -> Any:
    checked(body, {})
    trash_item(state, state.items.get(item_id), state.access.person(ADMINISTRATOR), purge=False)
    return {"trashed": item_id}


def _restore(state: File360, item_id: str, body: dict[str, Any]) -> Any:
    checked(body, {})
    return state.shown(restore_item(state, item_id, state.access.person(ADMINISTRATOR)))


def _forget(state: File360, _item_id: str, body: dict[str, Any]) -> Any:
    up_to = checked(body, {"up_to": int}, required=frozenset({"up_to"}))["up_to"]
    if up_to < 0:
        raise invalid("up_to is the id of an activity")
    state.journal.forget(up_to)
    return {"forgotten": up_to}


def _branch(state: File360, item: Item) -> dict[str, Any]:
    shown = state.shown(item)
    shown["shares"] = [state.shares.shown(share) for share in state.shares.of(item)]
    shown["links"] = [state.links.shown(link) for link in state.links.of(item)]
    if item["type"] == "file":
        return {**shown, "versions": item["versions"]}
    children = [_branch(state, child) for child in state.items.children(item["id"])]
    return {**shown, "permissions": state.access.grants_of(item), "holds": item["holds"], "children": children}
