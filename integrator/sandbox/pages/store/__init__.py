"""The store's side: place orders, look at one, and do to it what a merchant may do."""

from starlette.routing import Route

from integrator.sandbox.pages.showing import Pages
from integrator.sandbox.pages.store import goods, one_order, shelf
from integrator.sandbox.pages.store.answers import Answers


def routes(pages: Pages) -> list[Route]:
    """Return the pages of all stores, of one order and of the goods."""
    answers = Answers()
    return [*shelf.routes(pages), *one_order.routes(pages, answers), *goods.routes(pages, answers)]
