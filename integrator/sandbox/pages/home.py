"""The first page: what there is to play, and what happened last."""

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.notifications.state import list_messages
from integrator.sandbox.pages import timeline
from integrator.sandbox.pages.showing import Look, Pages, View
from integrator.sandbox.shopify import orders
from integrator.sandbox.trading_grid.store import PARTNER
from integrator.sandbox.workflow.control import open_tasks
from integrator.sandbox.world import World

_LAST_EFFECTS = 15


def routes(pages: Pages) -> list[Route]:
    return [pages.page("/", overview(pages.world))]


def overview(world: World) -> Look:
    """Return what shows the first page."""

    def look(_request: Request) -> View:
        stores = {name: orders.of_store(world.db, name) for name in world.config.stores}
        return View(
            "home.html",
            {
                "stores": {name: len(found) for name, found in stores.items()},
                "tasks": len(open_tasks(world)),
                "messages": len(list_messages(world)),
                "partners": len(world.db.all(PARTNER)),
                "effects": timeline.latest(world, _LAST_EFFECTS),
            },
        )

    return look
