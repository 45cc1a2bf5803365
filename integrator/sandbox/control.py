"""Control of the sandbox itself: effects, faults, time, switches, tokens, and back to the first moment."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.faults import FaultError
from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.switches import SwitchError, change_switches, read_switches
from integrator.sandbox.tokens.state import revoke_all
from integrator.sandbox.world import World

Handler = Callable[[Request], Awaitable[Response]]


def control_routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/_sandbox` that concern no single system."""
    control = _Control(world)
    return [
        Route("/_sandbox/effects", _answering(control.effects), methods=["GET"]),
        Route("/_sandbox/faults", _answering(control.list_faults), methods=["GET"]),
        Route("/_sandbox/faults", _answering(control.add_fault), methods=["POST"]),
        Route("/_sandbox/faults", _answering(control.clear_faults), methods=["DELETE"]),
        Route("/_sandbox/faults/{id}", _answering(control.remove_fault), methods=["DELETE"]),
        Route("/_sandbox/reset", _answering(control.reset), methods=["POST"]),
        Route("/_sandbox/clock", _answering(control.clock), methods=["GET"]),
        Route("/_sandbox/clock", _answering(control.advance_clock), methods=["POST"]),
        Route("/_sandbox/switches", _answering(control.switches), methods=["GET"]),
        Route("/_sandbox/switches", _answering(control.change_switches), methods=["POST"]),
        Route("/_sandbox/tokens/revoke", _answering(control.revoke_tokens), methods=["POST"]),
    ]


def _answering(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except (PayloadError, FaultError, SwitchError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer


class _Control:
    def __init__(self, world: World) -> None:
        self._world = world

    async def effects(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        if not since.isdecimal():
            raise PayloadError("since must be the seq of an effect")
        return JSONResponse({"effects": self._world.effects.all(int(since))})

    async def list_faults(self, _request: Request) -> Response:
        return JSONResponse({"faults": self._world.faults.all()})

    async def add_fault(self, request: Request) -> Response:
        added = self._world.faults.add(await json_object(request))
        return JSONResponse({**asdict(added), "added_at": added.added_at.isoformat()}, 201)

    async def clear_faults(self, _request: Request) -> Response:
        self._world.faults.clear()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        if not self._world.faults.remove(request.path_params["id"]):
            return JSONResponse({"error": "no such fault (any more)"}, 404)
        return Response(status_code=204)

    async def reset(self, _request: Request) -> Response:
        self._world.reset()
        return Response(status_code=204)

    async def clock(self, _request: Request) -> Response:
        return JSONResponse({"now": self._world.clock.now().isoformat()})

    async def advance_clock(self, request: Request) -> Response:
        seconds = (await json_object(request)).get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 10**9:
            raise PayloadError("advance_seconds must be a number from 0 to 1000000000")
        self._world.clock.advance(seconds)
        return await self.clock(request)

    async def switches(self, _request: Request) -> Response:
        return JSONResponse(asdict(read_switches(self._world.db)))

    async def change_switches(self, request: Request) -> Response:
        return JSONResponse(asdict(change_switches(self._world.db, await json_object(request))))

    async def revoke_tokens(self, _request: Request) -> Response:
        return JSONResponse({"revoked": revoke_all(self._world)})
