"""The partners, and one partner's desk."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.database import Document
from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.pages.partner.finding import partner_of
from integrator.sandbox.pages.showing import Form, Pages, View
from integrator.sandbox.trading_grid import desk, documents, fields
from integrator.sandbox.trading_grid.cases import aged
from integrator.sandbox.trading_grid.robots import BEHAVIOURS
from integrator.sandbox.trading_grid.store import CASE, DOCUMENT, PARTNER, RESPONSE, SURVEY
from integrator.sandbox.trading_grid.wishes import STOCK
from integrator.sandbox.world import World

_FORMS = {
    "behaviour": (Field("behaviour", "choice", BEHAVIOURS),),
    "inventory": (
        Field("number"),
        Field("items", "json", hint='[{"sku": "KW-TB-20", "available": "12"}]'),
        Field("mode", "choice", ("full", "delta")),
        Field("location", hint="W1"),
        Field("delay_seconds", "number"),
    ),
}


def routes(pages: Pages) -> list[Route]:
    people = _People(pages.world)
    return [
        pages.page("/partner", people.everybody),
        pages.page("/partner/{partner}", people.one),
        pages.action("/partner/{partner}/behaviour", people.behave, people.one),
        pages.action("/partner/{partner}/inventory", people.report_stock, people.one),
    ]


class _People:
    def __init__(self, world: World) -> None:
        self._world = world

    def everybody(self, _request: Request) -> View:
        partners = self._world.db.all(PARTNER)
        return View("partners.html", {"partners": [(one, self._open_cases(one)) for one in partners]})

    def one(self, request: Request) -> View:
        partner = partner_of(self._world, request)
        found = self._world.db.find(DOCUMENT, "partner_id", partner["id"])
        return View(
            "partner.html",
            {
                "partner": partner,
                "forms": _FORMS,
                "papers": [documents.under_way(self._world, one) for one in reversed(found)],
                "cases": self._cases(partner),
                "surveys": self._surveys(partner),
            },
        )

    def behave(self, request: Request, form: Form) -> str:
        partner = partner_of(self._world, request)
        wanted = fields.read(filled(_FORMS["behaviour"], form), "form", {"behaviour": fields.one_of(*BEHAVIOURS)}, {})
        self._world.db.put(PARTNER, partner["id"], {**partner, **wanted})
        return f"/partner/{partner['id']}"

    def report_stock(self, request: Request, form: Form) -> str:
        partner = partner_of(self._world, request)
        wish = fields.read(filled(_FORMS["inventory"], form), "form", STOCK.needed, STOCK.optional)
        with self._world.db.transaction():
            desk.report_stock(self._world, partner["id"], wish)
        return f"/partner/{partner['id']}"

    def _open_cases(self, partner: Document) -> int:
        return sum(case["state"] not in {"withdrawn", "closed"} for case in self._cases(partner))

    def _cases(self, partner: Document) -> list[Document]:
        found = self._world.db.find(CASE, "partner_id", partner["id"])
        return [aged(self._world, case) for case in reversed(found)]

    def _surveys(self, partner: Document) -> list[tuple[Document, dict[str, Any]]]:
        responses = self._world.db.find(RESPONSE, "partner_id", partner["id"])
        found = [(self._world.db.get(SURVEY, one["survey_id"]), one) for one in reversed(responses)]
        return [(survey, one) for survey, one in found if survey is not None]
