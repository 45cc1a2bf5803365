import pytest

from integrator.sandbox.pages.files.preview import kind_of, text_of
from integrator.sandbox.pages.files.tree import Content
from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient
from tests.sandbox.pages.visitor import HOSTILE, Visitor

PDF = b"%PDF-1.7\n"
PAGE = b"<script>alert(1)</script>"


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def upload(ecm: EcmClient, name: str, data: bytes, mime: str) -> int:
    reply = ecm.upload("/v2/nodes", (name, data, mime), type="144", parent_id="2000", name=name.replace(":", ""))
    assert 200 == reply.status, reply.body
    return int(reply.json["results"]["data"]["properties"]["id"])


def test_one_walks_from_the_root_to_a_document(visitor: Visitor, ecm: EcmClient) -> None:
    workspace = ecm.open_workspace()
    invoices = ecm.child(workspace, "Invoices")
    paper = ecm.document("invoice.pdf", PDF, invoices)

    assert visitor.get("/files/ecm").has("Shopify")
    assert f'href="/files/ecm/{invoices}"' in visitor.get(f"/files/ecm/{workspace}").text
    assert f'href="/files/ecm/{paper}"' in visitor.get(f"/files/ecm/{invoices}").text
    shown = visitor.get(f"/files/ecm/{paper}")
    assert shown.has("Invoices")
    assert f'<iframe class="paper" src="/files/ecm/{paper}/content?version=1&amp;as=inline' in shown.text


def test_a_workspace_shows_roles_business_object_and_permissions(visitor: Visitor, ecm: EcmClient) -> None:
    shown = visitor.get(f"/files/ecm/{ecm.open_workspace()}")

    for text in ("Business object", "Order Management", "Permissions", "edit_permissions"):
        assert shown.has(text)


def test_each_version_can_be_read(visitor: Visitor, ecm: EcmClient) -> None:
    node = ecm.document("a.pdf", b"%PDF-one")
    ecm.upload(f"/v2/nodes/{node}/versions", ("b.pdf", b"%PDF-two", "application/pdf"))

    contents = [visitor.get(f"/files/ecm/{node}/content{query}").body for query in ("", "?version=1", "?version=2")]

    assert [b"%PDF-two", b"%PDF-one", b"%PDF-two"] == contents
    assert visitor.get(f"/files/ecm/{node}?version=1").has("Version 1")
    assert 404 == visitor.get(f"/files/ecm/{node}?version=3").status
    assert 404 == visitor.get(f"/files/ecm/{node}/content?version=x").status


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/pdf", "application/xhtml+xml", "x"])
def test_a_page_in_disguise_is_never_shown_as_one(visitor: Visitor, ecm: EcmClient, mime: str) -> None:
    node = upload(ecm, "page.html", PAGE, mime)

    for query in ("?as=inline", ""):
        answer = visitor.get(f"/files/ecm/{node}/content{query}")
        assert "application/octet-stream" == answer.headers["content-type"]
        assert answer.headers["content-disposition"].startswith("attachment")
    assert "<script" not in visitor.get(f"/files/ecm/{node}").text


def test_what_is_shown_inline_has_no_rights(visitor: Visitor, ecm: EcmClient) -> None:
    answer = visitor.get(f"/files/ecm/{upload(ecm, 'a.pdf', PDF, 'application/pdf')}/content?as=inline")

    assert "application/pdf" == answer.headers["content-type"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "nosniff" == answer.headers["x-content-type-options"]


def test_hostile_names_stay_text(visitor: Visitor, ecm: EcmClient) -> None:
    name = HOSTILE.replace(":", "")
    node = upload(ecm, name, b"plain", "text/plain")

    for path in ("/files/ecm", f"/files/ecm/{node}"):
        shown = visitor.get(path)
        assert shown.has(name)
        assert "<script" not in shown.text
    disposition = visitor.get(f"/files/ecm/{node}/content").headers["content-disposition"]
    assert "attachment; filename*=UTF-8''%3Cscript%3E" in disposition


@pytest.mark.parametrize(
    ("mime", "data", "kind"),
    [
        ("application/pdf", PDF, "pdf"),
        ("application/pdf", PAGE, "none"),
        ("image/png", b"", "picture"),
        ("image/svg+xml", PAGE, "none"),
        ("text/html; charset=utf-8", PAGE, "text"),
        ("Application/JSON", b"{}", "text"),
        ("", b"", "none"),
    ],
)
def test_a_preview_is_chosen_by_type_and_content(mime: str, data: bytes, kind: str) -> None:
    assert kind == kind_of(Content("a", mime, data))


def test_a_long_or_broken_text_is_shown_as_far_as_it_goes() -> None:
    assert "a\ufffd" == text_of(Content("a", "text/plain", b"a\xff"))
    assert 64_002 == len(text_of(Content("a", "text/plain", b"a" * 100_000)))
