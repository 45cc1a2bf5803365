"""The mailboxes and phones: what everybody was sent, and what is to become of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.notifications.fates import MARKS, mark, suppress, suppressed
from integrator.sandbox.notifications.state import find_job, list_messages
from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.world import World


def control_routes(world: World) -> list[BaseRoute]:
    async def mails(request: Request) -> Response:
        wanted = {name: request.query_params.get(name) for name in ("address", "channel")}
        messages = [
            one for one in list_messages(world) if all(value in {None, one[name]} for name, value in wanted.items())
        ]
        return JSONResponse({"mails": messages})

    async def mark_job(request: Request) -> Response:
        job = find_job(world, request.path_params["id"])
        if job is None:
            return JSONResponse({"error": "there is no such job"}, 404)
        try:
            marked = _mark(world, job, await json_object(request))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"marked": marked})

    async def list_suppressed(_request: Request) -> Response:
        return JSONResponse({"addresses": suppressed(world)})

    async def add_suppressed(request: Request) -> Response:
        try:
            body = await json_object(request)
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        if body.keys() != {"address"} or not isinstance(body["address"], str) or not body["address"]:
            return JSONResponse({"error": "address must be a text, and is all that is wanted"}, 400)
        suppress(world, body["address"])
        return JSONResponse({"addresses": suppressed(world)}, 201)

    return [
        Route("/_sandbox/mails", mails, methods=["GET"]),
        Route("/_sandbox/jobs/{id}/mark", mark_job, methods=["POST"]),
        Route("/_sandbox/suppressed", list_suppressed, methods=["GET"]),
        Route("/_sandbox/suppressed", add_suppressed, methods=["POST"]),
    ]


def _mark(world: World, job: dict[str, Any], body: dict[str, Any]) -> list[str]:
    """Mark the destination of `address`, or all of them; return their addresses."""
    if body.keys() - {"as", "address", "seconds"} or body.get("as") not in MARKS:
        raise PayloadError(f"as must be one of {', '.join(MARKS)}; address and seconds may stand beside it")
    seconds = body.get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 10**9:
        raise PayloadError("seconds must be a number from 0 to 1000000000")
    known = [destination["address"] for destination in job["destinations"]]
    chosen = [address for address in known if body.get("address") in {None, address}]
    if not chosen:
        raise PayloadError("the job goes to no such address")
    for address in chosen:
        mark(world, job["job_id"], address, body["as"], seconds=seconds)
    return chosen
