"""Staged uploads: an address to send bytes to, before Shopify takes them as a file."""

import re
import secrets
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.database import Document
from integrator.sandbox.multipart import MultipartError, read_parts
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.world import World

_KIND = "shopify.upload"
_TOKEN = re.compile(r"/shopify/[^/]+/staged/([0-9a-f]{32})/")
_LARGEST = 20 * 1024 * 1024
"""Of an image; Source: contract api, section 11. [documented] The sandbox takes no larger file of any kind."""


def stage(action: Action, wanted: dict[str, Any], base_url: str) -> Document:
    """Keep a new target and return it as `StagedMediaUploadTarget` shows it."""
    token = secrets.token_hex(16)
    target = {
        "store": action.store,
        "filename": wanted["filename"],
        "mime": wanted["mimeType"],
        "resource": wanted["resource"],
        "method": wanted["httpMethod"],
        "size": None,
    }
    action.world.db.put(_KIND, token, target)
    address = f"{base_url}shopify/{action.store}/staged/{token}/{wanted['filename']}"
    if wanted["httpMethod"] == "POST":
        parameters = {"Content-Type": wanted["mimeType"], "success_action_status": "201", "key": token}
    else:
        parameters = {"content_type": wanted["mimeType"], "acl": "private"}
    return {
        "url": address,
        "resourceUrl": address,
        "parameters": [{"name": name, "value": value} for name, value in parameters.items()],
    }


def is_empty(world: World, source: str) -> bool:
    """Whether `source` is a target to which nobody has sent anything."""
    match = _TOKEN.search(source)
    if match is None:
        return False
    target = world.db.get(_KIND, match[1])
    return target is None or target["size"] is None


def path_of(world: World, source: str) -> Path | None:
    """Return where the bytes of a staged source lie, if it is one and has some."""
    match = _TOKEN.search(source)
    return None if match is None or is_empty(world, source) else _path(world, match[1])


def routes(world: World) -> list[BaseRoute]:
    """Return the routes that take bytes and give them back; neither needs a token of the app."""

    async def take(request: Request) -> Response:
        token = request.path_params["token"]
        target = world.db.get(_KIND, token)
        if target is None or target["store"] != request.path_params["store"]:
            return PlainTextResponse("no such upload", 404)
        if target["method"] != request.method:
            return PlainTextResponse(f"this upload takes {target['method']}", 405)
        content = await _content(request)
        if content is None or len(content) > _LARGEST:
            return PlainTextResponse("too large, or no file in the form", 400)
        path = _path(world, token)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        world.db.put(_KIND, token, {**target, "size": len(content)})
        return Response(status_code=201 if request.method == "POST" else 200)

    async def give(request: Request) -> Response:
        file = world.db.get("shopify.file", f"{request.path_params['store']}/{request.path_params['number']}")
        path = None if file is None else path_of(world, file["source"])
        if file is None or path is None:
            return Response(status_code=404)
        return FileResponse(path, filename=file["filename"])

    return [
        Route("/shopify/{store}/staged/{token}/{filename}", take, methods=["PUT", "POST"]),
        Route("/shopify/{store}/cdn/{number:int}/{filename}", give, methods=["GET"]),
    ]


async def _content(request: Request) -> bytes | None:
    if request.method == "PUT":
        return await request.body()
    try:
        parts = read_parts(request.headers.get("Content-Type", ""), await request.body())
    except MultipartError:
        return None
    return next((part.data for part in parts if part.filename is not None), None)


def _path(world: World, token: str) -> Path:
    return world.config.data_dir / "staged" / token
