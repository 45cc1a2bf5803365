"""What the client of Filr sends and makes of answers, and what a repository on it does, against handwritten answers."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from pydantic import SecretStr

from integrator.clients.errors import Conflict, Garbled, Unauthorized
from integrator.clients.file360 import NameTaken, Ref
from integrator.clients.filr import Filr, Folder, NameFormatError, NotFound
from integrator.clients.filr import NameTaken as TitleTaken
from integrator.clients.http import Http
from integrator.repositories import FilrRepository, Unsupported
from tests.clients.filr_answers import ROOT, URL, FilrAnswers, folder_row

NAME = "1001 Rechnung & Maß.pdf"


@pytest.fixture
def filr(http: Http) -> Filr:
    return Filr(URL, username="connector", password=SecretStr("secret"), http=http)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def server(wire: responses.RequestsMock) -> FilrAnswers:
    answers = FilrAnswers()
    answers.add_to(wire)
    return answers


@pytest.fixture
def repository(filr: Filr) -> FilrRepository:
    return FilrRepository(filr, root_id=ROOT)


def store(repository: FilrRepository, content: bytes, **more: Any) -> Any:
    digest = hashlib.sha256(content).hexdigest()
    return repository.upload(str(ROOT), NAME, content, mime="application/pdf", sha256=digest, **more)


def test_every_request_carries_the_login(server: FilrAnswers, filr: Filr, http: Http) -> None:
    filr.log_in()

    with pytest.raises(Unauthorized) as raised:
        Filr(URL, username="connector", password=SecretStr("wrong"), http=http).log_in()
    assert "wrong" not in f"{raised.value!r} {raised.value.__context__!r}"
    assert ["GET /self", "GET /self"] == server.asked


def test_a_name_stands_in_the_query_as_the_reference_writes_it(server: FilrAnswers, filr: Filr, wire: Any) -> None:
    stored = filr.upload(ROOT, NAME, b"one")

    assert f"{URL}/rest/folders/48/library_files?file_name=1001%20Rechnung%20%26%20Ma%C3%9F.pdf" == str(
        wire.calls[0].request.url
    )
    assert (NAME, 3, ROOT) == (stored.name, stored.size, stored.folder_id)
    assert stored == filr.get_file(stored.id)
    assert [stored.id] == list(server.files)


def test_a_taken_name_answers_with_the_folder_that_is_there(server: FilrAnswers, filr: Filr) -> None:
    assert filr.open_folder(ROOT, "Orders") == filr.open_folder(ROOT, "Orders")
    assert 2 == len(server.folders)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"code": "TITLE_EXISTS", "message": "taken"}, TitleTaken),
        ({"code": "TITLE_EXISTS", "data": {"id": "48; drop", "title": "x"}}, Garbled),
        ({"code": "BUSY", "data": folder_row(49, "Orders")}, Conflict),
        ({"code": "<b>secret</b>", "data": folder_row(49, "Orders")}, Conflict),
    ],
)
def test_a_conflict_without_the_folder_is_none_of_ours(
    filr: Filr, wire: responses.RequestsMock, body: dict[str, Any], error: type[Exception]
) -> None:
    wire.post(f"{URL}/rest/folders/48/library_folders", status=409, json=body)

    with pytest.raises(error) as raised:
        filr.open_folder(ROOT, "Orders")
    assert "secret" not in str(raised.value)


def test_a_long_list_is_read_page_by_page(server: FilrAnswers, filr: Filr) -> None:
    for number in range(150):
        server.folders[100 + number] = (ROOT, f"{number}")

    assert 150 == len(filr.list_children(ROOT))
    assert 2 == len(server.asked)


def test_another_name_than_was_asked_for_is_not_taken(filr: Filr, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/rest/folders/48/library_children", json={"total": 1, "items": [folder_row(49, "ORDERS")]})

    assert [] == filr.list_children(ROOT, name="Orders")


@pytest.mark.parametrize(
    "document",
    [
        {"total": 1, "items": [{"doc_type": "file", "id": "../self", "name": "a"}]},
        {"total": 1, "items": [{"doc_type": "binder", "id": "48", "title": "a"}]},
        {"total": 1, "items": [{"doc_type": "binder", "id": -1, "title": "a"}]},
        {"total": "many", "items": []},
        {"total": 10**9, "items": [{"doc_type": "entry", "id": 1}]},
    ],
)
def test_a_list_that_breaks_the_contract_is_garbled(
    filr: Filr, wire: responses.RequestsMock, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrator.clients.filr.connection._MOST_PAGES", 3)
    wire.get(f"{URL}/rest/folders/48/library_children", json=document)

    with pytest.raises(Garbled):
        filr.list_children(ROOT)


@pytest.mark.parametrize("name", ["", "a/b", "..", " a", "a\nb", "x" * 256])
def test_a_name_that_is_none_is_not_sent(filr: Filr, name: str) -> None:
    with pytest.raises(NameFormatError):
        filr.upload(ROOT, name, b"")


def test_an_id_never_leaves_its_place_in_the_path(filr: Filr) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        filr.download("../admin/shares/1")


@pytest.mark.parametrize("keeps_md5", [True, False])
def test_a_repeated_upload_adds_nothing(server: FilrAnswers, repository: FilrRepository, *, keeps_md5: bool) -> None:
    server.keeps_md5 = keeps_md5

    first, again, other = [store(repository, content) for content in (b"one", b"one", b"two")]

    ((_, _, versions),) = server.files.values()
    assert [b"one", b"two"] == versions
    assert [(1, True), (1, False), (2, True)] == [(one.version_number, one.created) for one in (first, again, other)]


def test_a_file_keeps_away_from_the_name_of_a_folder(server: FilrAnswers, repository: FilrRepository) -> None:
    repository.open_path(f"/{NAME}")

    with pytest.raises(NameTaken):
        store(repository, b"one")
    assert {} == server.files


def test_a_hash_of_something_else_is_not_sent(repository: FilrRepository) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        repository.upload(str(ROOT), NAME, b"one", mime="application/pdf", sha256="0" * 64)


def test_what_is_gone_counts_as_trashed(server: FilrAnswers, repository: FilrRepository, filr: Filr) -> None:
    file, folder = store(repository, b"one"), repository.open_path("/Orders")

    for _ in range(2):
        repository.trash(file)
        repository.trash(folder)

    assert ({}, {ROOT}) == (server.files, set(server.folders))
    with pytest.raises(NotFound) as raised:
        filr.get_folder(int(folder.id))
    assert ("BINDER_NOT_FOUND",) == raised.value.codes
    assert Folder(id=ROOT, name="Shopify") == filr.get_folder(ROOT)


def test_what_our_client_of_filr_cannot_do_it_says_and_never_pretends(repository: FilrRepository) -> None:
    folder = Ref(type="folder", id=str(ROOT))
    calls: list[Callable[[], object]] = [
        lambda: repository.find("r"),
        lambda: repository.set_properties(folder, {}),
        lambda: repository.versions("0" * 32),
        lambda: repository.share(folder, email="v@supplier.example", role="viewer", reference="r", expires_at=None),
        lambda: repository.open_link(folder, reference="r"),
        lambda: repository.set_retention(folder, "orders_10y"),
        lambda: repository.hold(folder, reference="r", reason="r"),
        repository.activities,
        lambda: repository.download("0" * 32, version=1),
        lambda: repository.list_folder(str(ROOT), status="approved"),
    ]

    for call in calls:
        with pytest.raises(Unsupported, match=r"^filr "):
            call()
