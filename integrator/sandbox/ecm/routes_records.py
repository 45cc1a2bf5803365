"""Handlers for records, retention schedules, holds and classifications (contract extended-ecm, section 10)."""

from typing import Any

from starlette.responses import JSONResponse, Response

from integrator.sandbox.ecm.answers import page_of
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.holds import Hold
from integrator.sandbox.ecm.model import SCHEDULES, Schedule
from integrator.sandbox.ecm.nodes import Node


def record(call: Call) -> Any:
    return call.ecm.records.of(call.node())


def classify(call: Call) -> None:
    """Answers 200 without a body, as all changes of records do."""
    class_id = call.fields.number("class_id")
    call.ecm.records.classify(call.node("modify"), class_id, call.fields.values, user_id=call.user_id)


def change_record(call: Call) -> None:
    call.ecm.records.change(call.node("modify"), call.fields.values, user_id=call.user_id)


def remove_classification(call: Call) -> None:
    call.ecm.records.remove(call.node("modify"), call.number("class"), user_id=call.user_id)


def assign_schedule(call: Call) -> None:
    """The code may come in the query or in the body."""
    rsi = call.asked("rsi") or call.fields.text("rsi")
    call.ecm.records.assign_schedule(call.node("modify"), call.number("class"), rsi, user_id=call.user_id)


def schedules_of_node(call: Call) -> Any:
    kept = call.node().get("record")
    return {"data": [{"class_id": kept["rmclassification_id"], "rsi": kept["rsi"]}] if kept else []}


def finalize(call: Call) -> None:
    try:
        numbers = [as_number(one, "ids") for one in call.fields.items("ids")]
    except EcmError as error:
        raise EcmError(404, "ID is not an integer or is missing") from error
    for node in [call.ecm.nodes.get(number) for number in numbers]:
        call.ecm.permissions.check(call.login.user, node, "modify")
        call.ecm.records.finalize(node, user_id=call.user_id)


def schedules(call: Call) -> Any:
    page = page_of(SCHEDULES, call.href, call.query)
    rsis = [_schedule(schedule) for schedule in page.items]
    return {"collection": {"paging": page.paging}, "results": {"ok": True, "data": {"rsis": rsis}}}


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {
        "RSIID": schedule.id,
        "RSI": schedule.rsi,
        "Title": schedule.title,
        "RSIStatus": "ACTIVE",
        "Active": 1,
        "RetYears": schedule.years,
        "RetMonths": 0,
        "RetDays": 0,
        "DateToUse": "Record Date",
        "Disposition": "Destroy",
    }


def holds(call: Call) -> Any:
    page = page_of(call.ecm.holds.all(), call.href, call.query)
    return {"collection": {"paging": page.paging}, "results": {"ok": True, "data": {"holds": list(page.items)}}}


def hold(call: Call) -> Any:
    """An unknown hold is 200 with `ok: false`, the way of this module's newer calls."""
    found = call.ecm.holds.find(call.asked("holdname"))
    if found is None:
        return {"results": {"ok": False, "errMsg": "Hold does not exist."}}
    return {"results": {"ok": True, "data": {"hold": found}}}


def create_hold(call: Call) -> Any:
    """The parameters come in the query or in the body."""
    values = {**dict(call.query), **call.fields.values}
    return {"holdID": call.ecm.holds.create(values, user=call.login.user)["HoldID"]}


def holds_of_node(call: Call) -> Any:
    node = call.node()
    return {"data": [_shown_hold(node, kept) for kept in call.ecm.holds.on(node)]}


def _shown_hold(node: Node, kept: Hold) -> dict[str, Any]:
    return {
        "id": node["id"],
        "name": node["name"],
        "subtype": node["type"],
        "parent_id": node["parent_id"],
        "hold_id": kept["HoldID"],
        "hold_name": kept["HoldName"],
        "hold_type": kept["HoldType"],
        "hold_comment": kept["HoldComment"],
        "active": bool(kept["ActiveHold"]),
        "applied_by": kept["ApplyPatron"],
        "date_applied": kept["DateApplied"],
        "removable": True,
    }


def put_on_hold(call: Call) -> None:
    """The id comes in the query or in the body."""
    given = call.asked("hold_id") or call.fields.get("hold_id")
    if not given:
        raise EcmError(400, "Missing LLPARAMS_LIST")
    call.ecm.holds.put_on(call.node(), as_number(given, "hold_id"))


def lift_hold(call: Call) -> None:
    call.ecm.holds.lift(call.node(), call.number("hold"))


def subjects(call: Call) -> Any:
    return {
        "bCanApplyClass": True,
        "bCanRemoveClass": True,
        "canModify": True,
        "classVolumeID": call.ecm.volume(198)["id"],
        "data": [_shown_subject(subject) for subject in call.ecm.subjects.of(call.node())],
    }


def _shown_subject(subject: Node) -> dict[str, Any]:
    return {
        "id": subject["id"],
        "name": subject["name"],
        "type": subject["type"],
        "selectable": True,
        "management_type": "manual",
        "score": None,
        "inherit_flag": False,
    }


def set_subjects(call: Call) -> Response:
    """Replaces the list; who wants to add sends the union."""
    ids = call.ecm.subjects.checked(call.fields.items("class_id"))
    call.ecm.subjects.set(call.node("modify"), ids, user_id=call.user_id)
    return JSONResponse({})


_RM = "/v1/nodes/{id}/rmclassifications"
TABLE: Table = [
    ("GET", _RM, record),
    ("POST", _RM, classify),
    ("PUT", _RM, change_record),
    ("DELETE", f"{_RM}/{{class}}", remove_classification),
    ("POST", f"{_RM}/{{class}}/rsis", assign_schedule),
    ("GET", "/v1/nodes/{id}/rsis", schedules_of_node),
    ("PUT", "/v1/rmclassifications/finalizerecords", finalize),
    ("GET", "/v2/rsis", schedules),
    ("GET", "/v2/holds", holds),
    ("GET", "/v2/hold", hold),
    ("POST", "/v1/holds", create_hold),
    ("GET", "/v1/nodes/{id}/holds", holds_of_node),
    ("POST", "/v1/nodes/{id}/holds", put_on_hold),
    ("DELETE", "/v1/nodes/{id}/holds/{hold}", lift_hold),
    ("GET", "/v1/nodes/{id}/classifications", subjects),
    ("POST", "/v1/nodes/{id}/classifications", set_subjects),
]
