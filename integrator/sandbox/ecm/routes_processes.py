"""Handlers for starting, following and deciding workflows (contract extended-ecm, section 9)."""

from typing import Any

from integrator.sandbox.ecm import process_views as views
from integrator.sandbox.ecm.answers import change, element
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError, invalid, missing
from integrator.sandbox.ecm.maps import MAPS, MapModel
from integrator.sandbox.ecm.processes import RUNNING, SUSPENDED, TASK_ID, Process, unknown_process

_STATUS_WORDS = {"ontime", "workflowlate", "completed", "stopped", "suspended", "archived"}
_KINDS = {"Managed", "Initiated", "Both"}
_MAX_ACTIVITIES = 100


def create_draft(call: Call) -> Any:
    fields = call.fields
    draft = call.ecm.drafts.create(fields.number("workflow_id"), _documents(call), user_id=call.user_id)
    return element(call.href, {"draftprocess_id": draft["id"], "workflow_type": "1_1"}, "POST")


def change_draft(call: Call) -> Any:
    """`formUpdate` fills in, `Initiate` starts."""
    draft = call.ecm.drafts.get(call.number("draft"), user_id=call.user_id)
    match call.fields.text("action", "").lower():
        case "formupdate":
            call.ecm.drafts.fill_in(draft, call.fields.get("values"))
            return change(call.href, "PUT")
        case "initiate":
            process = call.ecm.processes.initiate(draft, comment=call.fields.text("comment", ""))
            model = call.ecm.drafts.model(process["map_id"])
            message = f"{model.name} was initiated successfully."
            results = {"custom_message": message, "process_id": process["id"], "WorkID": None, "WRID": None}
            return element(call.href, results, "PUT")
        case _:
            raise EcmError(400, "The requested action is unknown. Allowed actions 'initiate','formupdate'")


def draft_form(call: Call) -> Any:
    draft_id = as_number(_required(call, "draftprocess_id"), "draftprocess_id")
    draft = call.ecm.drafts.get(draft_id, user_id=call.user_id)
    return views.draft_form(draft, call.ecm.drafts.model(draft["map_id"]))


def start_at_once(call: Call) -> Any:
    """Only for a map whose start step is disabled; the answer is flat."""
    model = call.ecm.drafts.model(call.fields.number("workflow_id"))
    if model.has_start_form:
        text = (
            "This REST API only initiates workflows with a disabled start step. The workflow's start step is "
            "enabled. Hence this operation will not be successful."
        )
        raise EcmError(400, text)
    process = _start(call, model, _documents(call))
    return {"custom_message": f"{model.name} was initiated successfully.", "process_id": process["id"]}


def start_with_roles(call: Call) -> Any:
    definition = call.fields.get("definition")
    if not isinstance(definition, dict):
        raise missing("definition")
    model = call.ecm.drafts.model(as_number(definition.get("workflow_id"), "workflow_id"))
    return {"process_id": _start(call, model, [])["id"]}


def status(call: Call) -> Any:
    process = _process(call)
    users = call.ecm.sessions
    shown = views.details(
        call.ecm.processes,
        process,
        call.ecm.drafts.model(process["map_id"]),
        users.user(process["initiator"]),
        users.user(process["assignee"]),
    )
    return element(call.href, shown)


def activities(call: Call) -> Any:
    process = _process(call)
    if call.number("sub") != process["id"]:
        raise unknown_process()
    limit = as_number(call.asked("limit", str(_MAX_ACTIVITIES)), "limit")
    return element(call.href, {"data": process["activities"][:limit]})


def task_form(call: Call) -> Any:
    process = call.ecm.processes.get(as_number(_required(call, "process_id"), "process_id"))
    if process["state"] != RUNNING or process["assignee"] != call.user_id:
        raise unknown_process()
    return views.task_form(process, call.ecm.drafts.model(process["map_id"]))


def act_on_task(call: Call) -> Any:
    process, fields = _process(call), call.fields
    if call.number("sub") != process["id"] or call.number("task") != TASK_ID:
        raise unknown_process()
    action, disposition = fields.text("action", ""), fields.text("custom_action", "")
    if action and disposition:
        raise EcmError(400, "It is not allowed to execute an action and a custom action")
    if disposition:
        call.ecm.processes.dispose(process, disposition, fields.text("comment", ""), user_id=call.user_id)
    else:
        call.ecm.processes.act(process, action, fields.values, user_id=call.user_id)
    return change(call.href, "PUT")


def assignments(call: Call) -> Any:
    own = [
        views.assignment(call.ecm.processes, process, call.ecm.drafts.model(process["map_id"]))
        for process in call.ecm.processes.all()
        if process["assignee"] == call.user_id and process["state"] == RUNNING
    ]
    return element(call.href, {"data": {"assignments": own}})


def active(call: Call) -> Any:
    """Narrowed by map, any part of the title, business workspace, and day of the start."""
    map_id, part = call.asked("mapObjId"), call.asked("search_name").casefold()
    workspace_id, since, until = call.asked("businessWorkspaceID"), call.asked("fromDate"), call.asked("toDate")
    processes = call.ecm.processes
    found = [
        views.flat(processes, process, call.user_id)
        for process in processes.all()
        if process["state"] in {RUNNING, SUSPENDED}
        and map_id in {"", str(process["map_id"])}
        and part in process["title"].casefold()
        and (not workspace_id or _is_in(call, process, workspace_id))
        and (not since or process["initiated_at"][:10] >= since)
        and (not until or process["initiated_at"][:10] <= until)
    ]
    return {**element(call.href, {}), "results": found}


def by_status(call: Call) -> Any:
    """The caller's own workflows; `wstatus` may be repeated. Parameters are read whatever their case."""
    query = [(name.lower(), value) for name, value in call.query]
    kind = dict(query).get("kind", "Both")
    wanted = {value for name, value in query if name == "wstatus"}
    if kind not in _KINDS or not wanted <= _STATUS_WORDS:
        raise invalid()
    processes = call.ecm.processes
    found = [
        views.listed(
            processes,
            process,
            call.ecm.drafts.model(process["map_id"]),
            call.ecm.sessions.user(process["assignee"]),
        )
        for process in processes.all()
        if process["initiator"] == call.user_id and (not wanted or processes.status_key(process) in wanted)
    ]
    return {**element(call.href, {}), "results": found}


def change_status(call: Call) -> Any:
    call.ecm.processes.change_status(_process(call), call.fields.text("status"))
    return change(call.href, "PUT")


def delete(call: Call) -> Any:
    call.ecm.processes.delete(_process(call))
    return change(call.href, "DELETE")


def definition(call: Call) -> Any:
    return element(call.href, {"definition": views.definition(call.ecm.drafts.model(call.number("map")))})


def for_documents(call: Call) -> Any:
    """Every map may be started with any document."""
    for document_id in call.all("doc_id"):
        call.ecm.nodes.get(as_number(document_id, "doc_id"))
    maps = [{"DataID": model.id, "Name": model.name, "WorkflowType": 100} for model in MAPS]
    return element(call.href, {"data": maps, "fError": "", "fErrorDetail": "", "statusMsg": None})


def _start(call: Call, model: MapModel, documents: list[int]) -> Process:
    for document_id in documents:
        call.ecm.nodes.get(document_id)
    wanted = {
        "map_id": model.id,
        "documents": documents,
        "values": {},
        "title": "",
        "due": None,
        "user_id": call.user_id,
    }
    return call.ecm.processes.start(wanted)


def _documents(call: Call) -> list[int]:
    """`doc_ids` is one text, the ids separated by commas."""
    given = call.fields.text("doc_ids", "")
    return [as_number(part.strip(), "doc_ids") for part in given.split(",") if part.strip()]


def _process(call: Call) -> Process:
    return call.ecm.processes.get(call.number("process"))


def _is_in(call: Call, process: Process, workspace_id: str) -> bool:
    workspace = call.ecm.processes.workspace_of(process)
    return workspace is not None and str(workspace["id"]) == workspace_id


def _required(call: Call, name: str) -> str:
    if not call.has(name):
        raise EcmError(400, f"Argument '{name}' is required")
    return call.asked(name)


_TASK = "/v2/processes/{process}/subprocesses/{sub}"
TABLE: Table = [
    ("POST", "/v2/draftprocesses/startwf", start_at_once),
    ("POST", "/v2/draftprocesses", create_draft),
    ("PUT", "/v2/draftprocesses/{draft}", change_draft),
    ("GET", "/v1/forms/draftprocesses", draft_form),
    ("GET", "/v1/forms/draftprocesses/update", draft_form),
    ("POST", "/v2/processes", start_with_roles),
    ("GET", "/v2/workflows/status/processes/{process}", status),
    ("GET", f"{_TASK}/activities", activities),
    ("GET", "/v1/forms/processes/tasks/update", task_form),
    ("PUT", f"{_TASK}/tasks/{{task}}", act_on_task),
    ("GET", "/v2/members/assignments", assignments),
    ("GET", "/v2/workflows/status/active", active),
    ("GET", "/v2/workflows/status", by_status),
    ("PUT", "/v2/processes/{process}/status", change_status),
    ("DELETE", "/v2/processes/{process}", delete),
    ("GET", "/v2/workflows/{map}/definition", definition),
    ("GET", "/v2/processes/{map}/definition", definition),
    ("GET", "/v2/docworkflows", for_documents),
]
