"""Play the approver of a workflow: see the open steps and decide them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.processes import RUNNING, Process
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.payload import PayloadError, json_object


def process_routes(ecm: Ecm) -> list[BaseRoute]:
    """Return `GET /_sandbox/ecm/processes` and `POST /_sandbox/ecm/processes/{id}/decide`."""

    async def processes(_request: Request) -> Response:
        return JSONResponse({"processes": [_shown(ecm, process) for process in ecm.processes.all()]})

    async def decide(request: Request) -> Response:
        try:
            body = await json_object(request)
            return JSONResponse(_decide(ecm, int(request.path_params["id"]), body))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        except (EcmError, ValueError):
            return JSONResponse({"error": "there is no such open step, or it has no such disposition"}, 404)

    return [
        Route("/_sandbox/ecm/processes", processes, methods=["GET"]),
        Route("/_sandbox/ecm/processes/{id}/decide", decide, methods=["POST"]),
    ]


def _decide(ecm: Ecm, process_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Whoever has the step in the inbox decides."""
    disposition, comment = body.get("disposition"), body.get("comment", "")
    if not isinstance(disposition, str) or not isinstance(comment, str) or body.keys() - {"disposition", "comment"}:
        raise PayloadError("a decision has disposition and comment, both texts")
    with ecm.world.db.transaction():
        process = ecm.processes.get(process_id)
        ecm.processes.dispose(process, disposition, comment, user_id=process["assignee"])
    return _shown(ecm, process)


def _shown(ecm: Ecm, process: Process) -> dict[str, Any]:
    model = ecm.drafts.model(process["map_id"])
    names = {str(number): name for number, name in model.numbered}
    return {
        "id": process["id"],
        "map": model.name,
        "title": process["title"],
        "status": ecm.processes.status_key(process),
        "values": {names[number]: value for number, value in process["values"].items()},
        "dispositions": list(model.dispositions) if process["state"] == RUNNING else [],
        "documents": process["documents"],
    }
