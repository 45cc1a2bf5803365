"""The button that moves the sandbox's time."""

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.pages.home import overview
from integrator.sandbox.pages.showing import Form, Pages, local_path

_STEPS = {"hour": 3600, "day": 86_400}


def routes(pages: Pages) -> list[Route]:
    def move(_request: Request, form: Form) -> str:
        step = form.get("by", "")
        if step not in _STEPS:
            raise ValueError(f"time moves by one of {', '.join(_STEPS)}")
        pages.world.clock.advance(_STEPS[step])
        return local_path(form.get("back", "/"))

    return [pages.action("/time", move, overview(pages.world))]
