"""The routes of all pages."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.pages import clock, desk, effects, files, home, inbox, partner, store
from integrator.sandbox.pages.showing import Pages, Section, guarded
from integrator.sandbox.world import World

_SECTIONS = (
    Section("/", "Overview", "o"),
    Section("/store", "Stores", "s"),
    Section("/desk", "Reviewers' desk", "d"),
    Section("/partner", "Partners", "p"),
    Section("/files", "Files", "f"),
    Section("/inbox", "Inbox", "i"),
    Section("/effects", "Effects", "e"),
)
_STYLE = Path(__file__).with_name("style.css")


def routes(world: World) -> list[BaseRoute]:
    """Return the routes at `/` and below that are for people."""
    pages = Pages(world, _SECTIONS)
    style = _STYLE.read_bytes()

    async def show_style(_request: Request) -> Response:
        return Response(style, media_type="text/css")

    found: list[BaseRoute] = [guarded(Route("/style.css", show_style, methods=["GET"]))]
    for part in (home, clock, store, desk, partner, files, inbox, effects):
        found += part.routes(pages)
    return found
