"""The evidence in a case: what the partner hands over, and what the virus scan says of it."""

import secrets

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.pages.partner.finding import own
from integrator.sandbox.pages.showing import Form, Look, NotHereError, Pages
from integrator.sandbox.pages.upload import Upload
from integrator.sandbox.trading_grid import fields, talk
from integrator.sandbox.trading_grid.store import CASE
from integrator.sandbox.world import World

SCAN_STATES = ("clean", "pending", "infected")
_GIVEN = {name: fields.text(256) for name in ("external_reference", "document_type", "file_name", "media_type")}
_SCAN = {"scan_state": fields.one_of(*SCAN_STATES)}
FORM = (
    Field("file", "file"),
    Field("document_type", hint="photo"),
    Field("scan_state", "choice", SCAN_STATES, label="What the scan says"),
)


def routes(pages: Pages, look: Look) -> list[Route]:
    """Return the routes of the forms on the page that `look` makes."""
    evidence = _Evidence(pages.world)
    page = "/partner/{partner}/cases/{id}"
    return [
        pages.upload(f"{page}/hand-over", evidence.hand_over, look),
        pages.action(page + "/attachments/{attachment}/scan", evidence.scan, look),
    ]


class _Evidence:
    def __init__(self, world: World) -> None:
        self._world = world

    def hand_over(self, request: Request, form: Form, file: Upload) -> str:
        case = own(self._world, CASE, request)
        wanted = {
            "external_reference": f"desk-{secrets.token_hex(8)}",
            "file_name": file.name,
            "media_type": file.mime,
            **filled(FORM, form),
        }
        wish = fields.read(wanted, "form", _GIVEN, _SCAN)
        state = wish.pop("scan_state", "")
        talk.attach(self._world, case["id"], wish, file.content, "partner", scan_state=state)
        return f"/partner/{case['partner_id']}/cases/{case['id']}"

    def scan(self, request: Request, form: Form) -> str:
        case, attachment = own(self._world, CASE, request), str(request.path_params["attachment"])
        if attachment not in {one["id"] for one in talk.attachments_of(self._world, case["id"])}:
            raise NotHereError("This case has no such attachment.")
        wish = fields.read(form, "form", _SCAN, {})
        talk.set_scan_state(self._world, attachment, wish["scan_state"])
        return f"/partner/{case['partner_id']}/cases/{case['id']}"
