"""The tree of nodes: names, collisions, lists, changes."""

import json
from typing import Any

import pytest

from integrator.sandbox.ecm.http import operation_of
from tests.sandbox.callers import Reply, SandboxClient
from tests.sandbox.ecm_callers import BASE, EcmClient


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def _properties(reply: Reply) -> Any:
    assert reply.status == 200, reply.body
    return reply.json["results"]["data"]["properties"]


@pytest.mark.parametrize(("kind", "node_id"), [(141, 2000), (133, 2006), (198, 2046)])
def test_the_volumes_are_found_by_type(kind: int, node_id: int, ecm: EcmClient) -> None:
    assert node_id == _properties(ecm.get(f"/v2/volumes/{kind}"))["id"]


@pytest.mark.parametrize("encoding", ["body", "form", "as_json"])
def test_a_folder_is_created_in_each_encoding(encoding: str, ecm: EcmClient) -> None:
    fields = {"type": 0, "parent_id": 2000, "name": "Größe 1"}

    if encoding == "form":
        created = _properties(ecm.form("POST", "/v2/nodes", **fields))
    else:
        created = _properties(getattr(ecm, encoding)("POST", "/v2/nodes", fields))

    assert ("Größe 1", 2000, 0, True) == tuple(created[name] for name in ("name", "parent_id", "type", "container"))
    assert ["Größe 1", "Shopify"] == ecm.names_in(2000)


def test_a_name_is_taken_once_per_folder_whatever_its_case(ecm: EcmClient) -> None:
    ecm.folder("Invoices")
    document = {"type": 0, "parent_id": 2000, "name": "INVOICES"}

    second = ecm.body("POST", "/v2/nodes", document)
    first = ecm.body("POST", "/v1/nodes", document)

    assert (500, 400) == (second.status, first.status)
    assert {"error": "An item with the name 'INVOICES' already exists"} == second.json == first.json
    assert 1 == len(ecm.sandbox.effects("folder_created"))


def test_v1_answers_the_id_alone(ecm: EcmClient) -> None:
    reply = ecm.body("POST", "/v1/nodes", {"type": 0, "parent_id": 2000, "name": "New"})

    assert {"id": ecm.child(2000, "New")} == reply.json


@pytest.mark.parametrize("name", ["", " x", "x ", "a:b", "x" * 249])
def test_an_unusable_name_is_refused(name: str, ecm: EcmClient) -> None:
    assert 400 == ecm.body("POST", "/v2/nodes", {"type": 0, "parent_id": 2000, "name": name}).status


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"type": 0, "parent_id": 2000}, "Missing required parameter 'name'"),
        ({"type": 0, "parent_id": "x", "name": "n"}, "Invalid datatype specified for argument 'parent_id'"),
        ({"type": 0, "parent_id": 2000, "name": 7}, "Invalid datatype specified for argument 'name'"),
        ({"type": 7, "parent_id": 2000, "name": "n"}, "One or more parameters are invalid"),
        ({"type": 0, "parent_id": 99, "name": "n"}, "Sorry, the item you requested could not be accessed."),
        ([], "Body parameter is invalid"),
    ],
)
def test_a_wrong_parameter_is_named(document: Any, text: str, ecm: EcmClient) -> None:
    reply = ecm.body("POST", "/v2/nodes", document)

    assert 400 == reply.status
    assert reply.json["error"].startswith(text)
    assert [] == ecm.sandbox.effects()


def test_a_missing_node_is_400_and_says_no_more_than_that(ecm: EcmClient) -> None:
    reply = ecm.get("/v2/nodes/999999")

    assert 400 == reply.status
    assert reply.json["error"].startswith("Sorry, the item you requested could not be accessed.")


def test_only_the_named_fields_are_answered(ecm: EcmClient) -> None:
    node = ecm.document("a.pdf", b"one")

    data = ecm.get(f"/v2/nodes/{node}?fields=properties%7Bid,name%7D&fields=versions.element(0)").json["results"][
        "data"
    ]

    assert {"id": node, "name": "a.pdf"} == data["properties"]
    assert 1 == data["versions"]["version_number"]


def test_children_are_filtered_sorted_and_paged(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    for name in ("b.pdf", "a.pdf", "ab.txt"):
        ecm.document(name, b"x", folder)
    ecm.folder("A folder", folder)

    assert ["A folder", "a.pdf", "ab.txt", "b.pdf"] == ecm.names_in(folder)
    assert ["b.pdf", "ab.txt", "a.pdf"] == ecm.names_in(folder, "&where_type=144&sort=desc_name")
    assert ["A folder"] == ecm.names_in(folder, "&where_type=-1")
    assert ["a.pdf", "ab.txt"] == ecm.names_in(folder, "&where_type=-3&where_name=A")

    first = ecm.get(f"/v2/nodes/{folder}/nodes?limit=3&page=1").json["collection"]["paging"]
    last = ecm.get(first["links"]["data"]["next"]["href"].removeprefix("/api")).json
    assert (2, 4) == (first["page_total"], first["total_count"])
    assert ["b.pdf"] == [result["data"]["properties"]["name"] for result in last["results"]]
    assert "links" not in last["collection"]["paging"]
    assert 400 == ecm.get(f"/v2/nodes/{folder}/nodes?page=0").status
    assert 400 == ecm.get(f"/v2/nodes/{folder}/nodes?sort=asc_colour").status


def test_several_nodes_come_at_once_without_the_missing_ones(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")

    found = ecm.body("POST", "/v2/nodes/list", {"ids": [folder, 999999, 2000]}).json["results"]

    assert [folder, 2000] == [result["data"]["properties"]["id"] for result in found]
    (alone,) = ecm.form("POST", "/v2/nodes/list", ids=folder, fields="properties{id}").json["results"]
    assert {"properties": {"id": folder}} == alone["data"]
    assert 400 == ecm.body("POST", "/v2/nodes/list", {"ids": folder}).status
    assert 400 == ecm.body("POST", "/v2/nodes/list", {"ids": [2000] * 251}).status


def test_a_rename_with_a_stale_token_is_a_conflict(ecm: EcmClient) -> None:
    folder = ecm.folder("Old")
    token = ecm.get(f"/v2/nodes/{folder}?state").json["results"]["state"]["properties"]["metadata_token"]

    renamed = ecm.body("PUT", f"/v2/nodes/{folder}", {"name": "New", "metadata_token": token})
    stale = ecm.body("PUT", f"/v2/nodes/{folder}", {"name": "Newer", "metadata_token": token})

    assert {} == renamed.json["results"]
    assert (409, {"error": "Could not update metadata (edit conflict)."}) == (stale.status, stale.json)
    assert ["New", "Shopify"] == ecm.names_in(2000)


def test_a_rename_to_the_same_name_changes_nothing_and_to_a_taken_one_is_refused(ecm: EcmClient) -> None:
    folder, _ = ecm.folder("One"), ecm.folder("Two")

    assert 200 == ecm.body("PUT", f"/v2/nodes/{folder}", {"name": "One"}).status
    assert 500 == ecm.body("PUT", f"/v2/nodes/{folder}", {"name": "two"}).status
    assert 200 == ecm.body("PUT", f"/v2/nodes/{folder}", {"name": "ONE"}).status
    assert [["name"]] == [effect["detail"]["changed"] for effect in ecm.sandbox.effects("node_changed")]


def test_a_deleted_node_is_gone_with_all_below_it_and_frees_its_name(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    document = ecm.document("a.pdf", b"x", folder)

    assert 200 == ecm.delete(f"/v2/nodes/{folder}").status

    assert (400, 400) == (ecm.get(f"/v2/nodes/{folder}").status, ecm.get(f"/v2/nodes/{document}").status)
    assert folder != ecm.folder("Box")
    assert 500 == ecm.delete("/v2/nodes/2000").status


@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_taken_names_are_told_before_anything_is_created(content_type: str, ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    asked = {"parent_id": 2000, "names": ["box", "Other"]}

    as_document = ecm.call("POST", "/v1/validation/nodes/names", json.dumps(asked).encode(), content_type)
    as_field = ecm.body("POST", "/v1/validation/nodes/names", asked)

    assert {"results": [{"id": folder, "name": "Box"}]} == as_document.json == as_field.json


def test_a_nickname_is_unique_and_finds_its_node(ecm: EcmClient) -> None:
    folder, other = ecm.folder("Box"), ecm.folder("Other")

    assert 200 == ecm.form("PUT", f"/v2/nodes/{folder}/nicknames", nickname="shopify_root").status
    taken = ecm.form("PUT", f"/v2/nodes/{other}/nicknames", nickname="Shopify_Root")
    unknown = ecm.get("/v2/nicknames/nobody/nodes")

    assert folder == _properties(ecm.get("/v2/nicknames/shopify_root/nodes"))["id"]
    assert (500, {"error": "Nicknames must be unique"}) == (taken.status, taken.json)
    assert (404, True) == (unknown.status, "with the Nickname nobody" in unknown.json["error"])
    assert 400 == ecm.form("PUT", f"/v2/nodes/{folder}/nicknames", nickname="no blanks").status


def test_rights_are_granted_listed_and_withdrawn(ecm: EcmClient) -> None:
    folder = ecm.folder("Legal")
    path = f"/v2/nodes/{folder}/permissions"

    granted = ecm.body("POST", f"{path}/custom", {"right_id": 1206, "permissions": ["see"], "apply_to": 2})
    unknown = ecm.body("POST", f"{path}/custom", {"right_id": 1206, "permissions": ["fly"]})
    listed = [result["data"]["permissions"]["type"] for result in ecm.get(path).json["results"]]

    assert (200, 400) == (granted.status, unknown.status)
    assert ["owner", "group", "public", "custom"] == listed
    assert 200 == ecm.delete(f"{path}/custom/1206").status
    assert 400 == ecm.delete(f"{path}/custom/1206").status


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", "/v2/nodes", "POST /v2/nodes"),
        ("POST", "/v2/nodes/7/versions", "POST /v2/nodes/{id}/versions"),
        ("PUT", "/v2/nodes/7/categories/9/", "PUT /v2/nodes/{id}/categories/{category}"),
        ("GET", "/v2/nope", "GET /v2/nope"),
    ],
)
def test_a_call_is_named_by_its_template(method: str, path: str, operation: str) -> None:
    assert operation == operation_of(method, BASE + path, b"")
