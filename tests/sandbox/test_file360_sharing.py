"""Roles, shares and links: who gets in, until when, and who does not."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.file360_callers import File360Client, code, encoded

VENDOR = "vendor@supplier.example"


@pytest.fixture
def file360(sandbox: SandboxClient) -> File360Client:
    return File360Client(sandbox)


@pytest.fixture
def folder(file360: File360Client) -> dict[str, Any]:
    return file360.folder("acme", parent="/Vendors")


def share(file360: File360Client, folder: dict[str, Any], **more: Any) -> Any:
    recipient = {"type": "external_user", "email": VENDOR}
    return file360.call("POST", f"/folders/{folder['id']}/shares", {"recipient": recipient, "role": "viewer", **more})


def open_as(file360: File360Client, item: dict[str, Any], email: str = VENDOR) -> int:
    return file360.play("partner/open", email=email, item_id=item["id"]).status


def test_a_share_opens_its_folder_to_its_recipient_only(file360: File360Client, folder: dict[str, Any]) -> None:
    other = file360.folder("other", parent="/Vendors")
    shared = share(file360, folder)

    assert (201, "pending", "viewer") == (shared.status, shared.json["state"], shared.json["role"])
    assert [200, 403, 403] == [
        open_as(file360, folder),
        open_as(file360, other),
        open_as(file360, folder, "rival@supplier.example"),
    ]
    (listed,) = file360.get(f"/folders/{folder['id']}/shares").json["results"]
    assert "active" == listed["state"]
    assert ["shared", "share_accepted", "viewed"] == file360.events()[-3:]
    assert file360.get(f"/folders/{folder['id']}").json["shared"]


def test_a_share_ends_when_it_is_revoked_and_stays_in_the_list(file360: File360Client, folder: dict[str, Any]) -> None:
    shared = share(file360, folder).json

    statuses = [file360.call("DELETE", f"/shares/{shared['id']}").status for _ in range(2)]

    assert [204, 204] == statuses
    assert 403 == open_as(file360, folder)
    assert ["revoked"] == [one["state"] for one in file360.get(f"/folders/{folder['id']}/shares").json["results"]]
    assert 1 == len(file360.effects("share_revoked"))
    assert 400 == file360.call("PUT", f"/shares/{shared['id']}", {"role": "editor"}).status


def test_a_share_ends_at_its_time_and_can_be_prolonged(file360: File360Client, folder: dict[str, Any]) -> None:
    shared = share(file360, folder, days_to_expire=10).json
    file360.sandbox.control("POST", "/clock", {"advance_seconds": 11 * 86400})
    file360 = File360Client(file360.sandbox)

    ended = open_as(file360, folder)
    prolonged = file360.call("PUT", f"/shares/{shared['id']}", {"days_to_expire": 5})

    assert (403, 200) == (ended, open_as(file360, folder))
    assert shared["expires_at"] < prolonged.json["expires_at"]
    assert 400 == share(file360, folder, days_to_expire=1, expires_at="2030-01-01T00:00:00Z").status


def test_a_repeated_share_is_one_and_its_reference_is_never_free_again(
    file360: File360Client, folder: dict[str, Any]
) -> None:
    first = share(file360, folder, external_reference="share-1")
    again = share(file360, folder, external_reference="share-1")
    other = share(file360, folder, external_reference="share-1", role="contributor")
    file360.call("DELETE", f"/shares/{first.json['id']}")
    late = share(file360, folder, external_reference="share-1")

    assert (201, 200, 200) == (first.status, again.status, late.status)
    assert (409, "external_reference_conflict") == code(other)
    assert {first.json["id"]} == {again.json["id"], late.json["id"], other.json["details"]["existing_id"]}
    assert "revoked" == late.json["state"]
    assert 1 == len(file360.effects("shared"))


def test_a_viewer_reads_and_a_contributor_brings_files(file360: File360Client, folder: dict[str, Any]) -> None:
    proof = {"email": VENDOR, "folder_id": folder["id"], "name": "proof.pdf", "content_base64": encoded(b"proof")}
    shared = share(file360, folder).json

    refused = file360.play("partner/uploads", **proof)
    file360.call("PUT", f"/shares/{shared['id']}", {"role": "contributor"})
    taken = file360.play("partner/uploads", **proof)

    assert (403, 200) == (refused.status, taken.status)
    assert VENDOR == taken.json["created_by"]
    newest = file360.get("/activities", where_event="created").json["results"][-1]
    assert ("external_user", VENDOR) == (newest["actor"]["type"], newest["actor"]["email"])


def test_sharing_outside_can_be_forbidden(file360: File360Client, folder: dict[str, Any]) -> None:
    blocked = {"type": "external_user", "email": "x@blocked.invalid"}

    not_allowed = share(file360, folder, recipient=blocked)
    file360.sandbox.control("POST", "/switches", {"external_sharing": False})
    disabled = share(file360, folder)

    assert [(403, "recipient_not_allowed"), (403, "external_sharing_disabled")] == [code(not_allowed), code(disabled)]
    assert [] == file360.effects("shared")


@pytest.mark.parametrize(
    "recipient",
    [
        {"type": "external_user"},
        {"type": "group", "id": "nobody"},
        {"type": "public"},
        {"type": "user", "email": "x@y"},
    ],
)
def test_a_recipient_that_is_none_is_refused(
    file360: File360Client, folder: dict[str, Any], recipient: dict[str, str]
) -> None:
    assert (400, "invalid_parameter") == code(share(file360, folder, recipient=recipient))


def test_a_link_opens_without_a_login_until_it_is_revoked(file360: File360Client) -> None:
    file = file360.file(b"flyer")
    link = file360.call("POST", f"/files/{file['id']}/links", {"external_reference": "link-1"})
    path = link.json["url"].removeprefix(file360.sandbox.url)

    opened = file360.sandbox.call("GET", path)
    again = file360.call("POST", f"/files/{file['id']}/links", {"external_reference": "link-1"})
    revoked = file360.call("DELETE", f"/links/{link.json['id']}")

    assert (201, b"flyer") == (link.status, opened.body)
    assert (200, link.json["id"], 1) == (again.status, again.json["id"], again.json["download_count"])
    assert (204, 404) == (revoked.status, file360.sandbox.call("GET", path).status)
    assert ["revoked"] == [one["state"] for one in file360.get(f"/files/{file['id']}/links").json["results"]]


def test_a_link_keeps_its_password_its_count_and_its_time(file360: File360Client) -> None:
    file = file360.file(b"flyer")
    wanted = {"password": "open sesame", "max_downloads": 1, "expires_at": "2099-01-01T00:00:00Z"}
    link = file360.call("POST", f"/files/{file['id']}/links", wanted).json
    path = link["url"].removeprefix(file360.sandbox.url)

    statuses = [file360.sandbox.call("GET", path + query).status for query in ("", *["?password=open%20sesame"] * 2)]

    assert [404, 200, 404] == statuses
    assert link["password_protected"]
    assert "password" not in link


def test_a_folder_is_closed_to_all_but_those_it_names(file360: File360Client) -> None:
    folder = file360.folder("4711", parent="/Escalations")
    legal = {"principal": {"type": "group", "id": "legal"}, "role": "editor"}
    path = f"/folders/{folder['id']}/permissions"

    set_once = file360.call("PUT", path, {"inherit": False, "grants": [legal]})
    file360.call("PUT", path, {"inherit": False, "grants": [legal]})

    assert 200 == set_once.status
    assert {
        "inherit": False,
        "grants": [{"principal": {"type": "group", "id": "legal", "name": "Legal"}, "role": "editor"}],
    } == (file360.get(path).json)
    assert 1 == len(file360.effects("permission_changed"))
    assert 200 == file360.get(f"/folders/{folder['id']}").status


@pytest.mark.parametrize(
    "grant",
    [
        {"principal": {"type": "group", "id": "nobody"}, "role": "viewer"},
        {"principal": {"type": "user", "id": "legal"}, "role": "viewer"},
        {"principal": {"type": "group", "id": "legal"}, "role": "owner"},
        {"principal": {"type": "group", "id": "legal"}},
    ],
)
def test_a_grant_that_is_none_is_refused(file360: File360Client, grant: dict[str, Any]) -> None:
    folder = file360.folder("4711", parent="/Escalations")

    reply = file360.call("PUT", f"/folders/{folder['id']}/permissions", {"inherit": False, "grants": [grant]})

    assert (400, "invalid_parameter") == code(reply)


def test_whom_a_folder_no_longer_names_is_kept_out(file360: File360Client) -> None:
    marketing = {"principal": {"type": "group", "id": "marketing"}, "role": "viewer"}
    campaigns = file360.at("/Campaigns")
    file360.call("PUT", f"/folders/{campaigns['id']}/permissions", {"inherit": False, "grants": [marketing]})

    reply = file360.get(f"/folders/{campaigns['id']}/items")

    assert (403, "forbidden") == code(reply)
    assert [] == file360.get("/items", where_path="/Campaigns").json["results"]
