"""Folders, files and versions, and what a repeated or colliding creation answers."""

import hashlib
import json
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.file360_callers import BASE, File360Client, code

REFERENCE = "T1:acme.myshopify.com:order:5678901234"


@pytest.fixture
def file360(sandbox: SandboxClient) -> File360Client:
    return File360Client(sandbox)


def test_the_connector_knows_itself_and_the_administrators_folders(file360: File360Client) -> None:
    me = file360.get("/self").json

    listed = file360.get(f"/folders/{me['root_folder_id']}/items", where_type="folder").json

    assert "sandbox-client" == me["id"]
    assert ["Orders", "Compliance"] == [item["name"] for item in listed["results"]][:2]
    assert {"page": 1, "page_total": 1, "total_count": 8} == {
        name: listed["collection"]["paging"][name] for name in ("page", "page_total", "total_count")
    }


def test_a_call_without_a_good_token_is_refused_in_the_services_form(sandbox: SandboxClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        reply = sandbox.call("GET", f"{BASE}/self", headers=headers)

        assert (401, "invalid_token") == code(reply)
        assert {"timestamp", "status", "error", "message", "details", "error_code", "path"} == reply.json.keys()


def test_a_token_of_another_tenant_is_forbidden(sandbox: SandboxClient) -> None:
    reply = sandbox.call("GET", f"{BASE}/self", headers={"Authorization": f"Bearer {sandbox.new_token('other')}"})

    assert (403, "forbidden") == code(reply)


def test_an_equal_creation_under_one_reference_makes_one_folder(file360: File360Client) -> None:
    made = file360.folder("1001", external_reference=REFERENCE, properties={"order": "#1001"})
    body = {"parent_id": made["parent_id"], "name": "1001", "external_reference": REFERENCE}

    again = file360.call("POST", "/folders", {**body, "properties": {"order": "#1001"}})
    other = file360.call("POST", "/folders", {**body, "name": "1002"})

    assert (200, made["id"]) == (again.status, again.json["id"])
    assert (409, "external_reference_conflict") == code(other)
    assert (made["id"], "/Orders/1001") == (
        other.json["details"]["existing_id"],
        other.json["details"]["existing"]["path"],
    )
    (effect,) = file360.effects("created")
    assert (REFERENCE, "acme.myshopify.com", REFERENCE) == tuple(effect[name] for name in ("key", "store", "subject"))


def test_a_repeat_is_a_repeat_even_after_the_folder_was_renamed(file360: File360Client) -> None:
    made = file360.folder("1001", external_reference=REFERENCE)
    file360.call("PUT", f"/folders/{made['id']}", {"name": "1001 cancelled", "properties": {"state": "cancelled"}})

    again = file360.call(
        "POST", "/folders", {"parent_id": made["parent_id"], "name": "1001", "external_reference": REFERENCE}
    )

    assert (200, "1001 cancelled", {"state": "cancelled"}) == (
        again.status,
        again.json["name"],
        again.json["properties"],
    )


@pytest.mark.parametrize("reference", [{}, {"external_reference": "T1:other.myshopify.com:order:1"}])
def test_a_taken_name_is_a_collision_that_names_its_owner(file360: File360Client, reference: dict[str, str]) -> None:
    made = file360.folder("1001", external_reference=REFERENCE)

    reply = file360.call("POST", "/folders", {"parent_id": made["parent_id"], "name": "1001", **reference})

    assert (409, "name_exists") == code(reply)
    assert REFERENCE == reply.json["details"]["existing"]["external_reference"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"parent_id": 7, "name": "x"},
        {"parent_id": "?", "name": "x", "colour": "red"},
        {"parent_id": "?", "name": "a/b"},
        {"parent_id": "?", "name": ".."},
        {"parent_id": "?", "name": " x"},
        {"parent_id": "?", "name": "x", "external_reference": "r" * 129},
        {"parent_id": "?", "name": "x", "properties": {"n": 7}},
    ],
)
def test_a_body_that_does_not_fit_is_refused_and_creates_nothing(file360: File360Client, body: dict[str, Any]) -> None:
    orders = file360.at("/Orders")["id"]
    sent = {name: orders if value == "?" else value for name, value in body.items()}

    assert (400, "invalid_parameter") == code(file360.call("POST", "/folders", sent))
    assert [] == file360.effects("created")


def test_a_folder_is_found_by_path_and_by_reference_until_it_is_trashed(file360: File360Client) -> None:
    made = file360.folder("Größe & Ärger", external_reference=REFERENCE)

    by_path = file360.get("/items", where_path="/Orders/Größe & Ärger").json["results"]
    by_reference = file360.get("/items", where_external_reference=REFERENCE).json["results"]
    trashed = file360.call("DELETE", f"/folders/{made['id']}")

    assert [made["id"]] == [item["id"] for item in by_path] == [item["id"] for item in by_reference]
    assert 204 == trashed.status
    assert [] == file360.get("/items", where_external_reference=REFERENCE).json["results"]
    assert (404, "not_found") == code(file360.get(f"/folders/{made['id']}"))


def test_a_trashed_file_comes_back_at_its_place(file360: File360Client) -> None:
    file = file360.file()
    file360.call("DELETE", f"/files/{file['id']}")

    restored = file360.play(f"items/{file['id']}/restore")

    assert (200, "/Orders/a.pdf") == (restored.status, restored.json["path"])
    assert ["created", "deleted", "restored"] == file360.events()


def test_a_change_needs_the_state_it_speaks_of(file360: File360Client) -> None:
    made = file360.folder("1001")
    path = f"/folders/{made['id']}"

    changed = file360.call("PUT", path, {"properties": {"a": "1"}}, **{"If-Match": made["etag"]})
    stale = file360.call("PUT", path, {"properties": {"a": "2"}}, **{"If-Match": made["etag"]})

    assert {"a": "1"} == changed.json["properties"]
    assert (409, "edit_conflict") == code(stale)


def test_a_folder_moves_but_not_into_itself(file360: File360Client) -> None:
    made = file360.folder("1001")
    inner = file360.folder("inner", parent="/Orders/1001")

    into_itself = file360.call("PUT", f"/folders/{made['id']}", {"parent_id": inner["id"]})
    moved = file360.call("PUT", f"/folders/{inner['id']}", {"parent_id": file360.at("/Archive")["id"]})

    assert 400 == into_itself.status
    assert "/Archive/inner" == moved.json["path"]
    assert "moved" == file360.events()[-1]


def test_content_comes_back_byte_for_byte_with_its_hash(file360: File360Client) -> None:
    content = b"%PDF-1.7\r\n--boundary\r\n\x00\xff\r\n"
    file = file360.file(content, name="Größe.pdf")

    reply = file360.get(f"/files/{file['id']}/content")

    digest = hashlib.sha256(content).hexdigest()
    assert (digest, len(content), "application/pdf", 1) == tuple(
        file[name] for name in ("sha256", "size", "mime_type", "version_number")
    )
    assert (content, f'"{digest}"') == (reply.body, reply.headers["etag"])
    assert "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf" == reply.headers["content-disposition"]


def test_a_wrong_hash_is_refused_and_stores_nothing(file360: File360Client) -> None:
    reply = file360.upload(file360.at("/Orders")["id"], "a.pdf", b"one", sha256="0" * 64)

    assert (400, "checksum_mismatch") == code(reply)
    assert [] == file360.get(f"/folders/{file360.at('/Orders')['id']}/items").json["results"]


@pytest.mark.parametrize(
    ("policy", "content", "expected", "versions"),
    [
        ("fail", b"one", 200, 1),
        ("fail", b"two", 409, 1),
        ("version", b"one", 200, 1),
        ("version", b"two", 200, 2),
        ("skip_identical", b"one", 200, 1),
        ("skip_identical", b"two", 409, 1),
    ],
)
def test_an_upload_under_its_own_reference(
    file360: File360Client, policy: str, content: bytes, expected: int, versions: int
) -> None:
    file = file360.file(b"one", external_reference="doc-1")

    reply = file360.upload(file["parent_id"], "a.pdf", content, external_reference="doc-1", on_conflict=policy)

    assert expected == reply.status
    assert versions == file360.get(f"/files/{file['id']}").json["version_count"]


def test_an_upload_never_takes_the_name_of_another_reference(file360: File360Client) -> None:
    file = file360.file(b"one", external_reference="doc-1")

    reply = file360.upload(file["parent_id"], "a.pdf", b"one", external_reference="doc-2", on_conflict="version")

    assert (409, "name_exists") == code(reply)


def test_versions_are_kept_and_equal_content_is_none(file360: File360Client) -> None:
    file = file360.file(b"one")
    path = f"/files/{file['id']}/versions"

    added = file360.multipart(path, b"two", comment="new address", sha256=hashlib.sha256(b"two").hexdigest())
    again = file360.multipart(path, b"two")

    assert (201, 2, "new address") == (added.status, added.json["version_number"], added.json["comment"])
    assert (200, 2) == (again.status, again.json["version_number"])
    assert [1, 2] == [version["version_number"] for version in file360.get(path).json["results"]]
    assert b"one" == file360.get(f"{path}/1/content").body
    assert (404, "not_found") == code(file360.get(f"{path}/3/content"))
    assert 1 == len(file360.effects("version_added"))


def test_size_and_quota_are_kept(file360: File360Client) -> None:
    orders = file360.at("/Orders")["id"]
    file360.sandbox.control("POST", "/switches", {"file_bytes": 4, "quota_bytes": 6})

    large = file360.upload(orders, "large.pdf", b"12345")
    fits = file360.upload(orders, "fits.pdf", b"1234")
    full = file360.upload(orders, "full.pdf", b"123")

    assert [(413, "too_large"), (413, "quota_exceeded")] == [code(large), code(full)]
    assert 201 == fits.status


def test_a_list_is_filtered_sorted_and_paged(file360: File360Client) -> None:
    for name in ("b.pdf", "a.pdf", "c.pdf"):
        file360.file(name=name, content=name.encode())
    path = f"/folders/{file360.at('/Orders')['id']}/items"

    first = file360.get(path, where_type="file", sort="asc_name", limit=2).json
    second = file360.get(path, where_type="file", sort="asc_name", limit=2, page=2).json

    assert ["a.pdf", "b.pdf"] == [item["name"] for item in first["results"]]
    assert ["c.pdf"] == [item["name"] for item in second["results"]]
    assert (2, 3) == (first["collection"]["paging"]["page_total"], first["collection"]["paging"]["total_count"])
    assert ["c.pdf"] == [item["name"] for item in file360.get(path, where_name="c.pdf").json["results"]]
    assert [] == file360.get(path, where_status="approved").json["results"]
    assert 400 == file360.get(path, where_color="red").status


@pytest.mark.parametrize("body", [b"", b"--x--", b"no parts at all"])
def test_a_multipart_body_that_is_none_is_refused(file360: File360Client, body: bytes) -> None:
    path = f"/folders/{file360.at('/Orders')['id']}/files"

    reply = file360.call("POST", path, body, **{"Content-Type": "multipart/form-data; boundary=x"})

    assert (400, "invalid_parameter") == code(reply)


def test_an_upload_has_one_file_and_readable_metadata(file360: File360Client) -> None:
    path = f"/folders/{file360.at('/Orders')['id']}/files"

    unreadable = file360.multipart(path, b"x", metadata="{")
    unknown = file360.multipart(path, b"x", metadata=json.dumps({"name": "a.pdf", "colour": "red"}))
    half_a_letter = file360.multipart(path, b"x", metadata='{"name": "\\ud800"}')

    assert [(400, "invalid_parameter")] * 3 == [code(unreadable), code(unknown), code(half_a_letter)]


def test_an_unknown_path_is_refused_in_the_services_form(file360: File360Client) -> None:
    assert (404, "not_found") == code(file360.get("/nothing"))
