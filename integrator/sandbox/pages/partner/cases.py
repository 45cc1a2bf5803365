"""One case with a partner: what it is about, what was said, and the partner's next step."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.pages.partner import evidence
from integrator.sandbox.pages.partner.finding import own, partner_of
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.trading_grid import cases, talk
from integrator.sandbox.trading_grid.store import CASE, shown
from integrator.sandbox.world import World

_STATES = ("acknowledged", "in_progress", "waiting_requester", "proposed", "declined")
_FORMS = {
    "move": (
        Field("to", "choice", _STATES),
        Field("reason", hint="needed to decline"),
        Field("resolution", "json", hint='needed to propose: {"code": "ship_by"}'),
    ),
    "say": (Field("body", "text"),),
}


def routes(pages: Pages) -> list[Route]:
    desk = _Cases(pages.world)
    return [
        pages.page("/partner/{partner}/cases/{id}", desk.look),
        *evidence.routes(pages, desk.look),
        pages.action("/partner/{partner}/cases/{id}/{word}", desk.do, desk.look),
    ]


class _Cases:
    def __init__(self, world: World) -> None:
        self._world = world

    def look(self, request: Request) -> View:
        case = cases.aged(self._world, own(self._world, CASE, request))
        return View(
            "case.html",
            {
                "partner": partner_of(self._world, request),
                "case": case,
                "facts": shown(case),
                "forms": {**_FORMS, "hand-over": evidence.FORM},
                "scan_states": evidence.SCAN_STATES,
                "messages": talk.messages_of(self._world, case["id"]),
                "attachments": talk.attachments_of(self._world, case["id"]),
            },
        )

    def do(self, request: Request, form: Form) -> str:
        case, word = own(self._world, CASE, request), str(request.path_params["word"])
        if word not in _FORMS:
            raise NotHereError(f"A partner cannot {word} in a case.")
        wanted: dict[str, Any] = filled(_FORMS[word], form)
        if word == "move":
            cases.move(self._world, case["id"], wanted, "partner")
        else:
            said = {"external_reference": f"desk-{secrets.token_hex(8)}", **wanted}
            talk.add_message(self._world, case["id"], said, "partner")
        return f"/partner/{case['partner_id']}/cases/{case['id']}"
