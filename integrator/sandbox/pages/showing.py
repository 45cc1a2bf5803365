"""How a page is shown and how its form is taken: the little that all pages share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrator.sandbox.pages.filters import FILTERS
from integrator.sandbox.pages.guard import PageGuard
from integrator.sandbox.pages.upload import Upload, form_with_file
from integrator.sandbox.payload import MediaTypeError, form_fields, media_type
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.merchant import NotNowError
from integrator.sandbox.trading_grid.errors import GridError
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.world import World

_REFUSALS = (NotNowError, Refused, EngineError, GridError, GraphQLError)
"""What the emulated systems say when they would, but not now; wrong input is a `ValueError`."""

Form = dict[str, str]


class NotHereError(Exception):
    """There is no such page; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class View:
    """A template and what it shows."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation; `key` is its access key, a letter of `title`."""

    path: str
    title: str
    key: str


Look = Callable[[Request], View]
Act = Callable[[Request, Form], str]
"""Does what a form asks for; returns the path of the page to go to."""
Take = Callable[[Request, Form, Upload], str]
"""Does what a form with a file asks for; returns the path of the page to go to."""


class Pages:
    """All pages over one world."""

    def __init__(self, world: World, sections: tuple[Section, ...]) -> None:
        self.world = world
        self._sections = sections
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(FILTERS)

    def page(self, path: str, look: Look) -> Route:
        """Return the route of a page."""

        async def show(request: Request) -> Response:
            return self._shown(request, look)

        return guarded(Route(path, show, methods=["GET"]))

    def action(self, path: str, act: Act, look: Look) -> Route:
        """Return the route of a form; what is refused is shown on the page that `look` makes."""

        async def submit(request: Request) -> str:
            if media_type(request) != "application/x-www-form-urlencoded":
                raise MediaTypeError("a form must be URL-encoded")
            return act(request, await form_fields(request))

        return self._submitted(path, submit, look)

    def upload(self, path: str, take: Take, look: Look) -> Route:
        """Return the route of a form with a file; what is refused is shown on the page that `look` makes."""

        async def submit(request: Request) -> str:
            return take(request, *await form_with_file(request))

        return self._submitted(path, submit, look)

    def _submitted(self, path: str, submit: Callable[[Request], Awaitable[str]], look: Look) -> Route:
        async def do(request: Request) -> Response:
            try:
                target = await submit(request)
            except NotHereError as error:
                return self._missing(request, error)
            except _REFUSALS as error:
                return self._shown(request, look, status=409, problem=str(error))
            except ValueError as error:
                return self._shown(request, look, status=400, problem=str(error))
            return RedirectResponse(target, 303)

        return guarded(Route(path, do, methods=["POST"]))

    def _shown(self, request: Request, look: Look, *, status: int = 200, problem: str = "") -> Response:
        try:
            view = look(request)
        except NotHereError as error:
            return self._missing(request, error)
        return self._answer(request, view, status=status, problem=problem)

    def _missing(self, request: Request, error: NotHereError) -> Response:
        return self._answer(request, View("missing.html"), status=404, problem=str(error))

    def _answer(self, request: Request, view: View, *, status: int, problem: str) -> Response:
        # After a refused form the address is the form's own, which nobody can go back to.
        is_page = request.method == "GET"
        around = {
            "sections": self._sections,
            "path": request.url.path,
            "back": f"{request.url.path}?{request.url.query}".rstrip("?") if is_page else "/",
            "now": self.world.clock.now(),
            "problem": problem,
            "notice": "",
            "answer": {},
        }
        return HTMLResponse(self._templates.get_template(view.template).render(around | view.facts), status)


def guarded(route: Route) -> Route:
    """Return `route` behind the guard of all pages."""
    return Route(route.path, route.endpoint, methods=list(route.methods or ()), middleware=[Middleware(PageGuard)])


def local_path(text: str) -> str:
    """Return `text` if it is a path of these pages, else `/`: nobody is sent elsewhere by our address."""
    parts = urlsplit(text)
    is_local = not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_local and text.isprintable() else "/"
