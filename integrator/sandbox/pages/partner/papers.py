"""One document of the exchange: what it says, and what the partner does about an order."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.database import Document
from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.pages.partner.finding import own, partner_of
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.trading_grid import desk, documents, fields
from integrator.sandbox.trading_grid.store import DOCUMENT, shown
from integrator.sandbox.trading_grid.wishes import ANSWER, INVOICE, RECEIPT, SHIPMENT, Wish
from integrator.sandbox.world import World

Reply = Callable[[World, str, dict[str, Any]], Document]

_LATER = Field("delay_seconds", "number", hint="0")
_NUMBER = Field("number", hint="empty: made from the order's")
_REPLIES: dict[str, tuple[Reply, Wish, tuple[Field, ...]]] = {
    "receipt": (desk.receipt, RECEIPT, (Field("accepted", "flag"), _LATER)),
    "answer": (
        desk.answer,
        ANSWER,
        (
            Field("overall", "choice", ("accepted", "accepted_with_changes", "rejected")),
            Field("lines", "json", hint="empty: every line alike"),
            _NUMBER,
            _LATER,
        ),
    ),
    "shipment": (
        desk.ship,
        SHIPMENT,
        (
            Field("ship_date", hint="2026-01-05; empty: today"),
            Field("tracking_numbers", "words"),
            Field("packages", "json", hint="empty: everything in one"),
            _NUMBER,
            _LATER,
        ),
    ),
    "invoice": (
        desk.bill,
        INVOICE,
        (
            Field("total", "json", hint='{"amount": "10.00", "currency": "EUR"}'),
            Field("lines", "json", hint="empty: everything that was ordered"),
            _NUMBER,
            _LATER,
        ),
    ),
}
_FAILURES = ("translation_error", "undeliverable", "partner_rejected")
_LONGEST_SHOWN = 64_000


def routes(pages: Pages) -> list[Route]:
    papers = _Papers(pages.world)
    return [
        pages.page("/partner/{partner}/documents/{id}", papers.look),
        pages.action("/partner/{partner}/documents/{id}/{word}", papers.do, papers.look),
    ]


class _Papers:
    def __init__(self, world: World) -> None:
        self._world = world

    def look(self, request: Request) -> View:
        document = documents.under_way(self._world, own(self._world, DOCUMENT, request))
        content = documents.content_of(document)[:_LONGEST_SHOWN].decode(errors="replace")
        return View(
            "paper.html",
            {
                "partner": partner_of(self._world, request),
                "paper": document,
                "facts": shown(document),
                "forms": _forms_for(document),
                # One segment of X12 in a line.
                "content": content.replace("~", "~\n") if document["format"] == "x12" else content,
            },
        )

    def do(self, request: Request, form: Form) -> str:
        document, word = own(self._world, DOCUMENT, request), str(request.path_params["word"])
        forms = _forms_for(document)
        if word not in forms:
            raise NotHereError(f"A partner cannot {word} this.")
        wanted = filled(forms[word], form)
        with self._world.db.transaction():
            made = self._do(document, word, wanted)
        return f"/partner/{document['partner_id']}/documents/{made['id']}"

    def _do(self, document: Document, word: str, wanted: dict[str, Any]) -> Document:
        match word:
            case "duplicate":
                return desk.duplicate(self._world, document["id"], same_id=wanted.get("same_id", False))
            case "fail":
                reason = fields.read(wanted, "form", {"reason": fields.one_of(*_FAILURES)}, {})["reason"]
                return documents.finish(self._world, document, "failed", reason)
            case _:
                reply, wish, _ = _REPLIES[word]
                return reply(
                    self._world,
                    document["document_number"],
                    fields.read(wanted, "form", wish.needed, wish.optional),
                )


def _forms_for(document: Document) -> dict[str, tuple[Field, ...]]:
    """Return what a partner may do about a document, with the fields for it."""
    if document["direction"] == "inbound":
        return {"duplicate": (Field("same_id", "flag"),)}
    is_order = document["document_type"] == "purchase_order"
    replies = {word: known for word, (_, _, known) in _REPLIES.items()} if is_order else {}
    return {**replies, "fail": (Field("reason", "choice", _FAILURES),)}
