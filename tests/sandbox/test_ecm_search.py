"""Search, which lags, and the audit trail, which does not."""

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def found(ecm: EcmClient, where: str, **more: object) -> list[str]:
    reply = ecm.form("POST", "/v2/search", where=where, **more)
    assert reply.status == 200, reply.body
    return [result["data"]["properties"]["name"] for result in reply.json["results"]]


def test_a_query_joins_regions_words_and_their_opposites(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    ecm.document("invoice 1001.pdf", b"x", folder, roles={"categories": {"9840_2": "invoice"}})
    ecm.document("photo.jpg", b"x", folder)

    assert ["invoice 1001.pdf"] == found(ecm, 'OTName: "invoice" and OTSubType: 144')
    assert ["invoice 1001.pdf", "photo.jpg"] == found(ecm, f"OTLocation: {folder} and OTSubType: 144")
    assert ["invoice 1001.pdf"] == found(ecm, "Attr_9840_2: inv*")
    assert ["photo.jpg"] == found(ecm, f"OTSubType: 144 and not (invoice or Box) and OTLocation: {folder}")
    assert ["invoice 1001.pdf", "photo.jpg"] == found(ecm, "invoice photo.jpg", lookfor="anywords")
    assert [] == found(ecm, "invoice photo", lookfor="allwords")
    assert ["invoice 1001.pdf"] == found(ecm, "invoice 1001", lookfor="exactphrase", location_id1=folder)


def test_plain_text_is_searched_too(ecm: EcmClient) -> None:
    fields = {"type": "144", "parent_id": "2000", "name": "note.txt"}
    ecm.upload("/v2/nodes", ("note.txt", b"the parcel never came", "text/plain"), **fields)

    assert ["note.txt"] == found(ecm, "parcel", within="content")
    assert [] == found(ecm, "parcel", within="metadata")


@pytest.mark.parametrize("where", ['OTName: "open', "OTName:", "(a or", "and"])
def test_a_query_that_cannot_be_read_is_refused(where: str, ecm: EcmClient) -> None:
    reply = ecm.form("POST", "/v2/search", where=where)

    assert (400, True) == (reply.status, reply.json["error"].startswith("Error Evaluating Query"))


def test_the_index_learns_late_of_what_came_and_of_what_went(ecm: EcmClient) -> None:
    ecm.sandbox.control("POST", "/switches", {"ecm_index_seconds": 60})
    document = ecm.document("late.pdf", b"x")

    assert [] == found(ecm, "OTName: late")
    ecm.sandbox.control("POST", "/clock", {"advance_seconds": 62})
    assert ["late.pdf"] == found(ecm, "OTName: late")

    ecm.delete(f"/v2/nodes/{document}")
    assert ["late.pdf"] == found(ecm, "OTName: late")
    ecm.sandbox.control("POST", "/clock", {"advance_seconds": 62})
    assert [] == found(ecm, "OTName: late")


def test_results_come_in_pages_with_a_heading(ecm: EcmClient) -> None:
    for number in range(3):
        ecm.document(f"paper {number}.pdf", b"x")

    reply = ecm.form("POST", "/v2/search", where="OTName: paper", limit=2, page=2).json

    assert ("Results 3 to 3 of 3 sorted by Relevance", 2) == (
        reply["collection"]["paging"]["result_header_string"],
        reply["collection"]["paging"]["page_total"],
    )
    assert ["paper 2.pdf"] == [result["data"]["regions"]["OTName"] for result in reply["results"]]


def test_nobody_finds_what_is_hidden(ecm: EcmClient, sandbox: SandboxClient) -> None:
    ecm.document("secret.pdf", b"x", ecm.child(ecm.open_workspace(), "Invoices"))

    assert ["secret.pdf"] == found(ecm, "OTName: secret")
    assert [] == found(EcmClient(sandbox, "finance", "livelink"), "OTName: secret")


def test_the_trail_tells_who_did_what(ecm: EcmClient, sandbox: SandboxClient) -> None:
    document = ecm.document("x.pdf", b"one")
    finance = EcmClient(sandbox, "finance", "livelink")
    finance.upload(f"/v2/nodes/{document}/versions", ("x.pdf", b"two", "application/pdf"))
    finance.form("POST", f"/v2/nodes/{document}/categories", category_id=9830, **{"9830_2": "#1001"})
    ecm.body("PUT", f"/v2/nodes/{document}", {"name": "y.pdf", "reserved_user_id": 1202})
    ecm.get(f"/v1/nodes/{document}/content")

    def trail(query: str = "") -> list[tuple[str, int]]:
        reply = ecm.get(f"/v2/nodes/{document}/audit?sort=asc_audit_date{query}").json
        return [(one["audit_name"], one["user_id"]) for one in reply["results"]["data"]["audit"]]

    assert [
        ("Create", 1100),
        ("Version Added", 1202),
        ("Attribute Value Changed", 1202),
        ("Rename", 1100),
        ("Reserve", 1100),
        ("Version Opened", 1100),
    ] == trail()
    assert [("Version Added", 1202)] == trail("&where_type=11&where_user_id=1202")
    assert [] == trail("&where_audit_date_end=2000-01-01")
    newest = ecm.get(f"/v2/nodes/{document}/audit?limit=1").json
    assert (["Version Opened"], 6) == (
        [one["audit_name"] for one in newest["results"]["data"]["audit"]],
        newest["collection"]["paging"]["total_count"],
    )
    assert 400 == ecm.get(f"/v2/nodes/{document}/audit?sort=sideways").status
