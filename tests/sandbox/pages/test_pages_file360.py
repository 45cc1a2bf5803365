import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.file360_callers import File360Client
from tests.sandbox.pages.visitor import HOSTILE, Visitor, path_of

PDF = b"%PDF-1.7\n"


@pytest.fixture
def file360(sandbox: SandboxClient) -> File360Client:
    return File360Client(sandbox)


def test_one_walks_from_the_root_to_a_file(visitor: Visitor, file360: File360Client) -> None:
    folder = file360.folder("1001")
    file = file360.file(PDF, "/Orders/1001", "proof.pdf")

    assert visitor.get("/files").has("File 360")
    assert visitor.get("/files/file360").has("Orders")
    assert f'href="/files/file360/{file["id"]}"' in visitor.get(f"/files/file360/{folder['id']}").text
    shown = visitor.get(f"/files/file360/{file['id']}")
    assert shown.has("/Orders/1001/proof.pdf")
    assert shown.has("draft")
    assert PDF == visitor.get(f"/files/file360/{file['id']}/content?as=inline").body


def test_a_folder_shows_who_may_see_it_and_what_happened(visitor: Visitor, file360: File360Client) -> None:
    folder = file360.at("/Compliance")
    share = {"recipient": {"type": "external_user", "email": "ada@partner.example"}, "role": "viewer"}
    shared = file360.call("POST", f"/folders/{folder['id']}/shares", share)

    shown = visitor.get(f"/files/file360/{folder['id']}")

    assert 201 == shared.status, shared.body
    for text in ("Permissions", "contributor", "Shares", "ada@partner.example", "Activities", "shared"):
        assert shown.has(text), text


def test_an_order_leads_to_its_files(visitor: Visitor, file360: File360Client) -> None:
    order = visitor.place("low-value")
    folder = file360.folder("mine", external_reference=f"F1:acme.myshopify.com:order:{order['number']}")
    file = file360.file(PDF, "/Orders/mine")

    shown = visitor.get(path_of(order))

    assert f'href="/files/file360/{folder["id"]}"' in shown.text
    assert f'href="/files/file360/{file["id"]}"' in shown.text


def test_hostile_names_in_file360_stay_text(visitor: Visitor, file360: File360Client) -> None:
    name = "<script>alert(1)<script>"
    file = file360.file(b"<p>", name=name, description=HOSTILE)

    for path in (f"/files/file360/{file['parent_id']}", f"/files/file360/{file['id']}"):
        shown = visitor.get(path)
        assert shown.has(name)
        assert "<script" not in shown.text
    assert 404 == visitor.get("/files/file360/nothing").status
    assert 404 == visitor.get(f"/files/file360/{file['id']}/content?version=9").status
