"""The partner's desk: the orders, cases and surveys that reach a trading partner, and what it does about them."""

from starlette.routing import Route

from integrator.sandbox.pages.partner import cases, papers, people, surveys
from integrator.sandbox.pages.showing import Pages


def routes(pages: Pages) -> list[Route]:
    """Return the pages of all partners, and of what reaches them."""
    return [*people.routes(pages), *papers.routes(pages), *cases.routes(pages), *surveys.routes(pages)]
