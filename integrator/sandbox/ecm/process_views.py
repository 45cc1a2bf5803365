"""How workflows are shown (contract extended-ecm, section 9)."""

from typing import Any

from integrator.sandbox.ecm.answers import Json
from integrator.sandbox.ecm.drafts import Draft
from integrator.sandbox.ecm.maps import MapModel
from integrator.sandbox.ecm.processes import RUNNING, TASK_ID, Process, Processes
from integrator.sandbox.ecm.sessions import User

_WORK_STATUS = {"ontime": 1, "workflowlate": 2, "suspended": 3, "stopped": 4, "completed": 5, "archived": 6}
"""Numbers of the flat list. [inferred]"""
_RIGHTS = ("Archive", "ChangeAttr", "ChangeRoute", "Delete", "ManagerPerms", "SeeDetail", "Stop", "Suspend")
_START, _GENERAL, _ATTRIBUTES = 1, 2, 3


def permissions() -> Json:
    return dict.fromkeys(_RIGHTS, True)


def details(processes: Processes, process: Process, model: MapModel, initiator: User, assignee: User) -> Json:
    """Return the answer of the status call: what the workflow is, and its steps by state."""
    step = _step(processes, process, model, assignee)
    is_open = process["state"] == RUNNING
    return {
        "attachments": {"attachment_folder_id": process["attachment_folder"]},
        "data_packages": [
            {"TYPE": 1, "SUBTYPE": _START, "USERDATA": process["attachment_folder"], "DESCRIPTION": ""},
            {"TYPE": 1, "SUBTYPE": _ATTRIBUTES, "USERDATA": _attribute_data(process, model), "DESCRIPTION": ""},
        ],
        "permissions": permissions(),
        "step_list": {
            "completed": [] if is_open else [step],
            "current": [step] if is_open else [],
            "next": [],
        },
        "wf_details": {
            "date_initiated": _plain(process["initiated_at"]),
            "due_date": process["due"] or "",
            "initiator": {
                "firstName": "",
                "lastName": initiator["display_name"],
                "loginName": initiator["name"],
                "userId": initiator["id"],
            },
            "status": processes.status_key(process),
            "wf_name": process["title"],
            "work_workID": process["id"],
        },
    }


def listed(processes: Processes, process: Process, model: MapModel, assignee: User) -> Json:
    """Return an entry of the lists by kind and status."""
    step = _step(processes, process, model, assignee)
    return {
        "data": {
            "wfstatus": {
                "assignee": step["task_assignees"]["assignee"],
                "assignee_count": 1,
                "comments_on": True,
                "current_assignee": assignee["display_name"],
                "date_initiated": _plain(process["initiated_at"]),
                "due_date": process["due"] or "",
                "parallel_steps": [step] if process["state"] == RUNNING else [],
                "process_id": process["id"],
                "status_key": processes.status_key(process),
                "step_name": model.step,
                "steps_count": 1,
                "subprocess_id": process["id"],
                "task_id": TASK_ID,
                "wf_name": process["title"],
            }
        },
        "permissions": permissions(),
    }


def flat(processes: Processes, process: Process, manager_id: int) -> Json:
    """Return an entry of the list of running workflows."""
    return {
        "Work_WorkID": process["id"],
        "Work_Status": _WORK_STATUS[processes.status_key(process)],
        "Work_OwnerID": process["initiator"],
        "Work_ManagerID": manager_id,
        "Work_DateDue_Max": process["due"],
        "Work_OwnerPerms": None,
        "SubWork_SubWorkID": process["id"],
        "SubWork_DateInitiated": _plain(process["initiated_at"]),
        "SubWork_DateDue_Max": process["due"],
        "Map_MapID": process["map_id"],
        "Map_MapObjID": process["map_id"],
        "SubWorkTask_DateMilestone": None,
        "SubWorkTask_DateDue_Max": process["step_due"],
        "SubWork_UserData": None,
        "SubWork_ReturnSubWorkID": 0,
        "SubWork_Title": process["title"],
        "SubWork_Status": _WORK_STATUS[processes.status_key(process)],
        "comments_on": 1,
    }


def assignment(processes: Processes, process: Process, model: MapModel) -> Json:
    """Return an entry of somebody's inbox."""
    return {
        "id": process["id"],
        "type": 153,
        "type_name": "Workflow Step",
        "name": model.step,
        "description": process["title"],
        "instructions": model.instructions,
        "date_due": process["step_due"],
        "from_user_id": process["initiator"],
        "location_id": process["attachment_folder"],
        "priority": 50,
        "priority_name": "Medium",
        "status": _WORK_STATUS[processes.status_key(process)],
        "status_name": processes.status_key(process),
        "workflow_id": process["id"],
        "workflow_subworkflow_id": process["id"],
        "workflow_subworkflow_task_id": TASK_ID,
    }


def task_form(process: Process, model: MapModel) -> Json:
    """Return what the assignee of the open step sees and may do."""
    data = {
        "actions": [{"key": "Delegate", "label": "Forward"}],
        "custom_actions": [{"key": word, "label": word} for word in model.dispositions],
        "attachments_on": True,
        "authentication": False,
        "comments_on": True,
        "data_packages": [
            {"data": {"attachment_folder_id": process["attachment_folder"]}, "sub_type": _START, "type": 1}
        ],
        "instructions": model.instructions,
        "message": None,
        "process_id": process["id"],
        "subprocess_id": process["id"],
        "task": {"name": model.step},
        "task_id": TASK_ID,
        "title": model.step,
    }
    return {"data": data, "forms": [_form(model, process["values"])]}


def draft_form(draft: Draft, model: MapModel) -> Json:
    """Return what is to be filled in before the start."""
    data = {
        "actions": [{"key": "Initiate", "label": "Start"}],
        "attachment_centric_default_mode": "properties",
        "attachments_on": True,
        "authentication": False,
        "comments_on": True,
        "data_packages": [],
        "enableTopAlignedLabel": True,
        "instructions": model.instructions,
        "process_id": draft["id"],
        "task": {"name": "Start"},
        "title": draft["title"] or model.name,
        "workflow_type": "1_1",
    }
    return {"data": data, "forms": [_form(model, draft["values"])]}


def definition(model: MapModel) -> Json:
    """Return a map: its steps, and what the numbers of its attributes stand for."""
    return {
        "data_packages": [
            {"data": {}, "description": None, "sub_type": _GENERAL, "type": 1},
            {
                "data": {**_attribute_definitions(model), "data": _attribute_definitions(model)},
                "description": "",
                "sub_type": _ATTRIBUTES,
                "type": 1,
            },
        ],
        "tasks": [
            {"task_id": 0, "title": "Start", "type": 1, "sub_type": 0},
            {"task_id": TASK_ID, "title": model.step, "type": 1, "sub_type": 0},
        ],
        "workflow_id": model.id,
        "workflow_roles": [],
    }


def _attribute_definitions(model: MapModel) -> Json:
    keys = {f"{model.id}_{number}": name for number, name in model.numbered}
    fields = {
        key: {"key": key, "name": name, "type": -1, "type_name": "String", "required": False, "read_only": False}
        for key, name in keys.items()
    }
    return {
        "data": dict.fromkeys(keys),
        "definitions": {str(model.id): {"key": str(model.id), "name": model.name, "type_name": "Assoc"}, **fields},
        "definitions_map": {str(model.id): list(keys)},
        "definitions_order": [str(model.id)],
    }


def _attribute_data(process: Process, model: MapModel) -> Json:
    return {f"{model.id}_{number}": process["values"].get(str(number)) for number, _ in model.numbered}


def _form(model: MapModel, values: dict[str, Any]) -> Json:
    """An Alpaca form, without its layout."""
    fields = {f"WorkflowForm_{number}": (name, values.get(str(number))) for number, name in model.numbered}
    return {
        "data": {field: value for field, (_, value) in fields.items()},
        "options": {"fields": {field: {"label": name} for field, (name, _) in fields.items()}},
        "schema": {"properties": {field: {"title": name, "type": "string"} for field, (name, _) in fields.items()}},
    }


def _step(processes: Processes, process: Process, model: MapModel, assignee: User) -> Json:
    return {
        "process_id": process["id"],
        "subprocess_id": process["id"],
        "task_id": TASK_ID,
        "task_name": model.step,
        "task_due_date": process["step_due"] or "",
        "task_start_date": _plain(process["initiated_at"]),
        "task_status": processes.status_key(process),
        "task_assignees": {
            "assignee": [
                {
                    "userId": assignee["id"],
                    "loginName": assignee["name"],
                    "firstName": "",
                    "lastName": assignee["display_name"],
                    "emailAddress": "",
                    "phone": "",
                }
            ],
            "assigneeCount": 1,
            "currentAssignee": assignee["display_name"],
        },
    }


def _plain(moment: str) -> str:
    """A workflow's dates carry no zone and no fractions."""
    return moment[:19]
