"""What an administrator or a test may do beside the API: look at the tree and at bytes, forget part of the model."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.ecm.control_processes import process_routes
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.model import type_of_id
from integrator.sandbox.ecm.nodes import DOCUMENT, Node
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.world import World


def control_routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/_sandbox/ecm`."""
    ecm = Ecm(world)

    async def tree(_request: Request) -> Response:
        return JSONResponse({"workspaces": [_workspace(ecm, node) for node in ecm.workspaces.all()]})

    async def content(request: Request) -> Response:
        try:
            node = ecm.versions.document(int(request.path_params["id"]))
            version = ecm.versions.get(node, int(request.query_params.get("version", len(node["versions"]))))
        except (EcmError, ValueError):
            return JSONResponse({"error": "there is no such document or version"}, 404)
        return Response(ecm.versions.content(node, version), media_type=version["mime_type"])

    async def forget(request: Request) -> Response:
        try:
            what, name = _wanted(await json_object(request))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        with world.db.transaction():
            found = ecm.forget_category(name) if what == "category" else ecm.workspaces.forget_type(name)
        if not found:
            return JSONResponse({"error": f"there is no {what} called {name}"}, 404)
        return Response(status_code=204)

    async def revoke(_request: Request) -> Response:
        return JSONResponse({"revoked": ecm.sessions.revoke_all()})

    return [
        Route("/_sandbox/ecm/tickets/revoke", revoke, methods=["POST"]),
        Route("/_sandbox/ecm/tree", tree, methods=["GET"]),
        Route("/_sandbox/ecm/documents/{id}/content", content, methods=["GET"]),
        Route("/_sandbox/ecm/forget", forget, methods=["POST"]),
        *process_routes(ecm),
    ]


def _wanted(body: dict[str, Any]) -> tuple[str, str]:
    """Read `{"category": name}` or `{"workspace_type": name}`."""
    for what in ("category", "workspace_type"):
        if body.keys() == {what} and isinstance(body[what], str):
            return what, body[what]
    raise PayloadError("say which category or which workspace_type is to be forgotten")


def _workspace(ecm: Ecm, node: Node) -> dict[str, Any]:
    model = type_of_id(node["workspace_type"])
    related = ecm.relations.of(node, {"child"})
    return {
        **_item(ecm, node),
        "type": model.name if model else "",
        "path": ecm.nodes.path(node),
        "business_object": node["business_object"],
        "children": [child["id"] for child in related],
    }


def _item(ecm: Ecm, node: Node) -> dict[str, Any]:
    below = ecm.nodes.children(node["id"])
    return {
        "id": node["id"],
        "name": node["name"],
        "categories": ecm.categories.named_values(node),
        "folders": [_item(ecm, child) for child in below if child["type"] != DOCUMENT],
        "documents": [_document(ecm, child) for child in below if child["type"] == DOCUMENT],
    }


def _document(ecm: Ecm, node: Node) -> dict[str, Any]:
    return {
        "id": node["id"],
        "name": node["name"],
        "description": node["description"],
        "external_identity": node["external_identity"],
        "categories": ecm.categories.named_values(node),
        "record": node.get("record"),
        "versions": [
            {
                "number": version["version_number"],
                "file_name": version["file_name"],
                "size": version["file_size"],
                "mime": version["mime_type"],
                "sha256": version["sha256"],
                "description": version["description"],
                "created": version["create_date"],
            }
            for version in node["versions"]
        ],
    }
