"""Workflows: from a draft over an open step to a disposition."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient

APPROVAL, REVIEW, RETURN = 19118, 19120, 19122
TITLE = {"WorkflowForm_Title": "E8 SHOPIFY-1001", "WorkflowForm_2": "#1001"}
UNKNOWN = (400, {"error": "Could not access task status"})


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


@pytest.fixture
def approver(sandbox: SandboxClient, ecm: EcmClient) -> EcmClient:
    return EcmClient(sandbox, "finance", "livelink")


def status(ecm: EcmClient, process: int) -> Any:
    return ecm.get(f"/v2/workflows/status/processes/{process}").json["results"]


def activities(ecm: EcmClient, process: int) -> Any:
    return ecm.get(f"/v2/processes/{process}/subprocesses/{process}/activities?limit=50").json["results"]["data"]


def decide(ecm: EcmClient, process: int, **document: str) -> Any:
    return ecm.body("PUT", f"/v2/processes/{process}/subprocesses/{process}/tasks/1", document)


def test_a_filled_in_draft_becomes_a_running_workflow(ecm: EcmClient) -> None:
    process = ecm.start(APPROVAL, **TITLE)

    found = status(ecm, process)
    (step,) = found["step_list"]["current"]
    assert ("ontime", "E8 SHOPIFY-1001", process, 1100) == (
        found["wf_details"]["status"],
        found["wf_details"]["wf_name"],
        found["wf_details"]["work_workID"],
        found["wf_details"]["initiator"]["userId"],
    )
    assert ("Approver", "finance") == (step["task_name"], step["task_assignees"]["assignee"][0]["loginName"])
    assert "#1001" == found["data_packages"][1]["USERDATA"]["19118_2"]
    assert ["start"] == [activity["action"] for activity in activities(ecm, process)]
    assert ["E8 SHOPIFY-1001"] == [effect["key"] for effect in ecm.sandbox.effects("process_initiated")]


def test_a_draft_starts_once_and_belongs_to_its_maker(ecm: EcmClient, approver: EcmClient) -> None:
    draft = ecm.draft()

    foreign = approver.body("PUT", f"/v2/draftprocesses/{draft}", {"action": "Initiate"})
    ecm.initiate(draft)
    again = ecm.body("PUT", f"/v2/draftprocesses/{draft}", {"action": "Initiate"})

    assert (500, {"error": f"Could not get a draft workflow for {draft}"}) == (again.status, again.json)
    assert 500 == foreign.status
    assert 1 == len(ecm.sandbox.effects("process_initiated"))


def test_a_draft_shows_what_is_to_be_filled_in(ecm: EcmClient) -> None:
    draft = ecm.draft(APPROVAL, **TITLE)

    form = ecm.get(f"/v1/forms/draftprocesses/update?draftprocess_id={draft}").json

    assert [{"key": "Initiate", "label": "Start"}] == form["data"]["actions"]
    assert "E8 SHOPIFY-1001" == form["data"]["title"]
    assert {"WorkflowForm_2": "#1001", "WorkflowForm_3": None, "WorkflowForm_4": None} == form["forms"][0]["data"]
    assert 400 == ecm.get("/v1/forms/draftprocesses/update").status


@pytest.mark.parametrize(
    "document",
    [
        {"action": "formUpdate", "values": {"WorkflowForm_99": "x"}},
        {"action": "formUpdate", "values": {"WorkflowForm_2": 7}},
        {"action": "formUpdate", "values": {"WorkflowForm_WorkflowDueDate": "tomorrow"}},
        {"action": "formUpdate"},
        {"action": "explode"},
    ],
)
def test_a_form_that_the_map_does_not_have_is_refused(document: dict[str, Any], ecm: EcmClient) -> None:
    assert 400 == ecm.body("PUT", f"/v2/draftprocesses/{ecm.draft()}", document).status


def test_attached_documents_are_shortcuts_in_the_attachment_folder(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    document = ecm.document("quote.pdf", b"x", ecm.child(workspace, "Approvals"))

    process = ecm.start(APPROVAL, str(document), **TITLE)

    folder = status(ecm, process)["attachments"]["attachment_folder_id"]
    (shortcut,) = ecm.get(f"/v2/nodes/{folder}/nodes").json["results"]
    assert (1, "quote.pdf", document) == tuple(
        shortcut["data"]["properties"][name] for name in ("type", "name", "original_id")
    )
    assert "Order/1001" == ecm.sandbox.effects("process_initiated")[0]["subject"]
    assert 400 == ecm.body("POST", "/v2/draftprocesses", {"workflow_id": APPROVAL, "doc_ids": "999999"}).status


def test_a_disposition_ends_the_workflow_and_is_the_last_of_its_activities(ecm: EcmClient, approver: EcmClient) -> None:
    process = ecm.start(APPROVAL, **TITLE)

    decided = decide(approver, process, custom_action="Reject", comment="no margin")

    assert (200, {}) == (decided.status, decided.json["results"])
    found, last = status(ecm, process), activities(ecm, process)[-1]
    assert ("completed", []) == (found["wf_details"]["status"], found["step_list"]["current"])
    assert ("disposition", {"event": "reject", "label": "Reject"}, "no margin", 1202) == tuple(
        last[name] for name in ("action", "action_properties", "comment", "user_id")
    )
    again = decide(approver, process, custom_action="Approve")
    assert UNKNOWN == (again.status, again.json)


def test_only_the_assignee_decides_and_only_with_a_word_of_the_map(ecm: EcmClient, approver: EcmClient) -> None:
    process = ecm.start(APPROVAL)

    foreign = decide(ecm, process, custom_action="Approve")

    assert UNKNOWN == (foreign.status, foreign.json)
    assert 400 == decide(approver, process, custom_action="Maybe").status
    assert 400 == decide(approver, process, action="SendOn").status
    both = decide(approver, process, action="SendOn", custom_action="Approve")
    assert (400, "It is not allowed to execute an action and a custom action") == (both.status, both.json["error"])
    assert "ontime" == status(ecm, process)["wf_details"]["status"]


def test_the_assignee_sees_the_step_in_the_inbox_and_may_forward_it(
    sandbox: SandboxClient, ecm: EcmClient, approver: EcmClient
) -> None:
    process = ecm.start(APPROVAL, **TITLE)
    legal = EcmClient(sandbox, "legal", "livelink")

    def inbox(who: EcmClient) -> list[int]:
        results = who.get("/v2/members/assignments?fields=assignments").json["results"]
        return [item["workflow_id"] for item in results["data"]["assignments"]]

    form = approver.get(f"/v1/forms/processes/tasks/update?process_id={process}&subprocess_id={process}&task_id=1")
    assert ["Approve", "Reject", "Ask Customer"] == [item["key"] for item in form.json["data"]["custom_actions"]]
    assert ([], [process]) == (inbox(ecm), inbox(approver))

    assert 200 == decide(approver, process, action="Delegate", assignee="1206").status

    assert ([], [process]) == (inbox(approver), inbox(legal))
    assert "forward" == activities(ecm, process)[-1]["action"]
    assert 200 == decide(legal, process, custom_action="Approve").status


def test_a_map_without_start_form_starts_at_once_and_the_others_do_not(ecm: EcmClient) -> None:
    started = ecm.body("POST", "/v2/draftprocesses/startwf", {"workflow_id": RETURN})
    refused = ecm.body("POST", "/v2/draftprocesses/startwf", {"workflow_id": APPROVAL})
    unknown = ecm.body("POST", "/v2/draftprocesses/startwf", {"workflow_id": 2000})
    with_roles = ecm.body("POST", "/v2/processes", {"definition": {"workflow_id": REVIEW, "role_info": {}}})

    assert "Return Approval" == status(ecm, started.json["process_id"])["wf_details"]["wf_name"]
    assert (400, True) == (refused.status, "disabled start step" in refused.json["error"])
    assert (400, {"error": "Error getting node from ID"}) == (unknown.status, unknown.json)
    assert "ontime" == status(ecm, with_roles.json["process_id"])["wf_details"]["status"]


def test_a_workflow_is_late_after_the_nearer_of_its_due_dates(sandbox: SandboxClient, ecm: EcmClient) -> None:
    far, none = ecm.start(APPROVAL), ecm.start(REVIEW)
    near = ecm.start(REVIEW, WorkflowForm_WorkflowDueDate="2000-01-01")

    def words() -> list[str]:
        caller = EcmClient(sandbox)  # A ticket does not live for days.
        return [status(caller, process)["wf_details"]["status"] for process in (near, far, none)]

    assert ["workflowlate", "ontime", "ontime"] == words()
    sandbox.control("POST", "/clock", {"advance_seconds": 3 * 86_400})
    assert ["workflowlate", "workflowlate", "ontime"] == words()


def test_running_workflows_are_found_by_map_title_and_workspace(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    wanted = ecm.start(APPROVAL, str(workspace), **TITLE)
    ecm.start(REVIEW, WorkflowForm_Title="E4 SHOPIFY-1001")

    def found(query: str) -> list[int]:
        return [item["Work_WorkID"] for item in ecm.get(f"/v2/workflows/status/active?{query}").json["results"]]

    assert [wanted] == found(f"mapObjId={APPROVAL}&search_name=SHOPIFY-1001")
    assert [wanted] == found(f"businessWorkspaceID={workspace}")
    assert 2 == len(found("search_name=shopify&fromDate=2000-01-01"))
    assert [] == found("fromDate=2999-01-01")


def test_own_workflows_are_listed_by_status(ecm: EcmClient, approver: EcmClient) -> None:
    open_one, ended = ecm.start(REVIEW), ecm.start(APPROVAL)
    decide(approver, ended, custom_action="Approve")

    def listed(query: str) -> list[int]:
        results = ecm.get(f"/v2/workflows/status?{query}").json["results"]
        return [item["data"]["wfstatus"]["process_id"] for item in results]

    assert [open_one, ended] == listed("kind=Initiated")
    assert [ended] == listed("Kind=Initiated&wstatus=completed")
    assert [open_one, ended] == listed("wstatus=completed&wstatus=ontime")
    assert [] == approver.get("/v2/workflows/status?kind=Initiated").json["results"]
    assert 400 == ecm.get("/v2/workflows/status?wstatus=happy").status


def test_a_workflow_is_stopped_once_and_can_be_deleted(ecm: EcmClient) -> None:
    process = ecm.start()
    path = f"/v2/processes/{process}"

    replies = [ecm.form("PUT", f"{path}/status", status=word).status for word in ("suspend", "resume", "stop", "stop")]

    assert [200, 200, 200, 400] == replies
    assert "stopped" == status(ecm, process)["wf_details"]["status"]
    assert 400 == ecm.form("PUT", f"{path}/status", status="explode").status
    assert 200 == ecm.delete(path).status
    gone = ecm.get(f"/v2/workflows/status/processes/{process}")
    assert UNKNOWN == (gone.status, gone.json)


def test_a_map_is_found_by_its_nickname_and_tells_its_attributes(ecm: EcmClient) -> None:
    node = ecm.get("/v2/nicknames/wf_order_approval/nodes").json["results"]["data"]["properties"]

    definition = ecm.get(f"/v2/workflows/{node['id']}/definition").json["results"]["definition"]

    definitions = definition["data_packages"][1]["data"]["data"]["definitions"]
    assert (APPROVAL, 128) == (node["id"], node["type"])
    assert ["Order Approval", "Order Number", "Total", "Reason"] == [one["name"] for one in definitions.values()]
    assert "Approver" == definition["tasks"][1]["title"]


def test_a_test_plays_the_approver_beside_the_api(ecm: EcmClient) -> None:
    process = ecm.start(APPROVAL, **TITLE)

    (shown,) = ecm.sandbox.control("GET", "/ecm/processes")["processes"]
    decision = {"disposition": "Approve", "comment": "fine"}
    ecm.sandbox.control("POST", f"/ecm/processes/{process}/decide", decision)

    assert ({"Order Number": "#1001"}, ["Approve", "Reject", "Ask Customer"]) == (
        shown["values"],
        shown["dispositions"],
    )
    assert "completed" == status(ecm, process)["wf_details"]["status"]
    page = f"/_sandbox/ecm/processes/{process}/decide"
    assert 404 == ecm.sandbox.call("POST", page, decision).status
    assert 400 == ecm.sandbox.call("POST", page, {"disposition": 7}).status
