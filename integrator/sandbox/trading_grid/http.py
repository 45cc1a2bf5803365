"""Both services over HTTP: paths, login and the form of their refusals (trading-grid.md 5 to 7)."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.payload import MediaTypeError, PayloadError
from integrator.sandbox.tokens.bearer import check_bearer
from integrator.sandbox.trading_grid import endpoints, partners
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.store import now
from integrator.sandbox.world import World

Handler = Callable[[World, Request], Awaitable[Response]]

_COMMUNITY = "/trading-grid/active-community/v1"
_DOCUMENTS = "/trading-grid/active-documents/v1"
_WORDS = frozenset(
    {
        "partners", "cases", "transitions", "messages", "attachments", "content", "surveys", "closure", "responses",
        "events", "documents", "acknowledgement",
    }
)  # fmt: skip

_TABLE: list[tuple[str, str, Handler]] = [
    ("GET", f"{_COMMUNITY}/partners", endpoints.list_partners),
    ("GET", f"{_COMMUNITY}/partners/{{id}}", endpoints.show_partner),
    ("POST", f"{_COMMUNITY}/cases", endpoints.open_case),
    ("GET", f"{_COMMUNITY}/cases", endpoints.list_cases),
    ("GET", f"{_COMMUNITY}/cases/{{id}}", endpoints.show_case),
    ("POST", f"{_COMMUNITY}/cases/{{id}}/transitions", endpoints.move_case),
    ("POST", f"{_COMMUNITY}/cases/{{id}}/messages", endpoints.add_message),
    ("GET", f"{_COMMUNITY}/cases/{{id}}/messages", endpoints.list_messages),
    ("POST", f"{_COMMUNITY}/cases/{{id}}/attachments", endpoints.attach),
    ("GET", f"{_COMMUNITY}/cases/{{id}}/attachments", endpoints.list_attachments),
    ("GET", f"{_COMMUNITY}/cases/{{id}}/attachments/{{attachment}}/content", endpoints.attachment_content),
    ("POST", f"{_COMMUNITY}/surveys", endpoints.open_survey),
    ("GET", f"{_COMMUNITY}/surveys/{{id}}", endpoints.show_survey),
    ("POST", f"{_COMMUNITY}/surveys/{{id}}/closure", endpoints.close_survey),
    ("GET", f"{_COMMUNITY}/surveys/{{id}}/responses", endpoints.list_responses),
    ("GET", f"{_COMMUNITY}/events", endpoints.feed),
    ("POST", f"{_DOCUMENTS}/documents", endpoints.send),
    ("GET", f"{_DOCUMENTS}/documents", endpoints.list_documents),
    ("GET", f"{_DOCUMENTS}/documents/{{id}}", endpoints.show_document),
    ("GET", f"{_DOCUMENTS}/documents/{{id}}/content", endpoints.document_content),
    ("POST", f"{_DOCUMENTS}/documents/{{id}}/acknowledgement", endpoints.acknowledge),
]


def operation_of(method: str, path: str, _body: bytes) -> str:
    """Name a call for the fault plan: `POST /cases/{id}/transitions`, `GET /documents/{id}/content`."""
    parts = path.split("/")[4:]
    return f"{method} /" + "/".join(part if part in _WORDS else "{id}" for part in parts)


def routes(world: World) -> list[BaseRoute]:
    """Return the routes of both services; the partners are planted."""
    plant = partial(partners.plant, world)
    plant()
    world.after_reset.append(plant)
    return [Route(path, _guarded(world, handler), methods=[method]) for method, path, handler in _TABLE]


def _guarded(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        refusal = check_bearer(world, request)
        if refusal is not None:
            return refusal
        try:
            return await handler(world, request)
        except GridError as error:
            return _refused(world, request, error)
        except MediaTypeError as error:
            return _refused(world, request, GridError(415, "unsupported_media_type", str(error)))
        except PayloadError as error:
            return _refused(world, request, invalid(str(error)))

    return answer


def _refused(world: World, request: Request, error: GridError) -> Response:
    return JSONResponse(error.body(request.url.path, now(world)), error.status)
