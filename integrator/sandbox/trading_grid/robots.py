"""Partners that act by themselves, as soon as something reaches them (trading-grid.md 9.2)."""

from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid import cases, desk, surveys
from integrator.sandbox.trading_grid.store import PARTNER, get
from integrator.sandbox.world import World

_SPLIT = {"backordering": Decimal("0.5"), "contradictory": Decimal("0.25")}

BEHAVIOURS = ("silent", "prompt", *_SPLIT, "resubmitting")
"""`silent` does nothing by itself; each other one confirms receipt and answers at once, in its own way."""


def on_document(world: World, document: Document) -> None:
    """Let the partner answer an order that has just been sent."""
    behaviour = get(world, PARTNER, document["partner_id"])["behaviour"]
    if behaviour == "silent" or document["document_type"] != "purchase_order":
        return
    number = document["document_number"]
    desk.receipt(world, number, {})
    if behaviour not in _SPLIT:
        desk.answer(world, number, {"overall": "accepted"})
        return
    lines = [_split(line, behaviour) for line in document["facts"]["lines"]]
    desk.answer(world, number, {"overall": "accepted_with_changes", "lines": lines})


def on_case(world: World, case: Document) -> None:
    """Let the partner propose the first resolution that is allowed."""
    if get(world, PARTNER, case["partner_id"])["behaviour"] == "prompt" and case["allowed_resolutions"]:
        lines = [{"line_ref": line["line_ref"], "quantity": line["quantity"]} for line in case["lines"]]
        resolution = {"code": case["allowed_resolutions"][0], "lines": lines}
        cases.move(world, case["id"], {"to": "proposed", "resolution": resolution}, "partner")


def on_survey(world: World, survey: Document) -> None:
    """Let the partners answer; `resubmitting` ones think again at once."""
    rounds: dict[str, int] = {"prompt": 1, "resubmitting": 2}
    for partner_id in survey["partner_ids"]:
        for turn in range(rounds.get(get(world, PARTNER, partner_id)["behaviour"], 0)):
            answers = [
                {"question_id": question["id"], "value": _reply(question, turn)} for question in survey["questions"]
            ]
            surveys.answer(world, survey["id"], partner_id, {"answers": answers})


def _split(line: dict[str, Any], behaviour: str) -> dict[str, Any]:
    """Halve a line and put the rest on backorder; the contradictory partner loses a part on the way."""
    ordered = Decimal(line["quantity"])
    late = ordered * _SPLIT[behaviour]
    statuses = [
        {"status": "accepted", "quantity": f"{ordered / 2:f}"},
        {"status": "backordered", "quantity": f"{late:f}", "date": "2026-12-01"},
    ]
    return {**line, "statuses": statuses}


def _reply(question: dict[str, Any], turn: int) -> Any:
    match question["type"]:
        case "number":
            return str(100 - turn)
        case "date":
            return "2026-12-01"
        case "sku_table":
            return []
        case _:
            options = question.get("options") or [""]
            return options[turn % len(options)]
