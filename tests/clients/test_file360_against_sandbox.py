"""
The client of File 360 against a running sandbox, which shares no code with it: what the flows F1 to F8 need.

What every repository must do is asked of the stand-ins, too: of Extended ECM in the sandbox, of Filr by handwritten
answers.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from pydantic import SecretStr

from integrator.clients.auth import BearerTokens
from integrator.clients.ecm import Ecm
from integrator.clients.errors import Garbled, RemoteError, Unauthorized, Unreachable
from integrator.clients.file360 import (
    CursorExpired,
    File360,
    Grant,
    Item,
    Locked,
    NameTaken,
    Protected,
    Ref,
    ReferenceTaken,
)
from integrator.clients.filr import Filr
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.limits import Rate
from integrator.repositories import EcmRepository, FilrRepository, Repository, Unsupported
from tests.clients import filr_answers
from tests.sandbox.callers import SandboxClient
from tests.sandbox.file360_callers import encoded

REFERENCE = "T1:acme.myshopify.com:order:5678901234"
VENDOR = "vendor@supplier.example"
PDF = "application/pdf"
SALES_RECORDS = "41320"


@pytest.fixture
def sandbox(server_url: str) -> SandboxClient:
    sandbox = SandboxClient(server_url)
    sandbox.control("POST", "/reset")
    return sandbox


@pytest.fixture
def gate() -> Gate:
    return Gate.local(dict.fromkeys(("tokens", "file360", "ecm"), Rate(per_second=1000, burst=1000)))


@pytest.fixture
def file360(sandbox: SandboxClient, gate: Gate) -> Iterator[File360]:
    issuer, http = Http("tokens", gate=gate), Http("file360", gate=gate, deadline=timedelta(seconds=5))
    secret = SecretStr("sandbox-secret")
    tokens = BearerTokens(f"{sandbox.url}/otdsws/oauth2/token", "sandbox-client", secret, http=issuer)
    yield File360(f"{sandbox.url}/file360", tokens=tokens, http=http)
    issuer.close()
    http.close()


@pytest.fixture
def stand_in(sandbox: SandboxClient, gate: Gate) -> Iterator[EcmRepository]:
    http = Http("ecm", gate=gate)
    ecm = Ecm(f"{sandbox.url}/ecm/cs/cs/api", username="connector", password=SecretStr("connector"), http=http)
    yield EcmRepository(ecm, root_id=2000)
    http.close()


@pytest.fixture
def filr(http: Http) -> Iterator[FilrRepository]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        filr_answers.FilrAnswers().add_to(mock)
        client = Filr(filr_answers.URL, username="connector", password=SecretStr("secret"), http=http)
        yield FilrRepository(client, root_id=filr_answers.ROOT)


@pytest.fixture(params=["file360", "stand_in", "filr"])
def repository(request: pytest.FixtureRequest) -> Repository:
    """Each product that can hold a store's files; what every one of them must do is asked of all."""
    found: Repository = request.getfixturevalue(request.param)
    return found


def store(repository: Repository, folder: Item, name: str, content: bytes, **more: Any) -> Item:
    digest = hashlib.sha256(content).hexdigest()
    return repository.upload(folder.id, name, content, mime=PDF, sha256=digest, **more)


def break_once(sandbox: SandboxClient, operation: str, kind: str) -> None:
    sandbox.control("POST", "/faults", {"system": "file360", "operation": operation, "kind": kind})


def now(sandbox: SandboxClient) -> datetime:
    return datetime.fromisoformat(sandbox.control("GET", "/clock")["now"])


def test_every_repository_keeps_folders_and_files_once(repository: Repository) -> None:
    folder = repository.open_path("/Orders/2026/acme 1001")
    first = store(repository, folder, "1001_invoice.pdf", b"one")
    again = store(repository, folder, "1001_invoice.pdf", b"one")
    other = store(repository, folder, "1001_invoice.pdf", b"two")

    assert folder.id == repository.open_path("/Orders/2026/acme 1001").id
    assert {first.id} == {again.id, other.id}
    assert ([1, 1, 2], [True, False]) == (
        [one.version_number for one in (first, again, other)],
        [first.created, again.created],
    )
    assert b"two" == repository.download(first.id, sha256=other.sha256)
    found = repository.find_at("/Orders/2026/acme 1001/1001_invoice.pdf")
    assert found is not None
    assert (first.id, 2) == (found.id, found.version_number)
    # Filr keeps no such hash.
    assert found.sha256 in {other.sha256, ""}


def test_every_repository_lists_what_is_there(repository: Repository) -> None:
    folder = repository.open_path("/Orders/2026")
    inner = repository.open_folder(folder.id, "1001")
    file = store(repository, folder, "list.pdf", b"one")

    assert {inner.id, file.id} == {item.id for item in repository.list_folder(folder.id)}
    assert [file.id] == [item.id for item in repository.list_folder(folder.id, kind="file", name="list.pdf")]
    assert [] == repository.list_folder(folder.id, kind="folder", name="list.pdf")
    assert ("list.pdf", "file") == (repository.get(file).name, repository.get(file).type)
    assert "1001" == repository.get(Ref(type="folder", id=inner.id)).name
    assert None is repository.find_at("/Orders/2026/nothing/at all")


def test_every_repository_refuses_other_content_where_an_archive_must_not_change(repository: Repository) -> None:
    folder = repository.open_path("/Archive/orders/2026")
    store(repository, folder, "1001_invoice.pdf", b"one", reference="doc-1", on_conflict="skip_identical")

    again = store(repository, folder, "1001_invoice.pdf", b"one", reference="doc-1", on_conflict="skip_identical")
    with pytest.raises((NameTaken, ReferenceTaken)):
        store(repository, folder, "1001_invoice.pdf", b"two", reference="doc-1", on_conflict="skip_identical")

    assert (1, False) == (again.version_number, again.created)


def test_every_repository_notices_content_that_was_changed_on_the_way(repository: Repository) -> None:
    file = store(repository, repository.open_path("/Orders"), "a.pdf", b"one")

    with pytest.raises(Garbled):
        repository.download(file.id, sha256="0" * 64)


def test_what_extended_ecm_cannot_do_it_says_and_never_pretends(stand_in: EcmRepository) -> None:
    folder = stand_in.open_path("/Orders")
    calls: list[Callable[[], object]] = [
        lambda: stand_in.find("r"),
        lambda: stand_in.set_properties(folder, {}),
        lambda: stand_in.trash(folder),
        lambda: stand_in.versions("7"),
        lambda: stand_in.set_status("7", "approved"),
        lambda: stand_in.share(folder, email=VENDOR, role="viewer", reference="r", expires_at=None),
        lambda: stand_in.shares(folder),
        lambda: stand_in.end_share("7"),
        lambda: stand_in.open_link(folder, reference="r"),
        lambda: stand_in.links(folder),
        lambda: stand_in.end_link("7"),
        lambda: stand_in.permissions("7"),
        lambda: stand_in.set_permissions("7", [], inherit=False),
        stand_in.retention_policies,
        lambda: stand_in.hold(folder, reference="r", reason="r"),
        lambda: stand_in.release_hold(folder, reference="r"),
        stand_in.activities,
        lambda: stand_in.activities_of(folder),
        lambda: stand_in.download("7", version=1),
        lambda: stand_in.list_folder("7", status="approved"),
    ]

    for call in calls:
        with pytest.raises(Unsupported):
            call()


def test_extended_ecm_keeps_a_file_as_a_record(stand_in: EcmRepository, sandbox: SandboxClient) -> None:
    file = store(stand_in, stand_in.open_path("/Archive"), "a.pdf", b"one")

    kept = [stand_in.set_retention(file, SALES_RECORDS).retention_policy for _ in range(2)]

    assert [SALES_RECORDS] * 2 == kept
    assert 1 == len(sandbox.effects("classified"))


def test_f1_an_orders_documents_lie_in_one_folder_for_the_teams_it_names(
    file360: File360, sandbox: SandboxClient
) -> None:
    year = file360.open_path("/Orders/2026")
    folders = [file360.open_folder(year.id, "1001", reference=REFERENCE, properties={"order": "#1001"}) for _ in "ab"]
    teams = [Grant(type="group", id=team, role="viewer") for team in ("operations", "finance", "logistics")]
    file360.set_permissions(folders[0].id, teams, inherit=True)
    store(file360, folders[0], "1001_invoice.pdf", b"one", reference=f"{REFERENCE}:invoice")
    marked = [file360.set_properties(folders[0], {"state": "cancelled"}) for _ in "ab"]
    kept = file360.set_retention(folders[0], "orders_10y")

    assert [True, False] == [folder.created for folder in folders]
    assert {"order": "#1001", "state": "cancelled"} == marked[1].properties
    assert {"operations", "finance", "logistics"} == {one.id for one in file360.permissions(folders[0].id).grants}
    assert ("orders_10y", folders[0].id) == (kept.retention_policy, file360.find(REFERENCE).id)  # type: ignore[union-attr]
    assert 1 == len(sandbox.effects("changed"))
    with pytest.raises(Protected):
        file360.trash(folders[0])


def test_f1_two_stores_with_one_order_name_are_never_mixed(file360: File360) -> None:
    year = file360.open_path("/Orders/2026")
    file360.open_folder(year.id, "1001", reference=REFERENCE)

    with pytest.raises(NameTaken):
        file360.open_folder(year.id, "1001", reference="T1:other.myshopify.com:order:1")


def test_f2_an_approved_version_is_found_and_read_even_after_a_newer_draft(
    file360: File360, sandbox: SandboxClient
) -> None:
    mark = file360.activities().next_cursor
    uploaded = sandbox.control(
        "POST", "/file360/uploads", {"path": "/Compliance/cert.pdf", "content_base64": encoded(b"approved")}
    )
    path = f"/file360/files/{uploaded['id']}/status"
    sandbox.control("POST", path, {"status": "approved", "expiration_date": "2030-01-01T00:00:00Z"})
    page = file360.activities(mark, event="status_changed")
    file360.add_version(uploaded["id"], b"draft", mime=PDF, sha256=hashlib.sha256(b"draft").hexdigest(), comment="new")

    told = page.activities[-1]
    approved = [one for one in file360.versions(told.item.id) if one.status == "approved"]

    assert ("approved", "/Compliance/cert.pdf") == (told.detail["to"], told.item_path)
    assert [1] == [one.version_number for one in approved]
    assert b"approved" == file360.download(told.item.id, version=1, sha256=approved[0].sha256)
    assert ("draft", 2) == (file360.get(told.item).status, file360.get(told.item).version_number)
    assert not page.has_more
    assert () == file360.activities(page.next_cursor, event="status_changed").activities


def test_f3_artwork_is_asked_about_once_and_the_answer_names_its_version(
    file360: File360, sandbox: SandboxClient
) -> None:
    file = store(file360, file360.open_path("/Custom/1001/line 1"), "art.png", b"art", reference=f"{REFERENCE}:line:1")
    asked = [file360.set_status(file.id, "in_review", comment="line 1") for _ in "ab"]
    sandbox.control(
        "POST", f"/file360/files/{file.id}/status", {"status": "rejected", "comment": "too small", "by": "production-1"}
    )
    later = store(
        file360, file360.open_path("/Custom/1001/line 1"), "art.png", b"better", reference=f"{REFERENCE}:line:1"
    )

    told = file360.activities(event="status_changed").activities

    assert ["in_review", "in_review"] == [one.status for one in asked]
    assert [("in_review", 1), ("rejected", 1)] == [(one.detail["to"], one.version_number) for one in told]
    assert (2, "draft", file.id) == (later.version_number, later.status, later.id)


def test_f3_a_status_never_falls_on_a_version_that_came_in_between(file360: File360) -> None:
    folder = file360.open_path("/Custom/1001")
    read = store(file360, folder, "art.png", b"art")
    store(file360, folder, "art.png", b"other art")

    with pytest.raises(RemoteError):
        file360.set_status(read.id, "in_review", etag=read.etag)

    assert "draft" == file360.get(read).status


def test_f4_evidence_stays_while_a_dispute_is_open(file360: File360) -> None:
    folder = file360.open_path("/Cases/dispute/4711")
    for reference in ("dispute-4711", "dispute-4711", "legal-1"):
        file360.hold(folder, reference=reference, reason="dispute")
    evidence = store(file360, folder, "photo.jpg", b"photo")

    half = file360.release_hold(folder, reference="dispute-4711")
    with pytest.raises(Protected):
        file360.trash(evidence)
    released = file360.release_hold(folder, reference="legal-1")
    file360.trash(evidence)
    file360.trash(evidence)

    assert [True, False] == [half.on_hold, released.on_hold]
    assert ["created", "deleted"] == [
        one.event for one in file360.activities_of(folder, recursive=True) if one.item.type == "file"
    ]


def test_f5_a_supplier_gets_in_until_the_share_ends(file360: File360, sandbox: SandboxClient) -> None:
    folder = file360.open_path("/Vendors/acme supplies/1001")
    store(file360, folder, "label.pdf", b"label")
    until = now(sandbox) + timedelta(days=10)
    shares = [
        file360.share(folder, email=VENDOR, role=role, reference="share-1", expires_at=until)
        for role in ("viewer", "viewer", "contributor")
    ]

    def gets_in() -> bool:
        body = {"email": VENDOR, "item_id": folder.id}
        return 200 == sandbox.call("POST", "/_sandbox/file360/partner/open", body).status

    inside = gets_in()
    file360.end_share(shares[0].id)
    file360.end_share(shares[0].id)
    late = file360.share(folder, email=VENDOR, role="viewer", reference="share-1", expires_at=until)

    assert {shares[0].id} == {one.id for one in [*shares, late]}
    assert ("contributor", VENDOR) == (shares[2].role, shares[2].email)
    assert (True, False, "revoked") == (inside, gets_in(), late.state)
    assert ["revoked"] == [one.state for one in file360.shares(folder)]
    assert (1, 1) == (len(sandbox.effects("shared")), len(sandbox.effects("share_revoked")))


def test_f6_policies_are_asked_for_and_set_from_the_event_that_counts(file360: File360) -> None:
    file = store(file360, file360.open_path("/Archive/claims/2026"), "claim.pdf", b"claim")
    policies = {policy.name: policy for policy in file360.retention_policies()}

    kept = file360.set_retention(file, "claims_6y", event_date=datetime(2026, 1, 5, tzinfo=UTC))

    assert ("event", 6) == (policies["claims_6y"].basis, policies["claims_6y"].years)
    assert datetime(2032, 1, 5, tzinfo=UTC) == kept.retain_until


def test_f7_a_link_is_made_once_and_ends(file360: File360, sandbox: SandboxClient) -> None:
    file = store(file360, file360.open_path("/Campaigns/spring"), "hero.jpg", b"hero")
    links = [file360.open_link(file, reference="spring:hero", max_downloads=5) for _ in "ab"]
    path = links[0].url.removeprefix(sandbox.url)
    opened = sandbox.call("GET", path)

    file360.end_link(links[0].id)
    file360.end_link(links[0].id)

    assert links[0] == links[1]
    assert (b"hero", 404) == (opened.body, sandbox.call("GET", path).status)
    assert ["revoked"] == [one.state for one in file360.links(file)]
    with pytest.raises(ReferenceTaken):
        file360.open_link(file, reference="spring:hero")


def test_f8_an_escalation_is_closed_to_all_others(file360: File360) -> None:
    folder = file360.open_path("/Escalations/4711")
    grants = [Grant(type="group", id=team, role="editor") for team in ("support", "legal", "account_management")]

    file360.set_permissions(folder.id, grants, inherit=False)

    assert not file360.permissions(folder.id).inherit
    assert "/Escalations/4711" == file360.get(folder).path


def test_a_folder_that_is_no_longer_ours_is_a_matter_of_permission(file360: File360) -> None:
    campaigns = file360.open_path("/Campaigns")
    file360.set_permissions(campaigns.id, [Grant(type="group", id="marketing", role="viewer")], inherit=False)

    with pytest.raises(Unauthorized):
        file360.list_folder(campaigns.id)


def test_after_an_expired_cursor_the_feed_goes_on_at_its_successor(file360: File360, sandbox: SandboxClient) -> None:
    for name in ("a", "b", "c"):
        file360.open_path(f"/Cases/{name}")
    sandbox.control("POST", "/file360/activities/forget", {"up_to": 2})

    with pytest.raises(CursorExpired) as raised:
        file360.activities("1")
    page = file360.activities(raised.value.earliest_cursor)

    assert ["/Cases/c"] == [one.item_path for one in page.activities]


def test_a_file_that_somebody_edits_is_asked_for_again_later(file360: File360, sandbox: SandboxClient) -> None:
    file = store(file360, file360.open_path("/Custom/1001"), "art.png", b"art")
    sandbox.control("POST", f"/file360/files/{file.id}/lock", {"by": "production-1"})

    with pytest.raises(Locked) as raised:
        file360.set_status(file.id, "in_review")

    assert raised.value.retryable


def test_an_expired_token_is_renewed_once(file360: File360, sandbox: SandboxClient) -> None:
    file360.who_am_i()
    sandbox.control("POST", "/tokens/revoke")

    assert "sandbox-client" == file360.who_am_i().id


@pytest.mark.parametrize("kind", ["reset_after", "status_after", "garbage"])
@pytest.mark.parametrize(
    ("operation", "effect"),
    [("POST /folders", "created"), ("POST /folders/{id}/files", "created"), ("POST /folders/{id}/shares", "shared")],
)
def test_a_lost_answer_never_doubles_an_effect(
    file360: File360, sandbox: SandboxClient, operation: str, effect: str, kind: str
) -> None:
    def everything() -> None:
        folder = file360.open_folder(orders.id, "1001", reference=REFERENCE)
        store(file360, folder, "a.pdf", b"one", reference=f"{REFERENCE}:a")
        file360.share(folder, email=VENDOR, role="viewer", reference="share-1", expires_at=until)

    orders, until = file360.open_path("/Orders"), now(sandbox) + timedelta(days=1)
    break_once(sandbox, operation, kind)

    with pytest.raises((Unreachable, Garbled)) as raised:
        everything()
    everything()

    assert raised.value.ambiguous
    keys = [one["key"] for one in sandbox.effects(effect)]
    assert len(set(keys)) == len(keys)
    assert (2, 1) == (len(sandbox.effects("created")), len(sandbox.effects("shared")))
