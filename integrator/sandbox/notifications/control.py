"""The mailboxes: everything that anybody received."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.notifications.state import list_messages
from integrator.sandbox.world import World


def control_routes(world: World) -> list[BaseRoute]:
    async def mails(request: Request) -> Response:
        address = request.query_params.get("address")
        messages = [one for one in list_messages(world) if address in {None, one["address"]}]
        return JSONResponse({"mails": messages})

    return [Route("/_sandbox/mails", mails, methods=["GET"])]
