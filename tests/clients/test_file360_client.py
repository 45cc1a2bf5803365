"""What the client of File 360 sends, and what it makes of answers, against handwritten ones of the contract."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from responses import matchers

from integrator.clients.errors import Conflict, Garbled, Refused, Throttled, Unauthorized
from integrator.clients.file360 import (
    CursorExpired,
    File360,
    Grant,
    Item,
    Locked,
    NameFormatError,
    NameTaken,
    NotFound,
    Protected,
    Ref,
    ReferenceTaken,
)
from integrator.clients.http import Http
from tests.clients.stand_ins import CountingTokens

URL = "https://file360.example/file360"
API = f"{URL}/api/v1"
CONTENT = b"%PDF-1.7 an invoice"
HASH = hashlib.sha256(CONTENT).hexdigest()
REFERENCE = "T1:acme.myshopify.com:order:5678901234"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FILE, FOLDER = Ref(type="file", id="fi-1"), Ref(type="folder", id="fo-1")


@pytest.fixture
def file360(http: Http) -> File360:
    return File360(URL, tokens=CountingTokens(), http=http)


@pytest.fixture
def wire() -> Any:
    with responses.RequestsMock() as mock:
        yield mock


def folder(**more: Any) -> dict[str, Any]:
    """A folder as the contract shows it."""
    return {
        "id": "fo-1",
        "type": "folder",
        "name": "1001",
        "parent_id": "fo-0",
        "path": "/Orders/1001",
        "description": "",
        "external_reference": REFERENCE,
        "properties": {},
        "created_at": "2026-01-05T12:00:00Z",
        "created_by": "connector",
        "modified_at": "2026-01-05T12:00:00Z",
        "modified_by": "connector",
        "shared": False,
        "retention": None,
        "etag": '"fo-1.1"',
        "child_count": 0,
        **more,
    }


def file(**more: Any) -> dict[str, Any]:
    """A file as the contract shows it."""
    shown = folder(id="fi-1", type="file", name="a.pdf", path="/Orders/a.pdf", external_reference=None)
    del shown["child_count"]
    return {
        **shown,
        "size": len(CONTENT),
        "mime_type": "application/pdf",
        "sha256": HASH,
        "version_number": 2,
        "version_count": 2,
        "status": "approved",
        "status_changed_at": "2026-01-05T12:00:00Z",
        "status_changed_by": "compliance-1",
        "status_comment": None,
        "effective_date": None,
        "expiration_date": "2027-01-05T12:00:00Z",
        **more,
    }


def share(**more: Any) -> dict[str, Any]:
    """A share as the contract shows it."""
    return {
        "id": "sh-1",
        "item_id": "fo-1",
        "recipient": {"type": "external_user", "id": None, "email": "vendor@supplier.example", "display_name": ""},
        "role": "viewer",
        "can_download": True,
        "can_reshare": False,
        "message": "",
        "created_at": "2026-01-05T12:00:00Z",
        "expires_at": None,
        "external_reference": "share-1",
        "state": "active",
        **more,
    }


def refusal(status: int, code: str, details: Any = None) -> dict[str, Any]:
    """The parameters of an answer that refuses."""
    body = {"status": status, "message": "Ms Smith", "details": details, "error_code": code, "path": "/x"}
    return {"status": status, "json": body}


def taken(code: str, existing: dict[str, Any]) -> dict[str, Any]:
    return refusal(409, code, {"existing_id": existing["id"], "existing": existing})


def listed(*rows: Any, page: int = 1, page_total: int = 1) -> dict[str, Any]:
    return {"collection": {"paging": {"page": page, "page_total": page_total}}, "results": list(rows)}


def share_it(file360: File360, expires_at: datetime | None = None) -> Any:
    return file360.share(
        FOLDER, email="vendor@supplier.example", role="viewer", reference="share-1", expires_at=expires_at
    )


def test_a_file_is_read_with_its_review_and_its_retention(file360: File360, wire: responses.RequestsMock) -> None:
    retention = {"policy": "orders_10y", "retain_until": "2036-01-05T12:00:00Z", "on_hold": True}
    wire.get(f"{API}/files/fi-1", json=file(retention=retention))

    found = file360.get(FILE)

    assert ("a.pdf", HASH, 2, "approved", "", "") == (
        found.name,
        found.sha256,
        found.version_number,
        found.status,
        found.status_comment,
        found.external_reference,
    )
    assert (NOON + timedelta(days=365), None) == (found.expiration_date, found.effective_date)
    assert ("orders_10y", True, 2036) == (found.retention_policy, found.on_hold, found.retain_until.year)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "../../etc"},
        {"type": "symlink"},
        {"sha256": "short"},
        {"expiration_date": "tomorrow"},
        {"expiration_date": "2027-01-05T12:00:00"},
        {"properties": ["a"]},
        {"retention": 7},
        {"size": "large"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_an_item_that_breaks_the_contract_is_garbled(
    file360: File360, wire: responses.RequestsMock, broken: dict[str, Any]
) -> None:
    wire.get(f"{API}/files/fi-1", json=file(**broken))

    with pytest.raises(Garbled):
        file360.get(FILE)


def test_a_folder_is_created_with_our_reference(file360: File360, wire: responses.RequestsMock) -> None:
    body = {"parent_id": "fo-0", "name": "1001", "external_reference": REFERENCE, "properties": {"store": "acme"}}
    wire.post(f"{API}/folders", status=201, json=folder(), match=[matchers.json_params_matcher(body)])

    made = file360.open_folder("fo-0", "1001", reference=REFERENCE, properties={"store": "acme"})

    assert ("fo-1", True) == (made.id, made.created)
    assert "Bearer token-1" == wire.calls[0].request.headers["Authorization"]


def test_our_folder_is_taken_whatever_people_made_of_it(file360: File360, wire: responses.RequestsMock) -> None:
    moved = folder(name="1001 closed", path="/Archive/1001 closed")
    wire.post(f"{API}/folders", **taken("external_reference_conflict", moved))

    found = file360.open_folder("fo-0", "1001", reference=REFERENCE)

    assert ("/Archive/1001 closed", False) == (found.path, found.created)


def test_a_folder_without_a_reference_is_taken_by_its_name(file360: File360, wire: responses.RequestsMock) -> None:
    wire.post(f"{API}/folders", **taken("name_exists", folder(external_reference=None)))

    assert "fo-1" == file360.open_folder("fo-0", "2026").id


@pytest.mark.parametrize(
    "existing",
    [folder(external_reference="T1:other.myshopify.com:order:1"), folder(external_reference=None), file()],
    ids=["of another store", "of nobody", "a file"],
)
def test_the_name_of_somebody_elses_item_is_never_taken(
    file360: File360, wire: responses.RequestsMock, existing: dict[str, Any]
) -> None:
    wire.post(f"{API}/folders", **taken("name_exists", existing))

    with pytest.raises(NameTaken) as raised:
        file360.open_folder("fo-0", "1001", reference=REFERENCE)

    assert raised.value.existing == Item.model_validate(
        {name: value for name, value in existing.items() if value is not None}
    )
    assert "1001" not in str(raised.value)


def test_a_missing_path_is_made_from_the_first_missing_folder_on(
    file360: File360, wire: responses.RequestsMock
) -> None:
    def at(path: str) -> Any:
        return matchers.query_param_matcher({"where_path": path}, strict_match=False)

    wire.get(f"{API}/items", json=listed(), match=[at("/Orders/2026/1001")])
    wire.get(f"{API}/items", json=listed(), match=[at("/Orders/2026")])
    wire.get(f"{API}/items", json=listed(folder(id="fo-9")), match=[at("/Orders")])
    for parent, name, made in (("fo-9", "2026", "fo-10"), ("fo-10", "1001", "fo-11")):
        body = matchers.json_params_matcher({"parent_id": parent, "name": name})
        wire.post(f"{API}/folders", status=201, json=folder(id=made), match=[body])

    assert "fo-11" == file360.open_path("/Orders/2026/1001").id


@pytest.mark.parametrize("path", ["Orders", "/Orders//1001", "/Orders/../1001", "/Orders/ 1001"])
def test_a_path_that_is_none_is_not_sent(file360: File360, path: str) -> None:
    with pytest.raises(NameFormatError):
        file360.open_path(path)


@pytest.mark.parametrize("name", ["", "a/b", "a\\b", ".", " a", "a\n", "n" * 256])
def test_a_name_that_is_none_is_not_sent(file360: File360, name: str) -> None:
    with pytest.raises(NameFormatError):
        file360.open_folder("fo-0", name)


@pytest.mark.parametrize("folder_id", ["", "..", "a/b", "a?b=c", "a b", "x" * 129])
def test_an_id_never_leaves_its_place_in_the_path(file360: File360, folder_id: str) -> None:
    with pytest.raises(ValueError, match="the id of an item"):
        file360.list_folder(folder_id)


def test_an_upload_carries_content_hash_and_what_describes_it(file360: File360, wire: responses.RequestsMock) -> None:
    wire.post(f"{API}/folders/fo-1/files", status=201, json=file())

    stored = file360.upload(
        "fo-1", "Größe.pdf", CONTENT, mime="application/pdf", sha256=HASH, reference="doc-1", properties={"kind": "x"}
    )

    body = wire.calls[0].request.body
    assert isinstance(body, bytes)
    assert CONTENT in body
    assert b"Gr\xc3" not in body.partition(CONTENT)[0].partition(b'name="file"')[2]
    metadata = json.loads(body.partition(b'name="metadata"\r\n\r\n')[2].partition(b"\r\n--")[0])
    assert {
        "name": "Größe.pdf",
        "external_reference": "doc-1",
        "properties": {"kind": "x"},
        "sha256": HASH,
        "on_conflict": "version",
    } == metadata
    assert stored.created


def test_a_hash_of_something_else_is_not_sent(file360: File360) -> None:
    with pytest.raises(ValueError, match="hash"):
        file360.upload("fo-1", "a.pdf", CONTENT, mime="application/pdf", sha256="0" * 64)
    with pytest.raises(ValueError, match="hash"):
        file360.add_version("fi-1", CONTENT, mime="application/pdf", sha256="0" * 64)


def test_an_upload_over_other_content_shows_what_is_there(file360: File360, wire: responses.RequestsMock) -> None:
    wire.post(f"{API}/folders/fo-1/files", **taken("external_reference_conflict", file()))

    with pytest.raises(ReferenceTaken) as raised:
        file360.upload(
            "fo-1", "a.pdf", CONTENT, mime="application/pdf", sha256=HASH, reference="r", on_conflict="skip_identical"
        )

    assert raised.value.existing is not None
    assert "fi-1" == raised.value.existing.id


def test_content_of_another_hash_is_garbled(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/files/fi-1/versions/2/content", body=b"something else")

    with pytest.raises(Garbled):
        file360.download("fi-1", version=2, sha256=HASH)


def test_properties_are_merged_under_the_state_that_was_read(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/folders/fo-1", json=folder(properties={"a": "1", "b": "2"}))
    matching = [
        matchers.json_params_matcher({"properties": {"a": "1", "b": "3"}}),
        matchers.header_matcher({"If-Match": '"fo-1.1"'}),
    ]
    wire.put(f"{API}/folders/fo-1", json=folder(properties={"a": "1", "b": "3"}), match=matching)

    assert {"a": "1", "b": "3"} == file360.set_properties(FOLDER, {"b": "3"}).properties


def test_properties_that_are_there_are_not_sent_again(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/folders/fo-1", json=folder(properties={"b": "3"}))

    file360.set_properties(FOLDER, {"b": "3"})

    assert 1 == len(wire.calls)


def test_what_is_gone_counts_as_trashed_and_ended(file360: File360, wire: responses.RequestsMock) -> None:
    for path in ("files/fi-1", "shares/sh-1", "links/li-1"):
        wire.delete(f"{API}/{path}", **refusal(404, "not_found"))

    file360.trash(FILE)
    file360.end_share("sh-1")
    file360.end_link("li-1")


def test_a_404_of_something_in_between_is_no_proof_that_anything_is_gone(
    file360: File360, wire: responses.RequestsMock
) -> None:
    wire.delete(f"{API}/shares/sh-1", status=404, body="<html>no such host</html>")

    with pytest.raises(Refused) as raised:
        file360.end_share("sh-1")

    assert Refused is type(raised.value)


@pytest.mark.parametrize(
    ("status", "code", "error", "retryable"),
    [
        (423, "locked", Locked, True),
        (423, "under_retention", Protected, False),
        (423, "on_hold", Protected, False),
        (409, "edit_conflict", Conflict, True),
        (404, "not_found", NotFound, False),
        (413, "quota_exceeded", Refused, False),
        (400, "invalid_state", Refused, False),
        (403, "forbidden", Unauthorized, False),
        (403, "recipient_not_allowed", Refused, False),
        (403, "external_sharing_disabled", Refused, False),
    ],
)
def test_each_code_has_its_error(
    file360: File360, wire: responses.RequestsMock, status: int, code: str, error: type[Exception], *, retryable: bool
) -> None:
    wire.put(f"{API}/files/fi-1/status", **refusal(status, code))

    with pytest.raises(error) as raised:
        file360.set_status("fi-1", "in_review")

    assert error is type(raised.value)
    assert (retryable, False) == (raised.value.retryable, "Smith" in str(raised.value))
    if isinstance(raised.value, Refused):
        assert (code,) == raised.value.codes


def test_a_busy_service_says_when_to_come_back(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/self", **refusal(429, "busy"), headers={"Retry-After": "9"})

    with pytest.raises(Throttled) as raised:
        file360.who_am_i()

    assert timedelta(seconds=9) == raised.value.retry_after


def test_a_share_of_our_reference_is_brought_into_the_wanted_state(
    file360: File360, wire: responses.RequestsMock
) -> None:
    wire.post(f"{API}/folders/fo-1/shares", **taken("external_reference_conflict", share(role="contributor")))
    body = matchers.json_params_matcher({"role": "viewer", "expires_at": "2026-01-05T12:00:00.000Z"})
    wire.put(f"{API}/shares/sh-1", json=share(expires_at="2026-01-05T12:00:00Z"), match=[body])

    assert NOON == share_it(file360, NOON).expires_at


def test_a_revoked_share_is_never_opened_again(file360: File360, wire: responses.RequestsMock) -> None:
    wire.post(f"{API}/folders/fo-1/shares", **taken("external_reference_conflict", share(state="revoked")))

    assert "revoked" == share_it(file360, NOON).state
    assert 1 == len(wire.calls)


@pytest.mark.parametrize(
    "existing",
    [
        share(item_id="fo-2"),
        share(recipient={"type": "external_user", "id": None, "email": "rival@supplier.example"}),
    ],
    ids=["item", "recipient"],
)
def test_the_share_of_somebody_else_is_left_alone(
    file360: File360, wire: responses.RequestsMock, existing: dict[str, Any]
) -> None:
    wire.post(f"{API}/folders/fo-1/shares", **taken("external_reference_conflict", existing))

    with pytest.raises(Conflict):
        share_it(file360)

    assert 1 == len(wire.calls)


@pytest.mark.parametrize("email", ["", "nobody", "a@b, c@d", "a@b\nc", "@b"])
def test_an_address_that_is_none_is_not_sent(file360: File360, email: str) -> None:
    with pytest.raises(ValueError, match="one address"):
        file360.share(FOLDER, email=email, role="viewer", reference="share-1", expires_at=None)


def test_times_need_a_zone(file360: File360) -> None:
    with pytest.raises(ValueError, match="zone"):
        share_it(file360, NOON.replace(tzinfo=None))


def test_what_a_model_shows_holds_no_address_and_no_key(file360: File360, wire: responses.RequestsMock) -> None:
    link = {"id": "li-1", "item_id": "fi-1", "url": "https://file360.example/open/secret", "state": "active"}
    wire.get(f"{API}/folders/fo-1/shares", json=listed(share()))
    wire.get(f"{API}/files/fi-1/links", json=listed(link))

    shown = f"{file360.shares(FOLDER)!r} {file360.links(FILE)!r}"

    assert "supplier.example" not in shown
    assert "secret" not in shown


def test_grants_are_sent_as_a_whole(file360: File360, wire: responses.RequestsMock) -> None:
    rows = [{"principal": {"type": "group", "id": "legal"}, "role": "editor"}]
    body = matchers.json_params_matcher({"inherit": False, "grants": rows})
    wire.put(f"{API}/folders/fo-1/permissions", json={"inherit": False, "grants": rows}, match=[body])

    now = file360.set_permissions("fo-1", [Grant(type="group", id="legal", role="editor")], inherit=False)

    assert (False, "legal") == (now.inherit, now.grants[0].id)


def test_a_page_of_the_feed_says_where_to_go_on(file360: File360, wire: responses.RequestsMock) -> None:
    row = {
        "id": 8,
        "event": "status_changed",
        "item_id": "fi-1",
        "item_type": "file",
        "item_path": "/Compliance/a.pdf",
        "version_number": 2,
        "actor": {"type": "user", "id": "compliance-1", "email": "c@acme.example"},
        "at": "2026-01-05T12:00:00Z",
        "detail": {"from": "in_review", "to": "approved"},
        "source_ip": "192.0.2.7",
    }
    query = {"after": "7", "where_event": "status_changed", "limit": "200"}
    page = {"results": [row], "next_cursor": "8", "has_more": True}
    wire.get(f"{API}/activities", json=page, match=[matchers.query_param_matcher(query)])

    found = file360.activities("7", event="status_changed")

    assert ("8", True) == (found.next_cursor, found.has_more)
    assert (FILE, 2, "approved") == (
        found.activities[0].item,
        found.activities[0].version_number,
        found.activities[0].detail["to"],
    )
    assert "acme.example" not in repr(found)


def test_an_expired_cursor_names_its_successor(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/activities", **refusal(410, "cursor_expired", {"earliest_cursor": "90"}))

    with pytest.raises(CursorExpired) as raised:
        file360.activities("7")

    assert "90" == raised.value.earliest_cursor


@pytest.mark.parametrize("details", [None, {}, {"earliest_cursor": 90}, {"earliest_cursor": ""}])
def test_an_expired_cursor_without_a_successor_is_garbled(
    file360: File360, wire: responses.RequestsMock, details: Any
) -> None:
    wire.get(f"{API}/activities", **refusal(410, "cursor_expired", details))

    with pytest.raises(Garbled):
        file360.activities("7")


def test_a_feed_that_would_be_read_for_ever_is_garbled(file360: File360, wire: responses.RequestsMock) -> None:
    wire.get(f"{API}/activities", json={"results": [], "next_cursor": "7", "has_more": True})

    with pytest.raises(Garbled):
        file360.activities("7")


def test_a_list_is_read_to_its_end_and_no_further(file360: File360, wire: responses.RequestsMock) -> None:
    for page in (1, 2):
        query = matchers.query_param_matcher({"page": str(page)}, strict_match=False)
        wire.get(
            f"{API}/folders/fo-1/items", json=listed(file(id=f"fi-{page}"), page=page, page_total=2), match=[query]
        )

    assert ["fi-1", "fi-2"] == [item.id for item in file360.list_folder("fo-1", kind="file")]
