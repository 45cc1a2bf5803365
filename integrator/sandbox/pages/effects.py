"""Everything that the connector changed in any emulated system, newest first."""

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.faults import SYSTEMS
from integrator.sandbox.pages import timeline
from integrator.sandbox.pages.showing import NotHereError, Pages, View

_SHOWN = 200


def routes(pages: Pages) -> list[Route]:
    def look(request: Request) -> View:
        system = request.query_params.get("system", "")
        if system and system not in SYSTEMS:
            raise NotHereError(f"no system {system!r}")
        return View(
            "effects.html",
            {
                "effects": timeline.latest(pages.world, _SHOWN, system=system),
                "systems": sorted(SYSTEMS - {"tokens"}),
                "chosen": system,
                "most": _SHOWN,
            },
        )

    return [pages.page("/effects", look)]
