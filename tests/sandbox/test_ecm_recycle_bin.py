"""Deleting, bringing back, destroying; and copies."""

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient

BIN = "/v2/volumes/recyclebin/nodes"


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def in_the_bin(ecm: EcmClient) -> list[str]:
    return [result["data"]["properties"]["name"] for result in ecm.get(BIN).json["results"]]


def test_a_deleted_folder_comes_back_with_what_was_in_it(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    document = ecm.document("a.pdf", b"one", folder)
    ecm.delete(f"/v2/nodes/{folder}")

    assert ["Box"] == in_the_bin(ecm)
    restored = ecm.form("POST", f"{BIN}/restore", ids=folder)

    assert [folder] == restored.json["results"]["success"]["ids"]
    assert ["a.pdf"] == ecm.names_in(folder)
    assert b"one" == ecm.get(f"/v1/nodes/{document}/content").body
    assert [] == in_the_bin(ecm)


def test_what_was_purged_is_gone_and_the_rest_of_the_list_is_done_nevertheless(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    ecm.delete(f"/v2/nodes/{folder}")

    purged = ecm.body("POST", f"{BIN}/purge", {"ids": [folder, 2000]})

    results = purged.json["results"]
    assert (400, [folder], [2000]) == (purged.status, results["success"]["ids"], results["failure"]["ids"])
    assert results["failure"]["errors"]["2000"].startswith("Sorry, the item")
    assert 400 == ecm.form("POST", f"{BIN}/restore", ids=folder).status
    nothing = ecm.form("POST", f"{BIN}/purge")
    assert (400, {"error": "The parameter 'ids' is not specified."}) == (nothing.status, nothing.json)


def test_an_item_does_not_come_back_under_a_name_that_was_taken_meanwhile(ecm: EcmClient) -> None:
    first = ecm.folder("Box")
    ecm.delete(f"/v2/nodes/{first}")
    ecm.folder("Box")

    refused = ecm.form("POST", f"{BIN}/restore", ids=first)

    assert (400, [first]) == (refused.status, refused.json["results"]["failure"]["ids"])


def test_the_bin_keeps_things_for_two_months(sandbox: SandboxClient, ecm: EcmClient) -> None:
    ecm.delete(f"/v2/nodes/{ecm.folder('Box')}")

    sandbox.control("POST", "/clock", {"advance_seconds": 61 * 86_400})

    assert [] == in_the_bin(EcmClient(sandbox))


def test_a_copy_has_the_newest_content_and_the_categories_of_its_original(ecm: EcmClient) -> None:
    original = ecm.document("a.pdf", b"one", roles={"categories": {"9830_2": "#1001"}})
    ecm.upload(f"/v2/nodes/{original}/versions", ("a.pdf", b"two", "application/pdf"))

    reply = ecm.body("POST", "/v2/nodes", {"original_id": original, "parent_id": 2000, "name": "b.pdf"})

    copy = reply.json["results"]["data"]["properties"]["id"]
    assert b"two" == ecm.get(f"/v1/nodes/{copy}/content").body
    assert 1 == len(ecm.get(f"/v2/nodes/{copy}/versions").json["results"])
    values = ecm.get(f"/v2/nodes/{copy}/categories/9830/").json["results"]["data"]["categories"]
    assert "#1001" == values["9830_2"]
    assert 500 == ecm.body("POST", "/v2/nodes", {"original_id": original, "parent_id": 2000, "name": "B.pdf"}).status
    assert 400 == ecm.body("POST", "/v2/nodes", {"original_id": 5001, "parent_id": 2000, "name": "c"}).status


def test_old_versions_are_purged_and_numbers_go_on(ecm: EcmClient) -> None:
    document = ecm.document("a.pdf", b"one")
    path = f"/v2/nodes/{document}/versions"
    ecm.upload(path, ("a.pdf", b"two", "application/pdf"))

    assert 200 == ecm.delete(f"{path}?number_to_keep=1").status
    ecm.upload(path, ("a.pdf", b"three", "application/pdf"))

    numbers = [result["data"]["versions"]["version_number"] for result in ecm.get(path).json["results"]]
    assert [2, 3] == numbers
    assert 400 == ecm.get(f"/v1/nodes/{document}/versions/1/content").status
    assert 400 == ecm.delete(f"{path}?number_to_keep=0").status


def test_categories_are_pushed_to_everything_below(ecm: EcmClient) -> None:
    folder = ecm.folder("Box")
    document = ecm.document("a.pdf", b"x", ecm.folder("Inner", folder))
    path = f"/v2/nodes/{folder}/categories/apply"

    ecm.body("POST", path, {"categories": [{"id": 9830, "action": "add_upgrade"}]})

    assert 200 == ecm.get(f"/v2/nodes/{document}/categories/9830/").status
    assert 400 == ecm.get(f"/v2/nodes/{folder}/categories/9830/").status
    assert 400 == ecm.body("POST", path, {"categories": [{"id": 9830, "action": "explode"}]}).status
    assert 400 == ecm.body("POST", path, {"categories": [7]}).status
