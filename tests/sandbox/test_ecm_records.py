"""Records management: classification, retention schedules, holds, and the ways it says no."""

import json
from typing import Any

import pytest

from tests.sandbox.callers import Reply, SandboxClient
from tests.sandbox.ecm_callers import EcmClient

SALES, CLAIMS = 41320, 41330


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


@pytest.fixture
def document(ecm: EcmClient) -> int:
    return ecm.document("invoice.pdf", b"one")


def token(ecm: EcmClient, node: int) -> str:
    return str(ecm.get(f"/v1/nodes/{node}/rmclassifications").json["rm_metadataToken"])


def classify(ecm: EcmClient, node: int, class_id: int = SALES) -> Reply:
    wanted = {"class_id": class_id, "rm_metadataToken": token(ecm, node), "official": True}
    return ecm.body("POST", f"/v1/nodes/{node}/rmclassifications", wanted)


def record(ecm: EcmClient, node: int) -> Any:
    return ecm.get(f"/v1/nodes/{node}/rmclassifications").json["data"]


def new_hold(ecm: EcmClient, name: str = "Dispute 1") -> int:
    reply = ecm.form("POST", "/v1/holds", type="Legal", name=name, comment="", date_applied="2026-01-05T00:00:00")
    assert reply.status == 200, reply.body
    return int(reply.json["holdID"])


def test_a_classified_document_follows_the_schedule_of_its_class(ecm: EcmClient, document: int) -> None:
    reply = classify(ecm, document)

    assert (200, b"") == (reply.status, reply.body)
    (found,) = record(ecm, document)
    assert (SALES, "SALES-10Y", "ACTIVE", True) == tuple(
        found[name] for name in ("rmclassification_id", "rsi", "file_status", "official")
    )
    assert {"data": [{"class_id": SALES, "rsi": "SALES-10Y"}]} == ecm.get(f"/v1/nodes/{document}/rsis").json


def test_the_details_of_a_record_change_under_a_fresh_token_only(ecm: EcmClient, document: int) -> None:
    path = f"/v1/nodes/{document}/rmclassifications"
    stale = token(ecm, document)
    unclassified = ecm.body("PUT", path, {"rm_metadataToken": stale, "status": "CLOSED"})
    classify(ecm, document)

    conflict = ecm.body("PUT", path, {"rm_metadataToken": stale, "status": "CLOSED"})
    wrong = ecm.body("PUT", path, {"rm_metadataToken": token(ecm, document), "rsi": "NOPE"})
    changed = ecm.body("PUT", path, {"rm_metadataToken": token(ecm, document), "status": "CLOSED", "official": False})

    assert (400, {"error": "Cannot retrieve node"}) == (unclassified.status, unclassified.json)
    assert 409 == conflict.status
    assert (400, {"error": "Incorrect RSI specified."}) == (wrong.status, wrong.json)
    assert (200, b"") == (changed.status, changed.body)
    assert ("CLOSED", False) == tuple(record(ecm, document)[0][name] for name in ("file_status", "official"))


def test_a_schedule_is_assigned_by_its_code(ecm: EcmClient, document: int) -> None:
    classify(ecm, document)
    path = f"/v1/nodes/{document}/rmclassifications"

    assert 200 == ecm.form("POST", f"{path}/{SALES}/rsis?rsi=CLAIMS-6Y").status
    assert 400 == ecm.form("POST", f"{path}/{CLAIMS}/rsis?rsi=CLAIMS-6Y").status
    assert "CLAIMS-6Y" == record(ecm, document)[0]["rsi"]
    catalogue = ecm.get("/v2/rsis?page=1&limit=2").json
    assert (True, 3, ["SALES-10Y", "CLAIMS-6Y"]) == (
        catalogue["results"]["ok"],
        catalogue["collection"]["paging"]["total_count"],
        [rsi["RSI"] for rsi in catalogue["results"]["data"]["rsis"]],
    )


def test_a_final_record_does_not_change_any_more(ecm: EcmClient, document: int) -> None:
    classify(ecm, document)
    missing = ecm.form("PUT", "/v1/rmclassifications/finalizerecords", ids="x")

    finalized = ecm.form("PUT", "/v1/rmclassifications/finalizerecords", ids=document)
    ecm.form("PUT", "/v1/rmclassifications/finalizerecords", ids=document)

    assert (404, {"error": "ID is not an integer or is missing"}) == (missing.status, missing.json)
    assert (200, b"") == (finalized.status, finalized.body)
    assert 500 == ecm.body("PUT", f"/v2/nodes/{document}", {"name": "other.pdf"}).status
    assert 500 == ecm.upload(f"/v2/nodes/{document}/versions", ("x.pdf", b"two", "application/pdf")).status
    assert 500 == ecm.delete(f"/v2/nodes/{document}").status
    assert 500 == ecm.delete(f"/v1/nodes/{document}/rmclassifications/{SALES}").status
    assert 1 == len(ecm.sandbox.effects("record_finalized"))


def test_a_classification_can_be_taken_off_again(ecm: EcmClient, document: int) -> None:
    classify(ecm, document)

    assert 200 == ecm.delete(f"/v1/nodes/{document}/rmclassifications/{SALES}").status

    assert [] == record(ecm, document)
    assert 400 == ecm.delete(f"/v1/nodes/{document}/rmclassifications/{SALES}").status


def test_a_hold_is_created_once_under_its_name(ecm: EcmClient) -> None:
    hold = new_hold(ecm)

    again = ecm.form("POST", "/v1/holds", type="Legal", name="Dispute 1", date_applied="2026-01-05T00:00:00")
    incomplete = ecm.form("POST", "/v1/holds", name="Dispute 2")

    assert (400, {"error": "Could not insert into the Hold Disposition table"}) == (again.status, again.json)
    assert (400, {"error": "Missing required parameter 'type'"}) == (incomplete.status, incomplete.json)
    listed = ecm.get("/v2/holds?page=1&limit=25").json
    assert [(hold, "Dispute 1", "Legal")] == [
        (one["HoldID"], one["HoldName"], one["HoldType"]) for one in listed["results"]["data"]["holds"]
    ]


def test_a_hold_that_does_not_exist_is_told_with_status_200(ecm: EcmClient) -> None:
    new_hold(ecm)

    known, unknown = ecm.get("/v2/hold?holdname=Dispute%201"), ecm.get("/v2/hold?holdname=Nobody")

    assert "Dispute 1" == known.json["results"]["data"]["hold"]["HoldName"]
    assert (200, {"results": {"ok": False, "errMsg": "Hold does not exist."}}) == (unknown.status, unknown.json)


def test_what_is_on_hold_cannot_be_deleted_until_it_is_lifted(ecm: EcmClient) -> None:
    folder = ecm.folder("Evidence")
    document = ecm.document("photo.jpg", b"x", folder)
    hold = new_hold(ecm)
    path = f"/v1/nodes/{document}/holds"

    put = ecm.form("POST", f"{path}?hold_id={hold}")
    again = ecm.body("POST", path, {"hold_id": hold})

    assert (200, b"", 400) == (put.status, put.body, again.status)
    assert ["Dispute 1"] == [one["hold_name"] for one in ecm.get(path).json["data"]]
    assert [500, 500] == [ecm.delete(f"/v2/nodes/{node}").status for node in (document, folder)]
    assert 200 == ecm.delete(f"{path}/{hold}").status
    gone = ecm.delete(f"{path}/{hold}")
    assert (400, {"error": "Object does not have this Hold"}) == (gone.status, gone.json)
    assert 200 == ecm.delete(f"/v2/nodes/{folder}").status


def test_a_hold_on_a_folder_protects_what_is_in_it(ecm: EcmClient) -> None:
    folder = ecm.folder("Evidence")
    document = ecm.document("photo.jpg", b"x", folder)

    ecm.body("POST", f"/v1/nodes/{folder}/holds", {"hold_id": new_hold(ecm)})

    assert 500 == ecm.delete(f"/v2/nodes/{document}").status
    assert 400 == ecm.form("POST", f"/v1/nodes/{folder}/holds").status
    assert 400 == ecm.form("POST", f"/v1/nodes/{folder}/holds", hold_id=99).status


def test_a_new_document_brings_its_classifications_along(ecm: EcmClient) -> None:
    document = ecm.document("letter.pdf", b"x", roles={"classifications": {"create_id": [], "id": [7052]}})

    assert ["Correspondence"] == [one["name"] for one in ecm.get(f"/v1/nodes/{document}/classifications").json["data"]]


@pytest.mark.parametrize(
    "roles", [{"classifications": {"id": [SALES]}}, {"classifications": {"id": 7052}}, {"colour": {}}, []]
)
def test_a_creation_with_roles_that_make_no_sense_leaves_nothing(roles: Any, ecm: EcmClient) -> None:
    document = {"type": 144, "parent_id": 2000, "name": "letter.pdf", "roles": roles or [1]}

    reply = ecm.upload("/v2/nodes", ("x.pdf", b"x", "application/pdf"), body=json.dumps(document))

    assert 400 == reply.status
    assert ["Shopify"] == ecm.names_in(2000)


def test_plain_classifications_are_replaced_as_a_list(ecm: EcmClient, document: int) -> None:
    path = f"/v1/nodes/{document}/classifications"

    ecm.body("POST", path, {"class_id": [7052]})
    ecm.body("POST", path, {"class_id": [7053]})

    assert ["Contracts"] == [one["name"] for one in ecm.get(path).json["data"]]
    assert 400 == ecm.body("POST", path, {"class_id": [SALES]}).status
    assert 400 == ecm.body("POST", path, {"class_id": 7052}).status
