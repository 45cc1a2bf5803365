"""The pages in a real browser: by keyboard, at two widths, and with hostile mail."""

import base64
from collections.abc import Iterator

import pytest

from tests.sandbox.callers import SandboxClient, StartReview
from tests.sandbox.ecm_callers import EcmClient
from tests.sandbox.pages.visitor import STORE, Visitor, path_of
from tests.sandbox.trading_grid_callers import SUPPLIER, Grid, order_in_x12, survey_body
from tests.support.chromium import Tab, find_chromium, opened_tab

UNLABELED = """
[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => field.labels.length === 0).map(field => field.outerHTML)
"""
ENTER, TAB = 13, 9


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with opened_tab(tmp_path_factory.mktemp("chromium")) as tab:
        yield tab


@pytest.fixture
def tab(browser: Tab, visitor: Visitor) -> Tab:
    """The browser before the first page of a sandbox in its first moment."""
    browser.resize(1280)
    browser.open(visitor.url)
    browser.complaints.clear()
    return browser


def send_mail(sandbox: SandboxClient, html: str) -> str:
    data = base64.b64encode(html.encode()).decode()
    mail = {
        "destinations": [{"ref": "ada", "email": "ada@acme.example"}],
        "body": [{"type": "html", "data": data}],
    }
    return str(sandbox.api("POST", "/notifications/mra/v1/outbound/emails", mail).json["job_id"])


@pytest.mark.parametrize("width", [1280, 800])
def test_every_page_fits_its_window_and_labels_its_fields(
    tab: Tab, visitor: Visitor, sandbox: SandboxClient, start_review: StartReview, width: int
) -> None:
    order = visitor.place("wholesale")
    visitor.post(f"{path_of(order)}/hold", {"reason": "OTHER", "notes": "x" * 200})
    node = EcmClient(sandbox).document(f"{'long' * 40}.pdf", b"%PDF-1.7")
    job = send_mail(sandbox, f"<p>{'long' * 100}</p>")
    paths = [
        "/",
        "/store",
        f"/store/{STORE}",
        f"/store/{STORE}/goods",
        path_of(order),
        "/desk",
        f"/desk/{start_review().id}",
    ]
    grid = Grid(sandbox)
    case, paper = grid.open_case(), grid.send(order_in_x12())
    survey = grid.community("POST", "/surveys", survey_body()).json
    desk = f"/partner/{SUPPLIER}"
    paths += ["/partner", desk, f"{desk}/cases/{case['id']}", f"{desk}/surveys/{survey['id']}"]
    paths += [f"{desk}/documents/{paper['id']}"]
    paths += ["/files", "/files/ecm", f"/files/ecm/{node}", "/inbox", f"/inbox/{job}/0", "/effects"]
    tab.resize(width)

    for path in paths:
        tab.open(visitor.url + path)
        assert width == tab.evaluate("document.documentElement.scrollWidth"), path
        assert [] == tab.evaluate(UNLABELED), path
        assert tab.evaluate("document.querySelector('h1').textContent.length") > 0, path
    assert [] == tab.complaints


def test_the_first_key_leads_past_the_navigation(tab: Tab) -> None:
    tab.press("Tab", code=TAB)

    skip = tab.evaluate("document.activeElement.textContent")
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    tab.press("Enter", code=ENTER)

    assert ("Skip to the content", "solid") == (skip, outline)
    assert "content" == tab.evaluate("document.activeElement.id")


def test_an_order_is_placed_by_keyboard(tab: Tab, visitor: Visitor) -> None:
    tab.open(f"{visitor.url}/store/{STORE}")
    tab.evaluate("document.getElementById('content').focus()")
    tab.press("Tab", code=TAB)

    tab.press("Enter", code=ENTER, loading=True)

    assert "#1001" == tab.evaluate("document.querySelector('tbody a').textContent")
    assert "49.90" == visitor.orders()[0]["total"]


def test_a_task_is_decided_by_keyboard(tab: Tab, visitor: Visitor, start_review: StartReview) -> None:
    review = start_review()
    tab.open(f"{visitor.url}/desk/{review.id}")
    tab.evaluate("document.getElementById('content').focus()")
    for _ in range(2):  # the way up, then the first radio button
        tab.press("Tab", code=TAB)
    tab.press("ArrowDown", code=40)  # the second one
    tab.press("Tab", code=TAB)
    tab.type("does not answer")

    tab.press("Enter", code=ENTER, loading=True)

    values = {one["name"]: one["value"] for one in review.open_task(includeProcessVariables="true")["variables"]}
    assert ("cancel", "does not answer") == (values["decision"], values["decision_reason"])


def test_a_partner_chooses_a_file_and_hands_it_over(tab: Tab, visitor: Visitor, sandbox: SandboxClient) -> None:
    case = Grid(sandbox).open_case()
    tab.open(f"{visitor.url}/partner/{SUPPLIER}/cases/{case['id']}")
    tab.evaluate("""
        const chosen = new DataTransfer();
        chosen.items.add(new File(["four left"], "Zählung.txt", {type: "text/plain"}));
        document.getElementById("hand-over-file").files = chosen.files;
        document.getElementById("hand-over-document_type").value = "count";
    """)

    tab.click("form[action$='/hand-over'] button")

    assert "Zählung.txt, text/plain, 9 B, clean, from partner" in tab.evaluate("document.body.textContent")


def test_time_moves_and_the_page_stays(tab: Tab, visitor: Visitor) -> None:
    tab.open(f"{visitor.url}/inbox")
    before = tab.evaluate("document.querySelector('time').dateTime")

    tab.click("button[value=day]")

    assert "/inbox" == tab.evaluate("location.pathname")
    assert before[:10] < tab.evaluate("document.querySelector('time').dateTime")[:10]


def test_a_script_in_a_mail_does_not_run(tab: Tab, visitor: Visitor, sandbox: SandboxClient) -> None:
    job = send_mail(sandbox, "<script>top.document.title = 'taken over'</script><p>Hello</p>")

    tab.open(f"{visitor.url}/inbox/{job}/0")

    assert "Message · Sandbox" == tab.evaluate("document.title")
    assert tab.evaluate("document.querySelector('iframe').contentDocument === null")


@pytest.mark.parametrize(("decides", "ending"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_a_browser_only_the_machine_that_decides_complains(
    monkeypatch: pytest.MonkeyPatch, decides: str, ending: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", decides)

    with pytest.raises(ending, match="no Chromium"):
        find_chromium()
