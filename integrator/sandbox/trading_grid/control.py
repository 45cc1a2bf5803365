"""Play the partner: answer, ship, bill, report, send rubbish, send twice, talk in a case, answer a survey."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.trading_grid import cases, desk, documents, fields, surveys, talk
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.events import tell
from integrator.sandbox.trading_grid.robots import BEHAVIOURS
from integrator.sandbox.trading_grid.store import DOCUMENT, PARTNER, change, get, shown
from integrator.sandbox.trading_grid.wishes import ANSWER, INVOICE, RAW, RECEIPT, SHIPMENT, STOCK, Wish
from integrator.sandbox.world import World

Act = Callable[[World, dict[str, str], dict[str, Any]], dict[str, Any]]

_BASE = "/_sandbox/trading-grid"


def control_routes(world: World) -> list[BaseRoute]:
    """Return the routes of the partner's desk; each takes one JSON object and answers with what came of it."""
    acts: dict[str, Act] = {
        "/orders/{number}/answer": _wished(ANSWER, "number", desk.answer),
        "/orders/{number}/receipt": _wished(RECEIPT, "number", desk.receipt),
        "/orders/{number}/shipment": _wished(SHIPMENT, "number", desk.ship),
        "/orders/{number}/invoice": _wished(INVOICE, "number", desk.bill),
        "/partners/{id}/inventory": _wished(STOCK, "id", desk.report_stock),
        "/partners/{id}/documents": _wished(RAW, "id", _put_raw),
        "/partners/{id}/behaviour": _behave,
        "/partners/{id}/state": _set_state,
        "/documents/{id}/duplicate": _duplicate,
        "/documents/{id}/failure": _fail,
        "/cases/{id}/transitions": lambda world, at, body: cases.move(world, at["id"], body, "partner"),
        "/cases/{id}/messages": lambda world, at, body: talk.add_message(world, at["id"], body, "partner")[0],
        "/cases/{id}/attachments": _attach,
        "/cases/{id}/assignment": _reassign,
        "/attachments/{id}/scan": _scan,
        "/surveys/{id}/partners/{partner}/response": (
            lambda world, at, body: surveys.answer(world, at["id"], at["partner"], body)
        ),
    }
    return [
        Route(f"{_BASE}/documents", _listing(world), methods=["GET"]),
        *(Route(_BASE + path, _answering(world, act), methods=["POST"]) for path, act in acts.items()),
    ]


def _answering(world: World, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = await json_object(request)
            with world.db.transaction():
                return JSONResponse(shown(act(world, dict(request.path_params), body)))
        except PayloadError as error:
            return JSONResponse({"error": str(error)}, 400)
        except GridError as error:
            return JSONResponse({"error": str(error), **error.further}, error.status)

    return answer


def _listing(world: World) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        """Every document with its content, whatever its state and direction."""
        found = [
            {**shown(documents.under_way(world, one)), "content": documents.content_of(one).decode(errors="replace")}
            for one in world.db.all(DOCUMENT)
        ]
        return JSONResponse({"documents": found})

    return answer


def _wished(wish: Wish, place: str, act: Callable[[World, str, dict[str, Any]], dict[str, Any]]) -> Act:
    def checked(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        return act(world, at[place], fields.read(body, "wish", wish.needed, wish.optional))

    return checked


def _put_raw(world: World, partner_id: str, wish: dict[str, Any]) -> dict[str, Any]:
    content = _decoded(wish["content_base64"]) if "content_base64" in wish else wish.get("content", "").encode()
    arrives = world.clock.now() + timedelta(seconds=wish.get("delay_seconds", 0))
    number = wish.get("number", "")
    partner_id = get(world, PARTNER, partner_id)["id"]
    return documents.receive(
        world, partner_id, wish["document_type"], wish.get("format", "x12"), content, number=number, arrives=arrives
    )


def _behave(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    wanted = fields.read(body, "wish", {"behaviour": fields.one_of(*BEHAVIOURS)}, {})
    partner = {**get(world, PARTNER, at["id"]), **wanted}
    world.db.put(PARTNER, partner["id"], partner)
    return partner


def _set_state(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    wanted = fields.read(body, "wish", {"state": fields.one_of("onboarding", "active", "suspended")}, {})
    partner = change(world, PARTNER, {**get(world, PARTNER, at["id"]), **wanted})
    tell(world, "partner.updated", "partner", partner, state=partner["state"])
    return partner


def _duplicate(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    wanted = fields.read(body, "wish", {"same_id": fields.flag}, {})
    return desk.duplicate(world, at["id"], same_id=wanted["same_id"])


def _fail(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    reasons = fields.one_of("translation_error", "undeliverable", "partner_rejected")
    wanted = fields.read(body, "wish", {"reason": reasons}, {})
    return documents.finish(world, get(world, DOCUMENT, at["id"]), "failed", wanted["reason"])


def _reassign(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    wanted = fields.read(body, "wish", {"partner_id": fields.text(64)}, {})
    return cases.reassign(world, at["id"], wanted["partner_id"])


def _scan(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    wanted = fields.read(body, "wish", {"state": fields.one_of("pending", "clean", "infected")}, {})
    return talk.set_scan_state(world, at["id"], wanted["state"])


def _attach(world: World, at: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    needed = {name: fields.text(256) for name in ("external_reference", "document_type", "file_name", "media_type")}
    optional = {"scan_state": fields.one_of("pending", "clean", "infected")}
    wanted = fields.read(body, "wish", {**needed, "content_base64": fields.text(40_000_000)}, optional)
    given = {name: wanted[name] for name in needed}
    content = _decoded(wanted["content_base64"])
    return talk.attach(world, at["id"], given, content, "partner", scan_state=wanted.get("scan_state", ""))[0]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise invalid("content_base64 is no base64") from error
