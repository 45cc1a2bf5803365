"""Business workspaces: one per business object, with all that the template brings."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient

FIND = "/v2/externalsystems/SHOPIFY/botypes/Order/boids/1001"


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def test_types_come_with_their_templates(ecm: EcmClient) -> None:
    results = ecm.get("/v2/businessworkspacetypes?expand_templates=true").json["results"]

    found = [result["data"]["properties"] for result in results]
    assert [
        ("Shopify Order", 31, 5001),
        ("Shopify Case", 32, 5002),
        ("Shopify Customer", 33, 5003),
        ("Shopify Product", 34, 5004),
    ] == [(one["wksp_type_name"], one["wksp_type_id"], one["templates"][0]["id"]) for one in found]


def test_a_new_workspace_has_the_folders_categories_and_roles_of_its_template(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()

    assert [
        "Approvals",
        "Confirmation",
        "Consent",
        "Invoices",
        "Payments",
        "Refunds",
        "Shipping",
    ] == ecm.names_in(workspace)
    roles = ecm.get(f"/v2/businessworkspaces/{workspace}/roles?fields=members").json["results"]
    assert ["Order Management", "Finance", "Auditors"] == [role["data"]["properties"]["name"] for role in roles]
    assert 200 == ecm.get(f"/v2/nodes/{workspace}/categories/9830/").status
    assert [("Order/1001", "acme.myshopify.com")] == [
        (effect["key"], effect["store"]) for effect in ecm.sandbox.effects()
    ]


def test_a_business_object_has_one_workspace_whoever_asks_first(ecm: EcmClient) -> None:
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda n: ecm.workspace(name=f"try {n}"), range(6)))

    assert [200, 400, 400, 400, 400, 400] == sorted(reply.status for reply in replies)
    assert {"A business workspace for this business object already exists."} == {
        reply.json["error"] for reply in replies if reply.status == 400
    }
    assert 1 == len(ecm.sandbox.effects("workspace_created"))


def test_a_workspace_is_found_by_its_business_object_both_ways(ecm: EcmClient) -> None:
    reference = "where_ext_system_id=SHOPIFY&where_bo_type=Order&where_bo_id=1001"
    where = f"/v2/businessworkspaces?{reference}&expanded_view=true"
    missing, nothing = ecm.get(FIND), ecm.get(where)

    workspace = ecm.open_workspace()

    assert (404, 0) == (missing.status, nothing.json["paging"]["total_count"])
    for path in (FIND, where):
        found = ecm.get(path).json
        assert [workspace] == [result["data"]["properties"]["id"] for result in found["results"]]
        assert "collection" not in found


def test_a_workspace_shows_what_it_stands_for(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace("Case", "order-review-1")

    data = ecm.get(f"/v2/businessworkspaces/{workspace}?fields=properties").json["results"]["data"]

    assert "Shopify Case" == data["properties"]["wksp_type_name"]
    assert ("Case", "order-review-1", "SHOPIFY") == tuple(
        data["business_properties"][name]
        for name in ("business_object_type", "business_object_id", "external_system_id")
    )
    assert 404 == ecm.get("/v2/businessworkspaces/2000").status
    assert 404 == ecm.get("/v2/businessworkspaces/999999").status


@pytest.mark.parametrize(
    "wrong",
    [
        {"ext_system_id": "SAP"},
        {"bo_type": "Case", "template_id": 5001, "wksp_type_id": 31},
        {"bo_id": None},
        {"template_id": 5002},
        {"template_id": 7},
    ],
)
def test_a_reference_that_the_model_does_not_know_is_refused(wrong: dict[str, object], ecm: EcmClient) -> None:
    assert 400 == ecm.workspace(**wrong).status

    assert [] == ecm.sandbox.effects()


def test_workspaces_are_listed_by_type_and_name(ecm: EcmClient) -> None:
    for number in range(30):
        ecm.open_workspace("Order", str(1000 + number))
    ecm.open_workspace("Case", "order-review-1")

    def names(query: str) -> list[str]:
        results = ecm.get(f"/v2/businessworkspaces?expanded_view=true&limit=100&{query}").json["results"]
        return [result["data"]["properties"]["name"] for result in results]

    assert 31 == len(names(""))
    assert ["Case (order-review-1)"] == names("where_workspace_type_name=Shopify%20Case")
    assert ["Order (1007)"] == names("where_name=order%20(1007)")
    assert 10 == len(names("where_name=contains_102"))
    assert 30 == len(names("where_name=startswith_order"))


def test_the_categories_of_a_creation_are_set(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace(roles={"categories": {"9830": {"9830_2": "#1001"}}})

    found = ecm.get(f"/v2/nodes/{workspace}/categories/9830/").json["results"]["data"]["categories"]

    assert "#1001" == found["9830_2"]


def test_an_upsert_creates_once_and_then_updates(ecm: EcmClient) -> None:
    def info(total: str) -> dict[str, object]:
        return {
            "ext_system_id": "SHOPIFY",
            "bo_type": "Order",
            "bo_id": "1001",
            "bo_properties": [{"name": "Total", "values": [total]}],
        }

    first = ecm.as_json("PUT", "/v2/businessworkspaces", {"bws_infos": [info("1.00"), {"bo_type": "Order"}]})
    second = ecm.as_json("PUT", "/v2/businessworkspaces", {"bws_infos": [info("2.00")]})

    assert first.json[0]["id"] == second.json[0]["id"]
    assert "Missing required parameter 'ext_system_id'" == first.json[1]["error_message"]
    assert 1 == len(ecm.sandbox.effects("workspace_created"))
    values = ecm.get(f"/v2/nodes/{second.json[0]['id']}/categories/9830").json["results"]["data"]["categories"]
    assert "2.00" == values["9830_6"]


def test_two_workspaces_are_related_once_and_seen_from_both_sides(ecm: EcmClient) -> None:
    order, case = ecm.open_workspace(), ecm.open_workspace("Case", "order-review-1")
    path = "/v2/businessworkspaces/{}/relateditems"

    first = ecm.form("POST", path.format(order), rel_bw_id=case, rel_type="child")
    again = ecm.form("POST", path.format(order), rel_bw_id=case, rel_type="child")

    def related(workspace: int, query: str) -> list[int]:
        results = ecm.get(f"{path.format(workspace)}?{query}").json["results"]
        return [result["data"]["properties"]["id"] for result in results]

    assert (200, 400) == (first.status, again.status)
    assert [case] == related(order, "where_relationtype=child&include_total_count=true")
    assert [order] == related(case, "where_rel_types=%7B'child','parent'%7D")
    assert ["Order/1001>Case/order-review-1"] == [effect["key"] for effect in ecm.sandbox.effects("workspaces_related")]
    assert 200 == ecm.delete(f"{path.format(order)}/{case}?rel_type=child").status
    assert [] == related(order, "where_relationtype=child")


def test_people_join_and_leave_a_role(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    roles = ecm.get(f"/v2/businessworkspaces/{workspace}/roles").json["results"]
    path = f"/v2/businessworkspaces/{workspace}/roles/{roles[1]['data']['properties']['id']}/members"

    added = ecm.form("POST", path, id=1202)
    members = ecm.get(path).json["results"]

    assert 200 == added.status
    assert ["finance"] == [member["data"]["properties"]["name"] for member in members]
    assert 200 == ecm.delete(f"{path}/1202").status
    assert 400 == ecm.delete(f"{path}/1202").status


def test_an_upsert_puts_people_into_roles_and_relates(ecm: EcmClient) -> None:
    ecm.open_workspace()
    case = {"ext_system_id": "SHOPIFY", "bo_type": "Case", "bo_id": "dispute-1"}
    order = {"ext_system_id": "SHOPIFY", "bo_type": "Order", "bo_id": "1001"}
    more = {
        "bo_relations": [{"relation_type": "Parent", "business_objects": [order]}],
        "bo_roles_users": [{"role": "Finance", "users": [1202]}],
    }

    (created,) = ecm.as_json("PUT", "/v2/businessworkspaces", {"bws_infos": [case | more]}).json
    (refused,) = ecm.as_json(
        "PUT", "/v2/businessworkspaces", {"bws_infos": [case | {"bo_roles_users": [{"role": "Nobody", "users": []}]}]}
    ).json

    path = f"/v2/businessworkspaces/{created['id']}"
    roles = {
        one["data"]["properties"]["name"]: one["data"]["members"] for one in ecm.get(f"{path}/roles").json["results"]
    }
    assert ["finance"] == [member["name"] for member in roles["Finance"]]
    assert 1 == ecm.get(f"{path}/relateditems?where_relationtype=parent").json["paging"]["total_count"]
    assert (0, "One or more parameters are invalid") == (refused["id"], refused["error_message"])


def test_a_workspace_is_attached_to_its_business_object_later(ecm: EcmClient) -> None:
    created = ecm.body("POST", "/v2/businessworkspaces", {"template_id": 5001, "wksp_type_id": 31, "name": "loose"})
    workspace = created.json["results"]["id"]
    path = f"/v2/businessworkspaces/{workspace}/workspacereferences"
    reference = {"ext_system_id": "SHOPIFY", "bo_type": "Order", "bo_id": "1001"}

    assert [200, 200] == [ecm.form("PUT", path, **reference).status for _ in range(2)]
    assert 400 == ecm.form("PUT", path, **{**reference, "bo_id": "1002"}).status
    assert 200 == ecm.get(FIND).status
    assert 1 == len(ecm.sandbox.effects("reference_attached"))
    assert [200, 400] == [ecm.form("DELETE", path, **reference).status for _ in range(2)]
    assert 404 == ecm.get(FIND).status


def test_related_workspaces_are_narrowed_by_type_and_name(ecm: EcmClient) -> None:
    customer = ecm.open_workspace("Customer", "7")
    order, case = ecm.open_workspace(), ecm.open_workspace("Case", "return-1")
    path = f"/v2/businessworkspaces/{customer}/relateditems"
    for other in (order, case):
        ecm.form("POST", path, rel_bw_id=other, rel_type="child")

    def related(query: str) -> list[int]:
        return [one["data"]["properties"]["id"] for one in ecm.get(f"{path}?{query}").json["results"]]

    assert [case] == related("where_relationtype=child&where_workspace_type_id=32")
    assert [order, case] == related("where_rel_types=%7B'child'%7D&where_workspace_type_ids=%7B31,32%7D")
    assert [order] == related("where_relationtype=child&where_name=contains_order")


def test_the_external_systems_are_listed(ecm: EcmClient) -> None:
    results = ecm.get("/v2/externalsystems").json["results"]

    assert ["SHOPIFY", "SHOPIFY_ACME"] == [one["data"]["properties"]["external_system_name"] for one in results]


def test_the_workspace_of_a_document_is_told(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    document = ecm.document("x.pdf", b"x", ecm.child(workspace, "Invoices"))

    found = ecm.get(f"/v1/nodes/{document}/businessworkspace")

    assert (workspace, 31) == (found.json["id"], found.json["workspace_type_id"])
    assert 404 == ecm.get("/v1/nodes/2000/businessworkspace").status


def test_a_deleted_workspace_makes_room_for_a_new_one(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    ecm.delete(f"/v2/nodes/{workspace}")

    assert 404 == ecm.get(FIND).status
    assert workspace != ecm.open_workspace()


def test_the_control_pages_show_the_tree_and_the_bytes(ecm: EcmClient) -> None:
    workspace = ecm.open_workspace(roles={"categories": {"9830": {"9830_2": "#1001"}}})
    document = ecm.document("x.pdf", b"one", ecm.child(workspace, "Invoices"))
    ecm.upload(f"/v2/nodes/{document}/versions", ("x.pdf", b"two", "application/pdf"), description="sha256:ab")

    (tree,) = ecm.sandbox.control("GET", "/ecm/tree")["workspaces"]

    assert ("Shopify Order", "#1001") == (tree["type"], tree["categories"]["Shopify Order"]["Order Number"])
    (folder,) = [folder for folder in tree["folders"] if folder["documents"]]
    (shown,) = folder["documents"]
    assert ("Invoices", "x.pdf", ["", "sha256:ab"]) == (
        folder["name"],
        shown["name"],
        [version["description"] for version in shown["versions"]],
    )
    page = f"/_sandbox/ecm/documents/{document}/content"
    assert b"two" == ecm.sandbox.call("GET", page).body
    assert b"one" == ecm.sandbox.call("GET", f"{page}?version=1").body
    assert 404 == ecm.sandbox.call("GET", "/_sandbox/ecm/documents/7/content").status
