"""Documents, versions, categories and classification."""

import hashlib
import json

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient

PDF = b"%PDF-1.7\r\n--boundary\r\n\x00\xff\r\n"


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def test_a_document_comes_back_byte_for_byte(ecm: EcmClient) -> None:
    node = ecm.document("Größe.pdf", PDF)

    for path in (f"/v1/nodes/{node}/content?action=download", f"/v2/nodes/{node}/versions/1/content"):
        reply = ecm.get(path)
        assert PDF == reply.body
        assert "application/pdf" == reply.headers["content-type"]
        assert "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf" == reply.headers["content-disposition"]


def test_the_effect_of_an_upload_tells_content_place_and_business_object(ecm: EcmClient) -> None:
    folder = ecm.child(ecm.open_workspace(), "Invoices")
    ecm.document("invoice.pdf", PDF, folder)

    (effect,) = ecm.sandbox.effects("document_created")

    assert ("invoice.pdf", "Order/1001", "acme.myshopify.com") == (
        effect["key"],
        effect["subject"],
        effect["store"],
    )
    assert (hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf") == tuple(
        effect["detail"][name] for name in ("sha256", "size", "mime")
    )
    assert effect["detail"]["path"].endswith("/Order (1001)/Invoices/invoice.pdf")


def test_plain_fields_beside_the_file_are_taken_as_well(ecm: EcmClient) -> None:
    reply = ecm.upload("/v2/nodes", ("x.txt", b"hi", "text/plain"), type="144", parent_id="2000", name="x.txt")

    assert 2 == reply.json["results"]["data"]["properties"]["size"]


def test_a_document_without_a_file_is_refused_and_not_created(ecm: EcmClient) -> None:
    reply = ecm.body("POST", "/v2/nodes", {"type": 144, "parent_id": 2000, "name": "x.pdf"})

    assert (400, {"error": "Missing required parameter 'file'"}) == (reply.status, reply.json)
    assert ["Shopify"] == ecm.names_in(2000)


def test_the_same_name_again_is_a_collision_and_never_a_version(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"one")
    fields = {"type": 144, "parent_id": 2000, "name": "x.pdf"}

    reply = ecm.upload("/v2/nodes", ("x.pdf", b"two", "application/pdf"), body=json.dumps(fields))

    assert 500 == reply.status
    assert 1 == len(ecm.get(f"/v2/nodes/{node}/versions").json["results"])
    assert 1 == len(ecm.sandbox.effects("document_created"))


def test_versions_are_added_and_listed_in_either_order(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"one")
    path = f"/v2/nodes/{node}/versions"

    added = ecm.upload(path, ("x.pdf", b"two", "application/pdf"), description="sha256:ab")
    old = ecm.upload(f"/v1/nodes/{node}/versions", ("x.pdf", b"three", "application/pdf"))

    assert (2, "sha256:ab") == tuple(
        added.json["results"]["data"]["versions"][name] for name in ("version_number", "description")
    )
    assert {"id": node, "version_number": 3} == old.json
    listed = ecm.get(f"{path}?order=desc&limit=2").json["results"]
    assert [3, 2] == [result["data"]["versions"]["version_number"] for result in listed]
    assert 3 == ecm.get(f"/v1/nodes/{node}/versions/latest").json["data"]["version_number"]
    assert b"two" == ecm.get(f"/v1/nodes/{node}/versions/2/content").body
    assert b"three" == ecm.get(f"/v1/nodes/{node}/content").body
    assert 400 == ecm.get(f"/v1/nodes/{node}/versions/9/content").status
    assert [2, 3] == [effect["detail"]["version"] for effect in ecm.sandbox.effects("version_added")]


def test_a_document_reserved_by_somebody_else_takes_no_version(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"one")
    ecm.body("PUT", f"/v2/nodes/{node}", {"reserved_user_id": 1202})

    refused = ecm.upload(f"/v2/nodes/{node}/versions", ("x.pdf", b"two", "application/pdf"))
    ecm.body("PUT", f"/v2/nodes/{node}", {"reserved_user_id": None})

    assert 500 == refused.status
    assert 200 == ecm.upload(f"/v2/nodes/{node}/versions", ("x.pdf", b"two", "application/pdf")).status


def test_a_category_is_applied_once_and_then_updated(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    path = f"/v2/nodes/{folder}/categories"

    early = ecm.body("PUT", f"{path}/9830/", {"9830_2": "#1001"})
    applied = ecm.form("POST", path, category_id=9830, **{"9830_2": "#1001"})
    again = ecm.form("POST", path, category_id=9830)
    updated = ecm.body("PUT", f"{path}/9830", {"9830_6": "12400.00"})

    assert (400, {"error": f"Category ID '9830' is not a category on node '{folder}'"}) == (
        early.status,
        early.json,
    )
    assert 200 == applied.status
    assert (400, {"error": "The attribute group 'Shopify Order' already exists"}) == (
        again.status,
        again.json,
    )
    assert 200 == updated.status
    values = ecm.get(f"{path}/9830/").json["results"]["data"]["categories"]
    assert ("#1001", "12400.00", None) == (values["9830_2"], values["9830_6"], values["9830_3"])
    assert 2 == len(ecm.sandbox.effects("categories_set"))


def test_names_resolve_to_keys_through_the_metadata(ecm: EcmClient) -> None:
    (result,) = ecm.get("/v2/nodes/5001/categories?metadata").json["results"]

    names = {entry["name"]: key for key, entry in result["metadata"]["categories"].items()}
    assert ("9830", "9830_2", "9830_6") == (names["Shopify Order"], names["Order Number"], names["Total"])
    assert "categoryattribute" == result["metadata"]["categories"]["9830_2"]["persona"]
    assert {"9830": [f"9830_{n}" for n in range(2, 12)]} == result["metadata_map"]["categories"]
    assert ["9830"] == result["metadata_order"]["categories"]


def test_a_stale_category_token_is_a_conflict(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    path = f"/v2/nodes/{folder}/categories"
    state = ecm.form("POST", path, category_id=9830).json["results"]["state"]["categories"]

    first = ecm.body("PUT", f"{path}/9830/", {"9830_2": "a", **state})
    second = ecm.body("PUT", f"{path}/9830/", {"9830_2": "b", **state})
    repeat = ecm.body("PUT", f"{path}/9830/", {"9830_2": "a"})

    assert (200, 409, 200) == (first.status, second.status, repeat.status)
    assert 2 == len(ecm.sandbox.effects("categories_set"))


@pytest.mark.parametrize(
    "values", [{"9840_2": "x"}, {"9830_99": "x"}, {"9830_2": 7}, {"9830_4": "soon"}, {"9830_2": "x" * 255}]
)
def test_values_that_do_not_fit_the_category_are_refused(values: dict[str, object], ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    ecm.form("POST", f"/v2/nodes/{folder}/categories", category_id=9830)

    assert 400 == ecm.body("PUT", f"/v2/nodes/{folder}/categories/9830/", values).status


def test_a_category_that_is_inherited_comes_with_new_children(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    path = f"/v2/nodes/{folder}/categories"
    ecm.form("POST", path, category_id=9830)

    ecm.call("POST", f"{path}/9830/inheritance")
    heir = ecm.folder("Heir", folder)
    ecm.delete(f"{path}/9830/inheritance")
    stranger = ecm.folder("Stranger", folder)

    assert 200 == ecm.get(f"/v2/nodes/{heir}/categories/9830/").status
    assert 400 == ecm.get(f"/v2/nodes/{stranger}/categories/9830/").status


@pytest.mark.parametrize("categories", [{"9840_3": "abc"}, {"9840": {"9840_3": "abc"}}])
def test_a_creation_may_bring_categories_flat_or_nested(categories: dict[str, object], ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"x", roles={"categories": categories})

    assert "abc" == ecm.get(f"/v2/nodes/{node}/categories/9840/").json["results"]["data"]["categories"]["9840_3"]


def test_a_creation_with_wrong_categories_leaves_nothing_behind(ecm: EcmClient) -> None:
    wrong = {"type": 0, "parent_id": 2000, "name": "Box", "roles": {"categories": {"9830_99": "x"}}}

    assert 400 == ecm.body("POST", "/v2/nodes", wrong).status

    assert ["Shopify"] == ecm.names_in(2000)
    assert [] == ecm.sandbox.effects()


def test_a_document_in_a_workspace_inherits_the_category_document(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"x", ecm.child(ecm.open_workspace(), "Invoices"))

    (result,) = ecm.get(f"/v2/nodes/{node}/categories?metadata").json["results"]

    assert "SHA-256" == result["metadata"]["categories"]["9840_3"]["name"]


def test_classifying_answers_200_without_a_body_and_happens_once(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"x")
    path = f"/v1/nodes/{node}/rmclassifications"
    token = ecm.get(path).json["rm_metadataToken"]

    reply = ecm.body("POST", path, {"class_id": 41320, "rm_metadataToken": token, "official": True})
    again = ecm.body("POST", path, {"class_id": 41320, "rm_metadataToken": token})

    assert (200, b"", 200) == (reply.status, reply.body, again.status)
    (record,) = ecm.get(path).json["data"]
    assert (41320, True) == (record["rmclassification_id"], record["official"])
    assert [f"{node}/41320"] == [effect["key"] for effect in ecm.sandbox.effects("classified")]


def test_classifying_needs_a_fresh_token_and_a_real_class(ecm: EcmClient) -> None:
    node = ecm.document("x.pdf", b"x")
    path = f"/v1/nodes/{node}/rmclassifications"
    token = ecm.get(path).json["rm_metadataToken"]

    assert 400 == ecm.body("POST", path, {"class_id": 41320}).status
    assert 409 == ecm.body("POST", path, {"class_id": 41320, "rm_metadataToken": "99"}).status
    assert 400 == ecm.body("POST", path, {"class_id": 2000, "rm_metadataToken": token}).status
    assert [] == ecm.sandbox.effects("classified")


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nno end"),
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/x-www-form-urlencoded", b"body=%7B"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(content_type: str, data: bytes, ecm: EcmClient) -> None:
    reply = ecm.call("POST", "/v2/nodes", data, content_type)

    assert (400, {"error": "Body parameter is invalid"}) == (reply.status, reply.json)
