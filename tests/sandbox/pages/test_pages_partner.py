import json

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.pages.visitor import HOSTILE, Visitor
from tests.sandbox.trading_grid_callers import (
    DISTRIBUTOR,
    SUPPLIER,
    Grid,
    order_in_json,
    order_in_x12,
    survey_body,
)


@pytest.fixture
def grid(sandbox: SandboxClient) -> Grid:
    return Grid(sandbox)


def test_every_partner_has_a_desk(visitor: Visitor, grid: Grid) -> None:
    grid.open_case()
    document = grid.send(order_in_x12())

    shown = visitor.get(f"/partner/{SUPPLIER}")

    assert visitor.get("/partner").has("Cup Works")
    assert shown.has("Order #1042 short shipped")
    assert f'href="/partner/{SUPPLIER}/documents/{document["id"]}"' in shown.text
    assert visitor.get(f"/partner/{SUPPLIER}/documents/{document['id']}").has("BEG*00*SA*PO1001**20260105~\n")


@pytest.mark.parametrize(
    ("word", "form", "kind"),
    [
        ("receipt", {"accepted": "yes"}, "functional_acknowledgement"),
        ("answer", {"overall": "accepted"}, "purchase_order_acknowledgement"),
        ("shipment", {"tracking_numbers": "1Z1, 1Z2"}, "ship_notice"),
        ("invoice", {"total": '{"amount": "50.00", "currency": "EUR"}'}, "invoice"),
    ],
)
def test_a_partner_does_its_part_about_an_order(
    visitor: Visitor, grid: Grid, word: str, form: dict[str, str], kind: str
) -> None:
    order = grid.send(order_in_json())

    done = visitor.post(f"/partner/{DISTRIBUTOR}/documents/{order['id']}/{word}", form)

    (document,) = grid.inbox()
    assert (303, f"/partner/{DISTRIBUTOR}/documents/{document['id']}") == (done.status, done.location)
    assert kind == document["document_type"]
    assert visitor.get(done.location).has("PO1001")


def test_a_document_comes_twice_or_fails(visitor: Visitor, grid: Grid) -> None:
    order = grid.send(order_in_json())
    page = f"/partner/{DISTRIBUTOR}/documents/{order['id']}"
    answered = visitor.post(f"{page}/answer", {"overall": "rejected"})

    visitor.post(f"{answered.location}/duplicate", {"same_id": "no"})
    visitor.post(f"{page}/fail", {"reason": "undeliverable"})

    assert 2 == len(grid.inbox())
    assert visitor.get(page).has("Failed")


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("answer", {"overall": "perhaps"}, 409),
        ("answer", {"lines": "["}, 400),
        ("receipt", {"color": "red"}, 400),
        ("eat", {}, 404),
    ],
)
def test_what_a_partner_cannot_do_is_refused(
    visitor: Visitor, grid: Grid, path: str, form: dict[str, str], status: int
) -> None:
    order = grid.send(order_in_json())

    shown = visitor.post(f"/partner/{DISTRIBUTOR}/documents/{order['id']}/{path}", form)

    assert status == shown.status
    assert shown.problem
    assert [] == grid.inbox()


def test_a_case_is_talked_over_and_answered_with_a_proposal(visitor: Visitor, grid: Grid) -> None:
    case = grid.open_case()
    page = f"/partner/{SUPPLIER}/cases/{case['id']}"

    said = visitor.post(f"{page}/say", {"body": "We have only four."})
    proposed = visitor.post(f"{page}/move", {"to": "proposed", "resolution": '{"code": "split"}'})
    refused = visitor.post(f"{page}/move", {"to": "waiting_requester"})

    assert [303, 303, 409] == [said.status, proposed.status, refused.status]
    assert visitor.get(page).has("partner: We have only four.")
    kept = grid.community("GET", f"/cases/{case['id']}").json
    assert ("proposed", "split") == (kept["state"], kept["resolution"]["code"])


def test_evidence_is_handed_over_and_read_once_the_scan_says_clean(visitor: Visitor, grid: Grid) -> None:
    case = grid.open_case()
    page = f"/partner/{SUPPLIER}/cases/{case['id']}"
    file = ("proof of delivery.pdf", "application/pdf", b"%PDF signed\r\n--\x00")

    handed = visitor.upload(f"{page}/hand-over", file, {"document_type": "delivery_proof", "scan_state": "pending"})

    (kept,) = grid.community("GET", f"/cases/{case['id']}/attachments").json["_embedded"]["attachments"]
    path = f"/cases/{case['id']}/attachments/{kept['id']}/content"
    assert (303, page) == (handed.status, handed.location)
    assert ("proof of delivery.pdf", "delivery_proof", "partner") == tuple(
        kept[name] for name in ("file_name", "document_type", "author")
    )
    assert "pending" == grid.community("GET", path).json["scan_state"]
    assert visitor.get(page).has("application/pdf, 16 B, pending, from partner")
    for state, status in (("infected", 409), ("clean", 200)):
        assert 303 == visitor.post(f"{page}/attachments/{kept['id']}/scan", {"scan_state": state}).status
        assert status == grid.community("GET", path).status
    assert file[2] == grid.community("GET", path).body


@pytest.mark.parametrize(
    ("file", "form", "status", "problem"),
    [
        (("", "application/octet-stream", b""), {}, 400, "choose a file"),
        (("run.exe", "application/x-msdownload", b"MZ"), {}, 409, "is not taken"),
        (("big.txt", "text/plain", bytes(25 * 1024**2 + 1)), {}, 409, "at most 25 MB"),
        (("huge.txt", "text/plain", bytes(26 * 1024**2)), {}, 400, "too large"),
        (("a.txt", "text/plain", b"a"), {"scan_state": "doubtful"}, 409, "scan_state"),
        (("a.txt", "text/plain", b"a"), {"color": "red"}, 400, "unknown field"),
    ],
)
def test_evidence_that_nobody_takes_is_refused(
    visitor: Visitor, grid: Grid, file: tuple[str, str, bytes], form: dict[str, str], status: int, problem: str
) -> None:
    case = grid.open_case()

    shown = visitor.upload(
        f"/partner/{SUPPLIER}/cases/{case['id']}/hand-over", file, {"document_type": "photo", **form}
    )

    assert status == shown.status
    assert problem in shown.problem
    assert "_embedded" not in grid.community("GET", f"/cases/{case['id']}/attachments").json


def test_evidence_belongs_to_one_case(visitor: Visitor, grid: Grid) -> None:
    case, other = grid.open_case(), grid.open_case(external_reference="T1:other")
    page = f"/partner/{SUPPLIER}/cases"
    visitor.upload(f"{page}/{case['id']}/hand-over", ("a.txt", "text/plain", b"a"), {"document_type": "photo"})
    (kept,) = grid.community("GET", f"/cases/{case['id']}/attachments").json["_embedded"]["attachments"]

    astray = visitor.post(f"{page}/{other['id']}/attachments/{kept['id']}/scan", {"scan_state": "infected"})

    assert 404 == astray.status
    assert 400 == visitor.post(f"{page}/{case['id']}/hand-over", {"document_type": "photo"}).status
    assert "clean" == kept["scan_state"]


def test_a_survey_is_answered_by_its_questions(visitor: Visitor, grid: Grid) -> None:
    survey = grid.community("POST", "/surveys", survey_body()).json
    page = f"/partner/{SUPPLIER}/surveys/{survey['id']}"

    answered = visitor.post(f"{page}/answer", {"answer-0": "at_risk", "state": "submitted"})

    assert (303, page) == (answered.status, answered.location)
    assert visitor.get(page).has("at_risk")
    assert visitor.get(f"/partner/{SUPPLIER}").has("answer submitted")
    assert 404 == visitor.get(f"/partner/p-300/surveys/{survey['id']}").status


def test_a_partner_behaves_and_reports_its_stock(visitor: Visitor, grid: Grid) -> None:
    visitor.post(f"/partner/{DISTRIBUTOR}/behaviour", {"behaviour": "prompt"})
    grid.send(order_in_json())
    items = json.dumps([{"sku": "SKU-1", "available": "3"}])

    reported = visitor.post(f"/partner/{DISTRIBUTOR}/inventory", {"number": "R1", "items": items, "mode": "full"})

    assert 303 == reported.status
    kinds = [document["document_type"] for document in grid.inbox()]
    assert ["functional_acknowledgement", "purchase_order_acknowledgement", "inventory_advice"] == kinds


@pytest.mark.parametrize(
    "path", ["none", f"{SUPPLIER}/cases/c-1", f"{SUPPLIER}/documents/d-1", f"{SUPPLIER}/surveys/s-1"]
)
def test_what_a_partner_has_not_is_not_there(visitor: Visitor, path: str) -> None:
    assert 404 == visitor.get(f"/partner/{path}").status


def test_partners_see_their_own_things_only(visitor: Visitor, grid: Grid) -> None:
    case = grid.open_case()

    assert 404 == visitor.get(f"/partner/{DISTRIBUTOR}/cases/{case['id']}").status


def test_hostile_text_of_cases_and_surveys_stays_text(visitor: Visitor, grid: Grid) -> None:
    case = grid.open_case(subject=HOSTILE, description=HOSTILE)
    body = survey_body(
        title=HOSTILE, questions=[{"id": HOSTILE[:60], "type": "choice", "text": HOSTILE, "options": [HOSTILE]}]
    )
    survey = grid.community("POST", "/surveys", body).json
    visitor.post(f"/partner/{SUPPLIER}/cases/{case['id']}/say", {"body": HOSTILE})
    named = ("<script>x<img>.txt", "text/plain", b"a")
    assert (
        303 == visitor.upload(f"/partner/{SUPPLIER}/cases/{case['id']}/hand-over", named, {"document_type": "x"}).status
    )
    order = grid.send(order_in_json(number=HOSTILE[:22]))

    paths = [SUPPLIER, f"{SUPPLIER}/cases/{case['id']}", f"{SUPPLIER}/surveys/{survey['id']}"]
    for path in [*paths, f"{DISTRIBUTOR}/documents/{order['id']}", DISTRIBUTOR]:
        shown = visitor.get(f"/partner/{path}")
        assert 200 == shown.status
        assert "<script" not in shown.text
        assert "<img" not in shown.text
