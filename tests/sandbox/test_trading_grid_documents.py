"""Active Documents as emulated: sending, the inbox, and what partners write."""

import base64
import json
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.trading_grid_callers import DISTRIBUTOR, SUPPLIER, SUSPENDED, Grid, order_in_json, order_in_x12


@pytest.fixture
def grid(sandbox: SandboxClient) -> Grid:
    return Grid(sandbox)


def segments(content: bytes, name: str) -> list[list[str]]:
    rows = [line.strip().split("*") for line in content.decode().split("~")]
    return [row for row in rows if row[0] == name]


def states(grid: Grid, document: dict[str, Any]) -> str:
    return grid.documents("GET", f"/documents/{document['id']}").json["state"]


@pytest.mark.parametrize("body", [order_in_json(), order_in_x12()], ids=["json", "x12"])
def test_an_order_is_taken_once_per_reference(grid: Grid, body: dict[str, Any]) -> None:
    first = grid.documents("POST", "/documents", body)
    again = grid.documents("POST", "/documents", body)
    other = grid.documents("POST", "/documents", {**body, "partner_id": "p-400"})

    assert (202, 200, 409) == (first.status, again.status, other.status)
    assert first.json["id"] == again.json["id"]
    (effect,) = grid.sandbox.effects("document_sent")
    assert "PO1001" == effect["subject"]


def test_an_order_is_found_again_by_its_reference(grid: Grid) -> None:
    sent = grid.send(order_in_x12())

    found = grid.documents("GET", f"/documents?external_reference={sent['external_reference'].replace('#', '%23')}")

    assert [sent["id"]] == [one["id"] for one in found.json["_embedded"]["documents"]]
    assert "_embedded" not in grid.documents("GET", "/documents?external_reference=unknown").json


def test_an_order_travels_until_the_partner_has_it(grid: Grid) -> None:
    sent = grid.send(order_in_x12())
    assert "accepted" == sent["state"]

    grid.sandbox.control("POST", "/clock", {"advance_seconds": 3})
    assert "delivered" == states(grid, sent)
    grid.desk("/orders/PO1001/receipt", {})

    assert "acknowledged" == states(grid, sent)
    (receipt,) = grid.inbox("&document_type=functional_acknowledgement")
    assert [["AK1", "PO", "1"]] == segments(grid.content(receipt), "AK1")


def test_a_partner_may_be_unable_to_read_an_order(grid: Grid) -> None:
    sent = grid.send(order_in_x12())

    grid.desk("/orders/PO1001/receipt", {"accepted": False})

    assert "failed" == states(grid, sent)
    assert "R" == segments(grid.content(grid.inbox()[0]), "AK9")[0][1]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("ISA*00", "ISB*00", "/ISA"),
        ("*U*00401*", "*U*00501*", "/ISA"),
        ("ST*850*0001", "ST", "/SE/2"),
        ("SE*6*", "SE*7*", "/SE/1"),
        ("SE*6*0001", "SE*6*0002", "/SE/2"),
        ("GE*1*1", "GE*1*2", "/GE"),
        ("IEA*1*000000001", "IEA*1*000000002", "/IEA"),
        ("GS*PO*", "GS*PR*", "/GS/1"),
        ("004010~", "005010~", "/GS/8"),
        ("BEG*00", "BEG*99", "/BEG"),
        ("PO1*1*10", "PO1*1*", "/PO1"),
    ],
)
def test_an_interchange_that_does_not_agree_is_refused(grid: Grid, old: str, new: str, path: str) -> None:
    body = order_in_x12()

    reply = grid.documents("POST", "/documents", {**body, "content": body["content"].replace(old, new, 1)})

    assert (422, "document_invalid", [path]) == (
        reply.status,
        reply.json["error_code"],
        [problem["path"] for problem in reply.json["problems"]],
    )
    assert [] == grid.sandbox.effects()


def test_a_control_number_is_used_once(grid: Grid) -> None:
    grid.send(order_in_x12())

    second = grid.documents("POST", "/documents", order_in_x12("PO1002"))

    assert "duplicate_control_number" == second.json["problems"][0]["code"]
    assert 202 == grid.documents("POST", "/documents", order_in_x12("PO1002", control=2)).status


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"partner_id": "p-999"}, 422),
        ({"partner_id": SUSPENDED}, 422),
        ({"format": "edifact"}, 415),
        ({"format": "xml"}, 400),
        ({"purpose": "cancel"}, 422),
        ({"content": {"document_type": "purchase_order"}}, 422),
        ({"content": "text"}, 422),
        ({"document_type": "invoice"}, 400),
        ({"document_type": "functional_acknowledgement"}, 422),
        ({"priority": "high"}, 400),
    ],
)
def test_a_document_that_does_not_fit_is_refused(grid: Grid, changes: dict[str, Any], status: int) -> None:
    assert status == grid.documents("POST", "/documents", {**order_in_json(), **changes}).status
    assert [] == grid.sandbox.effects()


def test_an_answer_changes_quantities_and_dates(grid: Grid) -> None:
    grid.send(order_in_x12())
    statuses = [
        {"status": "accepted", "quantity": "6"},
        {"status": "backordered", "quantity": "4", "date": "2026-02-01", "date_type": "delivery"},
    ]
    line = {"line": "1", "sku": "SKU-1", "quantity": "10", "statuses": statuses}

    grid.desk("/orders/PO1001/answer", {"overall": "accepted_with_changes", "lines": [line]})

    (answer,) = grid.inbox()
    content = grid.content(answer)
    assert ("purchase_order_acknowledgement", "x12") == (answer["document_type"], answer["format"])
    assert ["PO1001", "20260105"] == segments(content, "BAK")[0][3:5]
    assert [["ACK", "IA", "6", "EA"], ["ACK", "IB", "4", "EA", "067", "20260201"]] == segments(content, "ACK")


def test_a_price_is_nothing_an_answer_can_change(grid: Grid) -> None:
    grid.send(order_in_x12())
    status = {"status": "accepted", "quantity": "6", "price": "9.00"}
    wish = {"overall": "accepted", "lines": [{"line": "1", "statuses": [status]}]}

    assert 400 == grid.sandbox.call("POST", "/_sandbox/trading-grid/orders/PO1001/answer", wish).status


def test_a_partner_without_edi_writes_json(grid: Grid) -> None:
    grid.send(order_in_json())
    grid.desk("/orders/PO1001/answer", {"overall": "rejected"})
    grid.desk("/orders/PO1001/shipment", {"number": "S-1", "ship_date": "2026-01-08"})

    answer, notice = [json.loads(grid.content(document)) for document in grid.inbox()]

    assert ("rejected", "PO1001") == (answer["overall"], answer["purchase_order_number"])
    assert "rejected" == answer["lines"][0]["statuses"][0]["status"]
    assert ("S-1", "10") == (notice["shipment_number"], notice["packages"][0]["items"][0]["quantity"])
    assert [] == [name for name in (*answer, *notice) if name.startswith("_")]


def test_goods_bills_and_stock_are_told(grid: Grid) -> None:
    grid.send(order_in_x12())
    grid.desk("/orders/PO1001/shipment", {})
    grid.desk("/orders/PO1001/invoice", {"total": {"amount": "58.00", "currency": "EUR"}})
    item = {"sku": "SKU-1", "available": "-3", "next_available": {"quantity": "2.5", "date": "2026-02-01"}}
    grid.desk(f"/partners/{SUPPLIER}/inventory", {"number": "R-1", "items": [item], "mode": "delta"})

    notice, invoice, report = [grid.content(document) for document in grid.inbox()]

    assert [["SN1", "1", "10", "EA"], ["SN1", "2", "4", "CA"]] == segments(notice, "SN1")
    assert [["TDS", "5800"]] == segments(invoice, "TDS")
    assert [["QTY", "33", "-3", "EA"], ["QTY", "29", "2.5", "EA"]] == segments(report, "QTY")


def test_what_came_in_waits_in_order_until_it_is_acknowledged(grid: Grid) -> None:
    for number, delay in (("late", 60), ("first", 0), ("second", 0)):
        raw = {"document_type": "ship_notice", "number": number, "content": "x", "delay_seconds": delay}
        grid.desk(f"/partners/{SUPPLIER}/documents", raw)
    assert ["first", "second"] == [document["document_number"] for document in grid.inbox()]

    grid.sandbox.control("POST", "/clock", {"advance_seconds": 61})
    waiting = grid.inbox()

    assert ["first", "second", "late"] == [document["document_number"] for document in waiting]
    assert [2, 2, 1] == [document["delivery_count"] for document in waiting]
    path = f"/documents/{waiting[0]['id']}/acknowledgement"
    replies = [grid.documents("POST", path, {"outcome": "accepted"}).status for _ in range(2)]
    problems = [{"path": "", "code": "unknown_document", "message": "no such order"}]
    other = grid.documents("POST", path, {"outcome": "rejected", "problems": problems})
    assert ([200, 200], 409, "already_acknowledged_differently") == (replies, other.status, other.json["error_code"])
    assert ["second", "late"] == [document["document_number"] for document in grid.inbox()]
    assert 1 == len(grid.sandbox.effects("document_acknowledged"))


def test_a_document_that_has_not_arrived_is_not_there(grid: Grid) -> None:
    raw = {"document_type": "invoice", "content": "x", "delay_seconds": 60}
    document = grid.desk(f"/partners/{SUPPLIER}/documents", raw)

    assert 404 == grid.documents("GET", f"/documents/{document['id']}").status


def test_the_inbox_comes_in_pages(grid: Grid) -> None:
    for number in range(5):
        grid.desk(
            f"/partners/{SUPPLIER}/documents", {"document_type": "invoice", "number": str(number), "content": "x"}
        )

    first = grid.documents("GET", "/documents?direction=inbound&state=available&count=3").json
    after = first["_links"]["next"]["href"].partition("after=")[2].partition("&")[0]

    assert ["3", "4"] == [document["document_number"] for document in grid.inbox(f"&count=3&after={after}")]
    assert 400 == grid.documents("GET", "/documents?direction=inbound&count=201").status
    assert 400 == grid.documents("GET", "/documents?direction=outbound").status


def test_a_document_comes_again_under_its_own_id_or_a_new_one(grid: Grid) -> None:
    grid.send(order_in_x12())
    document = grid.desk("/orders/PO1001/answer", {"overall": "accepted"})
    grid.documents("POST", f"/documents/{document['id']}/acknowledgement", {"outcome": "accepted"})

    grid.desk(f"/documents/{document['id']}/duplicate", {"same_id": True})
    other = grid.desk(f"/documents/{document['id']}/duplicate", {"same_id": False})

    same, new = grid.inbox()
    assert ([document["id"], other["id"]], same["content_sha256"]) == ([same["id"], new["id"]], new["content_sha256"])


def test_rubbish_arrives_as_it_was_sent(grid: Grid) -> None:
    rubbish = bytes(range(256)) * 10
    raw = {"document_type": "invoice", "content_base64": base64.b64encode(rubbish).decode()}
    grid.desk(f"/partners/{SUPPLIER}/documents", raw)

    assert rubbish == grid.content(grid.inbox()[0])


def test_an_answer_to_an_order_that_nobody_sent(grid: Grid) -> None:
    line = {"line": "1", "sku": "A", "quantity": "1", "statuses": [{"status": "accepted", "quantity": "1"}]}
    grid.desk("/orders/PO9/answer", {"overall": "accepted", "partner_id": SUPPLIER, "lines": [line]})

    assert ["ACK-PO9"] == [document["document_number"] for document in grid.inbox()]


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [("prompt", ["10"]), ("backordering", ["5", "5.0"]), ("contradictory", ["5", "2.50"]), ("silent", [])],
)
def test_partners_may_act_by_themselves(grid: Grid, behaviour: str, told: list[str]) -> None:
    grid.desk(f"/partners/{SUPPLIER}/behaviour", {"behaviour": behaviour})

    grid.send(order_in_x12())

    answers = [grid.content(one) for one in grid.inbox("&document_type=purchase_order_acknowledgement")]
    assert told == [row[2] for answer in answers for row in segments(answer, "ACK")][: len(told)]
    assert bool(told) == bool(answers)


def test_the_partner_takes_our_receipt(grid: Grid) -> None:
    content = {
        "document_type": "functional_acknowledgement",
        "refers_to": {"document_type": "invoice", "number": "INV-1"},
        "accepted": True,
    }
    body = {
        "external_reference": "receipt-1",
        "document_type": "functional_acknowledgement",
        "partner_id": DISTRIBUTOR,
        "format": "json",
        "content": content,
        "purpose": "original",
    }

    assert "INV-1" == grid.send(body)["document_number"]


def test_every_document_is_shown_on_the_desk(grid: Grid) -> None:
    grid.send(order_in_json())
    failed = grid.send(order_in_x12("PO1002"))
    grid.desk(f"/documents/{failed['id']}/failure", {"reason": "undeliverable"})

    shown = grid.sandbox.control("GET", "/trading-grid/documents")["documents"]

    assert [("PO1001", "accepted"), ("PO1002", "failed")] == [(one["document_number"], one["state"]) for one in shown]
    assert "PO1002" in shown[1]["content"]
