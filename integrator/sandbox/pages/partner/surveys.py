"""One survey that a partner was asked to answer."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.database import Document
from integrator.sandbox.pages.fields import Field, Kind, filled
from integrator.sandbox.pages.partner.finding import partner_of
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.trading_grid import surveys
from integrator.sandbox.trading_grid.store import RESPONSE, SURVEY
from integrator.sandbox.world import World

_STATE = Field("state", "choice", ("submitted", "in_progress", "declined"))


def routes(pages: Pages) -> list[Route]:
    desk = _Surveys(pages.world)
    return [
        pages.page("/partner/{partner}/surveys/{id}", desk.look),
        pages.action("/partner/{partner}/surveys/{id}/answer", desk.answer, desk.look),
    ]


class _Surveys:
    def __init__(self, world: World) -> None:
        self._world = world

    def look(self, request: Request) -> View:
        survey, response = self._asked(request)
        return View(
            "survey.html",
            {
                "partner": partner_of(self._world, request),
                "survey": survey,
                "response": response,
                "fields": _fields(survey),
            },
        )

    def answer(self, request: Request, form: Form) -> str:
        survey, response = self._asked(request)
        wanted: dict[str, Any] = filled(_fields(survey), form)
        answers = [
            {"question_id": question["id"], "value": wanted[f"answer-{place}"]}
            for place, question in enumerate(survey["questions"])
            if f"answer-{place}" in wanted
        ]
        body = {"answers": answers, "state": wanted.get("state", "submitted")}
        surveys.answer(self._world, survey["id"], response["partner_id"], body)
        return f"/partner/{response['partner_id']}/surveys/{survey['id']}"

    def _asked(self, request: Request) -> tuple[Document, Document]:
        survey = self._world.db.get(SURVEY, str(request.path_params["id"]))
        partner = partner_of(self._world, request)
        responses = self._world.db.find(RESPONSE, "survey_id", survey["id"]) if survey else []
        mine = [one for one in responses if one["partner_id"] == partner["id"]]
        if survey is None or not mine:
            raise NotHereError("This partner was not asked that.")
        return survey, mine[0]


def _fields(survey: Document) -> list[Field]:
    return [*(_field(place, question) for place, question in enumerate(survey["questions"])), _STATE]


def _field(place: int, question: dict[str, Any]) -> Field:
    """Return the field that takes the answer; its name is a place, for a question's id may be anything."""
    options = tuple(question.get("options", ()))
    kind: Kind = "json" if question["type"] == "sku_table" else "choice" if options else "text"
    return Field(f"answer-{place}", kind, options, hint=question["type"], label=question["text"])
