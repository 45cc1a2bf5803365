"""Surveys about campaigns, answered by each partner as often as it likes until they close (trading-grid.md 6.3)."""

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid import fields
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.events import tell
from integrator.sandbox.trading_grid.partners import require_active
from integrator.sandbox.trading_grid.store import RESPONSE, SURVEY, add, change, earlier, fingerprint, get, now
from integrator.sandbox.world import World

_CAMPAIGN = fields.part(
    {"name": fields.text(256), "start": fields.moment, "end": fields.moment},
    {"skus": fields.rows(fields.text(128)), "expected_units": fields.quantity},
)
_QUESTION = fields.part(
    {
        "id": fields.text(64),
        "type": fields.one_of("choice", "number", "date", "text", "sku_table"),
        "text": fields.text(1000),
    },
    {"required": fields.flag, "options": fields.rows(fields.text(128))},
)
_NEEDED: dict[str, fields.Reader] = {
    "external_reference": fields.reference,
    "title": fields.text(256),
    "campaign": _CAMPAIGN,
    "questions": fields.rows(_QUESTION),
    "partner_ids": fields.rows(fields.text(64)),
    "open_time": fields.moment,
    "due_time": fields.moment,
}
_ANSWER = fields.part({"question_id": fields.text(64), "value": fields.anything})
_RESPONSE: dict[str, fields.Reader] = {
    "answers": fields.rows(_ANSWER),
    "state": fields.one_of("in_progress", "submitted", "declined"),
}


def open_survey(world: World, body: object) -> tuple[Document, bool]:
    """Return the survey of an external reference, and whether it was made now."""
    wanted = fields.read(body, "survey", _NEEDED, {})
    if not wanted["partner_ids"] or not wanted["questions"]:
        raise invalid("a survey needs partners and questions")
    with world.db.transaction():
        known = earlier(world, SURVEY, wanted["external_reference"], fingerprint(wanted))
        if known is not None:
            return known, False
        for partner_id in wanted["partner_ids"]:
            require_active(world, partner_id)
        survey = add(world, SURVEY, {**wanted, "state": "open", "request_hash": fingerprint(wanted)})
        for partner_id in wanted["partner_ids"]:
            blank = {"state": "not_started", "revision": 0, "answers": [], "submitted_time": None}
            add(world, RESPONSE, {"survey_id": survey["id"], "partner_id": partner_id, **blank})
        _record(world, "survey_opened", survey)
    return survey, True


def close_survey(world: World, survey_id: str) -> Document:
    """Close a survey; one that is closed stays as it is."""
    with world.db.transaction():
        survey = get(world, SURVEY, survey_id)
        if survey["state"] == "closed":
            return survey
        survey = change(world, SURVEY, {**survey, "state": "closed"})
        _record(world, "survey_closed", survey)
    return survey


def responses_of(world: World, survey_id: str) -> list[Document]:
    get(world, SURVEY, survey_id)
    return world.db.find(RESPONSE, "survey_id", survey_id)


def answer(world: World, survey_id: str, partner_id: str, body: object) -> Document:
    """Let a partner answer, or answer again: the revision grows."""
    wanted = {"state": "submitted", **fields.read(body, "response", {}, _RESPONSE)}
    with world.db.transaction():
        survey = get(world, SURVEY, survey_id)
        if survey["state"] == "closed":
            raise GridError(409, "invalid_transition", "the survey is closed", allowed=[])
        found = [one for one in responses_of(world, survey_id) if one["partner_id"] == partner_id]
        if not found:
            raise invalid("the survey was not put to that partner")
        changed = {**found[0], **wanted, "revision": found[0]["revision"] + 1, "submitted_time": now(world)}
        response = change(world, RESPONSE, changed)
        data = {"response_id": response["id"], "partner_id": partner_id, "revision": response["revision"]}
        tell(world, "survey.response_submitted", "survey", survey, **data)
    return response


def _record(world: World, operation: str, survey: Document) -> None:
    reference = survey["external_reference"]
    detail = {"id": survey["id"], "partners": survey["partner_ids"]}
    world.effects.record("trading_grid", operation, key=f"{reference}:{operation}", subject=reference, detail=detail)
