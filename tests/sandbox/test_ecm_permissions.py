"""Who may do what, by role, by grant, and by being nobody in particular."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient

FINANCE, LEGAL, OPERATIONS = 1202, 1206, 1205


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


@pytest.fixture
def finance(sandbox: SandboxClient, ecm: EcmClient) -> EcmClient:
    return EcmClient(sandbox, "finance", "livelink")


@pytest.fixture
def legal(sandbox: SandboxClient, ecm: EcmClient) -> EcmClient:
    return EcmClient(sandbox, "legal", "livelink")


def role(ecm: EcmClient, workspace: int, name: str) -> int:
    results = ecm.get(f"/v2/businessworkspaces/{workspace}/roles").json["results"]
    found = {one["data"]["properties"]["name"]: one["data"]["properties"]["id"] for one in results}
    return int(found[name])


def join(ecm: EcmClient, workspace: int, name: str, member: int) -> None:
    path = f"/v2/businessworkspaces/{workspace}/roles/{role(ecm, workspace, name)}/members"
    assert 200 == ecm.form("POST", path, id=member).status


def rights(ecm: EcmClient, node: int, member: int) -> list[str]:
    reply = ecm.get(f"/v2/nodes/{node}/permissions/effective/{member}")
    return list(reply.json["results"]["data"]["permissions"]["permissions"])


def test_a_workspace_is_open_to_the_members_of_its_roles_only(ecm: EcmClient, finance: EcmClient) -> None:
    workspace = ecm.open_workspace()
    before = finance.get(f"/v2/nodes/{workspace}")

    join(ecm, workspace, "Finance", FINANCE)

    assert (400, True) == (before.status, before.json["error"].startswith("Sorry, the item you requested"))
    assert 200 == finance.get(f"/v2/nodes/{workspace}").status
    assert 200 == finance.body("POST", "/v2/nodes", {"type": 0, "parent_id": workspace, "name": "New"}).status
    refused = finance.delete(f"/v2/nodes/{workspace}")
    assert (500, {"error": "Insufficient permissions to perform that action"}) == (refused.status, refused.json)


def test_a_role_that_only_reads_adds_nothing(ecm: EcmClient, finance: EcmClient) -> None:
    workspace = ecm.open_workspace()
    join(ecm, workspace, "Auditors", FINANCE)

    assert "Invoices" in finance.names_in(workspace)
    assert 500 == finance.body("POST", "/v2/nodes", {"type": 0, "parent_id": workspace, "name": "New"}).status
    assert 500 == finance.body("PUT", f"/v2/nodes/{workspace}/categories/9830/", {"9830_2": "x"}).status


def test_a_restricted_folder_is_hidden_from_the_other_roles(
    ecm: EcmClient, finance: EcmClient, legal: EcmClient
) -> None:
    case = ecm.open_workspace("Case", "dispute-1")
    join(ecm, case, "Finance", FINANCE)
    join(ecm, case, "Legal", LEGAL)
    folder = ecm.child(case, "Legal")

    assert "Legal" not in finance.names_in(case)
    assert "Legal" in legal.names_in(case)
    assert (400, 200) == (finance.get(f"/v2/nodes/{folder}").status, legal.get(f"/v2/nodes/{folder}").status)
    assert 400 == finance.get(f"/v2/nodes/{ecm.document('claim.pdf', b'x', folder)}").status


def test_a_new_item_has_the_list_of_its_parent_and_keeps_it(ecm: EcmClient, finance: EcmClient) -> None:
    folder = ecm.folder("Legal only")
    ecm.body("PUT", f"/v2/nodes/{folder}/permissions/public", {"permissions": []})
    ecm.delete(f"/v2/nodes/{folder}/permissions/group")
    hidden = ecm.document("a.pdf", b"x", folder)

    ecm.body("PUT", f"/v2/nodes/{folder}/permissions/public", {"permissions": ["see", "see_contents"]})

    assert [] == finance.names_in(folder)
    assert 400 == finance.get(f"/v1/nodes/{hidden}/content").status


@pytest.mark.parametrize(("apply_to", "seen"), [(0, [True, False, False]), (1, [False, True, True])])
def test_a_grant_reaches_what_it_is_applied_to(apply_to: int, seen: list[bool], ecm: EcmClient) -> None:
    outer = ecm.folder("Outer")
    inner = ecm.folder("Inner", outer)
    nodes = [outer, inner, ecm.folder("Innermost", inner)]
    for kind in ("public", "group"):
        ecm.body("PUT", f"/v2/nodes/{outer}/permissions/{kind}", {"permissions": [], "apply_to": 2})

    wanted = {"right_id": FINANCE, "permissions": ["see"], "apply_to": apply_to}
    assert 200 == ecm.body("POST", f"/v2/nodes/{outer}/permissions/custom", wanted).status

    assert seen == [rights(ecm, node, FINANCE) == ["see"] for node in nodes]


def test_a_grant_to_immediate_items_stops_there_and_a_document_has_none(ecm: EcmClient) -> None:
    outer = ecm.folder("Outer")
    inner = ecm.folder("Inner", outer)
    innermost = ecm.folder("Innermost", inner)
    document = ecm.document("a.pdf", b"x", outer)

    wanted: dict[str, Any] = {"right_id": LEGAL, "permissions": ["edit_permissions"], "apply_to": 3}
    ecm.body("POST", f"/v2/nodes/{outer}/permissions/custom", wanted)

    assert [True, True, False] == ["edit_permissions" in rights(ecm, one, LEGAL) for one in (outer, inner, innermost)]
    assert 400 == ecm.body("POST", f"/v2/nodes/{document}/permissions/custom", wanted).status


def test_a_grant_is_read_changed_and_withdrawn_alone(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    path = f"/v2/nodes/{folder}/permissions/custom"
    several = [{"right_id": FINANCE, "permissions": ["see"]}, {"right_id": LEGAL, "permissions": ["see", "delete"]}]

    ecm.body("POST", f"{path}/bulk", {"permissions_array": several})
    ecm.body("PUT", f"{path}/{FINANCE}", {"permissions": ["modify", "see"]})

    one = ecm.get(f"{path}/{FINANCE}").json["results"]["data"]["permissions"]
    assert {"type": "custom", "right_id": FINANCE, "permissions": ["see", "modify"]} == one
    assert 200 == ecm.delete(f"{path}/{FINANCE}").status
    assert [400, 400] == [ecm.get(f"{path}/{FINANCE}").status, ecm.body("PUT", f"{path}/{OPERATIONS}", {}).status]
    assert 400 == ecm.body("POST", path, {"right_id": 424242, "permissions": ["see"]}).status
    assert 400 == ecm.get(f"/v2/nodes/{folder}/permissions/everyone").status


def test_only_who_may_edit_permissions_does(ecm: EcmClient, finance: EcmClient) -> None:
    folder = ecm.folder("Box")

    wanted = {"right_id": FINANCE, "permissions": ["see"]}

    assert 500 == finance.body("POST", f"/v2/nodes/{folder}/permissions/custom", wanted).status
    assert [] == ecm.sandbox.effects("permissions_set")


def test_users_groups_and_roles_are_members_of_one_range(ecm: EcmClient) -> None:
    finance_role = role(ecm, ecm.open_workspace(), "Finance")

    def properties(member: int) -> Any:
        return ecm.get(f"/v2/members/{member}").json["results"]["data"]["properties"]

    assert [(0, "finance"), (1, "DefaultGroup"), (848, "Finance")] == [
        (properties(one)["type"], properties(one)["name"]) for one in (FINANCE, 999, finance_role)
    ]
    groups = ecm.get("/v2/members?where_type=1").json["results"]
    assert ["DefaultGroup"] == [one["data"]["properties"]["name"] for one in groups]
    assert 400 == ecm.get("/v2/members/424242").status
