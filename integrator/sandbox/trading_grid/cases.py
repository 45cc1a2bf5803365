"""Cases with partners: who may take which step (trading-grid.md 6.2)."""

from datetime import datetime, timedelta
from typing import Any, Literal

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid import fields
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.events import tell
from integrator.sandbox.trading_grid.partners import require_active
from integrator.sandbox.trading_grid.store import CASE, add, change, earlier, fingerprint, get, now
from integrator.sandbox.world import World

Side = Literal["requester", "partner", "system"]

_OPEN = ("new", "acknowledged", "in_progress", "waiting_requester", "proposed")
_ENDED = ("resolved", "declined")
_REOPENING = timedelta(days=7)

_STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "requester": {
        "in_progress": ("waiting_requester", "proposed", *_ENDED),
        "resolved": ("proposed",),
        "withdrawn": _OPEN,
        "closed": _ENDED,
    },
    "partner": {
        "acknowledged": ("new",),
        "in_progress": ("new", "acknowledged", *_ENDED),
        "waiting_requester": ("in_progress",),
        "proposed": ("new", "acknowledged", "in_progress", "waiting_requester"),
        "declined": _OPEN,
    },
    "system": {"closed": _ENDED},
}
"""Side, then the wanted state, then the states it may come from."""

_REFERENCE = fields.part({"type": fields.text(64), "value": fields.text(256)})
_LINE = fields.part(
    {"line_ref": fields.text(64), "quantity": fields.quantity},
    {"sku": fields.text(128), "reason_code": fields.text(64), "requested_date": fields.day},
)
RESOLUTION = fields.part(
    {"code": fields.text(64)},
    {
        "lines": fields.rows(
            # Partners act on quantities and dates; there is no field for a price.
            fields.part(
                {"line_ref": fields.text(64), "quantity": fields.quantity},
                {"date": fields.day, "substitute_sku": fields.text(128)},
            )
        ),
        "note": fields.text(empty=True),
        "decided_by": fields.text(256),
        "decided_time": fields.moment,
    },
)
_NEEDED: dict[str, fields.Reader] = {
    "external_reference": fields.reference,
    "kind": fields.one_of("fulfillment_exception", "return_claim", "transaction_dispute", "launch_issue"),
    "partner_id": fields.text(64),
    "subject": fields.text(256),
}
_OPTIONAL: dict[str, fields.Reader] = {
    "description": fields.text(20_000, empty=True),
    "priority": fields.one_of("low", "normal", "high", "critical"),
    "due_time": fields.moment,
    "references": fields.rows(_REFERENCE),
    "lines": fields.rows(_LINE),
    "customer_priority": fields.text(64, empty=True),
    "allowed_resolutions": fields.rows(fields.text(64)),
}


def open_case(world: World, body: object) -> tuple[Document, bool]:
    """Return the case of an external reference, and whether it was made now; raises `GridError`."""
    wanted = fields.read(body, "case", _NEEDED, _OPTIONAL)
    with world.db.transaction():
        known = earlier(world, CASE, wanted["external_reference"], fingerprint(wanted))
        if known is not None:
            return aged(world, known), False
        require_active(world, wanted["partner_id"])
        blank = {"description": "", "priority": "normal", "references": [], "lines": [], "allowed_resolutions": []}
        state = {"state": "new", "reopen_count": 0, "resolution": None, "reason": ""}
        case = add(world, CASE, {**blank, **wanted, **state, "request_hash": fingerprint(wanted)})
        _record(world, "case_opened", case, key=case["external_reference"])
    return case, True


def get_case(world: World, case_id: str) -> Document:
    return aged(world, get(world, CASE, case_id))


def find_cases(world: World, query: dict[str, str]) -> list[Document]:
    """Return the cases that fit `external_reference`, `state`, `partner_id` and `updated_after`, as far as given."""
    cases = [aged(world, case) for case in world.db.all(CASE)]
    for name in ("external_reference", "state", "partner_id"):
        if name in query:
            cases = [case for case in cases if case[name] == query[name]]
    if "updated_after" in query:
        after = fields.moment(query["updated_after"], "updated_after")
        cases = [case for case in cases if case["updated_time"] > after]
    return cases


def move(world: World, case_id: str, body: object, side: Side) -> Document:
    """Take a step as `side`; one to the state that the case is in already changes nothing."""
    wanted = fields.read(
        body, "transition", {"to": fields.text(32)}, {"reason": fields.text(empty=True), "resolution": RESOLUTION}
    )
    with world.db.transaction():
        case = get_case(world, case_id)
        if case["state"] == wanted["to"]:
            return case
        _require_step(case, wanted, side)
        return step(world, case, wanted, side)


def step(world: World, case: Document, wanted: dict[str, Any], side: Side) -> Document:
    """Take a step that is known to be allowed, tell it and record it."""
    before = case["state"]
    reopened = int(before in _ENDED and wanted["to"] == "in_progress")
    changed = change(
        world,
        CASE,
        {
            **case,
            "state": wanted["to"],
            "reason": wanted.get("reason", ""),
            "resolution": wanted.get("resolution", case["resolution"]),
            "reopen_count": case["reopen_count"] + reopened,
        },
    )
    tell(world, "case.state_changed", "case", changed, **{"from": before, "to": wanted["to"], "by": side})
    key = f"{case['external_reference']}:{wanted['to']}:{changed['version']}"
    _record(world, f"case_{wanted['to']}", changed, key=key, by=side)
    return changed


def aged(world: World, case: Document) -> Document:
    """Close what ended seven days ago, as the service does by itself."""
    idle = world.clock.now() - datetime.fromisoformat(case["updated_time"])
    if case["state"] not in _ENDED or idle < _REOPENING:
        return case
    return step(world, case, {"to": "closed"}, "system")


def require_open(case: Document) -> None:
    if case["state"] in {"withdrawn", "closed"}:
        raise GridError(409, "invalid_transition", f"the case is {case['state']}", allowed=[])


def reassign(world: World, case_id: str, partner_id: str) -> Document:
    """Hand a case to another partner: an event, not a state."""
    with world.db.transaction():
        case = get_case(world, case_id)
        require_active(world, partner_id)
        changed = change(world, CASE, {**case, "partner_id": partner_id})
        data = {"from": case["partner_id"], "to": partner_id, "at": now(world)}
        tell(world, "case.reassigned", "case", changed, **data)
    return changed


def _require_step(case: Document, wanted: dict[str, Any], side: Side) -> None:
    steps = _STEPS[side]
    if case["state"] not in steps.get(wanted["to"], ()):
        allowed = [to for to, froms in steps.items() if case["state"] in froms]
        message = f"a case that is {case['state']} cannot become {wanted['to']}"
        raise GridError(409, "invalid_transition", message, allowed=allowed)
    if wanted["to"] == "proposed" and "resolution" not in wanted:
        raise invalid("a proposal needs a resolution")
    needs_reason = wanted["to"] in {"declined", "withdrawn"} or (case["state"], wanted["to"]) == (
        "proposed",
        "in_progress",
    )
    if needs_reason and not wanted.get("reason"):
        raise invalid("this step needs a reason")


def _record(world: World, operation: str, case: Document, *, key: str, **detail: Any) -> None:
    detail = {"id": case["id"], "kind": case["kind"], "partner": case["partner_id"], **detail}
    world.effects.record("trading_grid", operation, key=key, subject=case["external_reference"], detail=detail)
