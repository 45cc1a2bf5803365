"""The Trading Grid client against a running sandbox, which shares no code with it, and X12 between the two."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from integrator.clients.auth import BearerTokens
from integrator.clients.errors import Garbled, Refused, RemoteError, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.trading_grid import (
    CaseLine,
    CursorExpired,
    InboxDocument,
    NewCase,
    NewDocument,
    NewSurvey,
    NotClean,
    NotThere,
    Problem,
    Question,
    ReferenceTaken,
    SettledOtherwise,
    StepForbidden,
    TradingGrid,
    VersionMismatch,
)
from integrator.documents.x12 import (
    Document,
    Envelope,
    Party,
    X12Error,
    acknowledge,
    decode,
    encode,
    read_interchange,
)
from integrator.documents.x12.functional_acknowledgment import FunctionalAcknowledgment
from integrator.documents.x12.inventory_advice import InventoryAdvice
from integrator.documents.x12.invoice import Invoice
from integrator.documents.x12.parts import Address, Product, Reference
from integrator.documents.x12.purchase_order import OrderLine, PurchaseOrder
from integrator.documents.x12.purchase_order_acknowledgment import PurchaseOrderAcknowledgment
from integrator.documents.x12.purchase_order_change import ChangedLine, PurchaseOrderChange
from integrator.documents.x12.ship_notice import ShipNotice
from tests.support.sandboxes import Controls

SUPPLIER = "p-100"
NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
ENVELOPE = Envelope(Party("ACME"), Party("PARTNER1"), 1, NOW)
ORDER = PurchaseOrder(
    number="PO1001",
    ordered_on=date(2026, 1, 5),
    currency="EUR",
    references=(Reference("CO", "#1042"),),
    ship_to=Address("Warehouse", address1="Main Street 1", city="Berlin", postal_code="10115", country="DE"),
    lines=(
        OrderLine("1", Decimal(10), "EA", Product("SKU-1", "V-77"), Decimal("5.00")),
        OrderLine("2", Decimal(4), "CA", Product("SKU-2")),
    ),
)


class Sandbox(Controls):
    """The control routes, with the partner's desk."""

    def desk(self, path: str, body: dict[str, Any]) -> Any:
        return self.control("POST", f"/trading-grid{path}", body)


@pytest.fixture
def sandbox(server_url: str) -> Sandbox:
    sandbox = Sandbox(server_url)
    sandbox.control("POST", "/reset")
    return sandbox


@pytest.fixture
def grid(sandbox: Sandbox) -> Iterator[TradingGrid]:
    login, http = Http("tokens", gate=Gate.local()), Http("trading_grid", gate=Gate.local())
    url = f"{sandbox.url}/tenants/demo/oauth2/token"
    tokens = BearerTokens(url, "sandbox-client", SecretStr("sandbox-secret"), http=login)
    base = f"{sandbox.url}/trading-grid"
    yield TradingGrid(base, base, tokens=tokens, http=http)
    login.close()
    http.close()


def new_case(**changed: Any) -> NewCase:
    case = NewCase(
        external_reference="T1:acme.myshopify.com:fulfillment_order:99:1",
        kind="fulfillment_exception",
        partner_id=SUPPLIER,
        subject="Order #1042 short shipped",
        due_time=NOW,
        lines=(CaseLine(line_ref="1", sku="SKU-1", quantity=Decimal("6.0"), requested_date=date(2026, 1, 8)),),
        allowed_resolutions=("ship_by", "split"),
    )
    return case.model_copy(update=changed)


def new_document(document: Document, *, number: int = 1, purpose: str = "original") -> NewDocument:
    return NewDocument(
        external_reference=f"T2:acme:order:1:{number}#po",
        document_type="purchase_order",
        partner_id=SUPPLIER,
        format="x12",
        content=encode(document, replace(ENVELOPE, control_number=number)),
        purpose=purpose,  # type: ignore[arg-type]
    )


def read(grid: TradingGrid, waiting: InboxDocument) -> Document:
    interchange = read_interchange(grid.document_content(waiting).decode())
    ((transaction,),) = [group.sets for group in interchange.groups]
    return decode(transaction)


def test_partners_are_found_by_our_name_for_them(grid: TradingGrid) -> None:
    found = grid.find_partner("SUPPLIER-1")

    assert found is not None
    assert (SUPPLIER, "active") == (found.id, found.state)
    assert found == grid.get_partner(SUPPLIER)
    assert grid.find_partner("nobody") is None
    with pytest.raises(NotThere):
        grid.get_partner("p-999")


def test_a_case_is_opened_answered_and_resolved(grid: TradingGrid, sandbox: Sandbox) -> None:
    case = grid.open_case(new_case())
    assert case == grid.open_case(new_case()) == grid.find_case(case.external_reference) == grid.get_case(case.id)
    lines = [{"line_ref": "1", "quantity": "6", "date": "2026-01-15"}]
    resolution = {"code": "ship_by", "lines": lines, "note": "ok"}
    sandbox.desk(f"/cases/{case.id}/transitions", {"to": "proposed", "resolution": resolution})

    page = grid.events()
    proposed = grid.get_case(page.events[0].resource_id)
    resolved = grid.move_case(case.id, "resolved", version=proposed.version)

    assert [("case.state_changed", case.external_reference, 2)] == [
        (event.type, event.external_reference, event.version) for event in page.events
    ]
    assert proposed.resolution is not None
    assert ("ship_by", Decimal(6), date(2026, 1, 15)) == (
        proposed.resolution.code,
        proposed.resolution.lines[0].quantity,
        proposed.resolution.lines[0].day,
    )
    assert ("resolved", resolved) == (resolved.state, grid.move_case(case.id, "resolved", version=1))
    assert ["resolved"] == [grid.get_case(event.resource_id).state for event in grid.events(page.next_cursor).events]


def test_what_we_want_otherwise_is_told_apart(grid: TradingGrid) -> None:
    case = grid.open_case(new_case())

    with pytest.raises(ReferenceTaken) as taken:
        grid.open_case(new_case(subject="Something else"))
    with pytest.raises(VersionMismatch):
        grid.move_case(case.id, "withdrawn", version=9, reason="x")
    with pytest.raises(StepForbidden) as forbidden:
        grid.move_case(case.id, "resolved", version=1)
    with pytest.raises(Refused) as refused:
        grid.open_case(new_case(external_reference="other", partner_id="p-300"))

    assert case.id == taken.value.existing_id
    assert ("withdrawn",) == forbidden.value.allowed
    assert ("partner_suspended",) == refused.value.codes


def test_messages_are_said_once(grid: TradingGrid, sandbox: Sandbox) -> None:
    case = grid.open_case(new_case())

    first = grid.add_message(case.id, external_reference="m-1", body="Which day?")
    again = grid.add_message(case.id, external_reference="m-1", body="Which day?")
    sandbox.desk(f"/cases/{case.id}/messages", {"external_reference": "m-2", "body": "<b>Friday</b>"})

    assert first == again
    assert ["Which day?", "<b>Friday</b>"] == [message.body for message in grid.messages(case.id)]


def test_evidence_is_read_once_it_is_clean(grid: TradingGrid, sandbox: Sandbox) -> None:
    case = grid.open_case(new_case())
    ours = grid.attach(
        case.id, external_reference="a-1", name="photo.png", content=b"\x89PNG", mime="image/png", document_type="photo"
    )
    evidence = {
        "external_reference": "e-1",
        "document_type": "delivery_proof",
        "file_name": "pod.pdf",
        "media_type": "application/pdf",
        "content_base64": base64.b64encode(b"%PDF signed").decode(),
        "scan_state": "pending",
    }
    theirs_id = sandbox.desk(f"/cases/{case.id}/attachments", evidence)["id"]

    mine, theirs = grid.attachments(case.id)

    assert (ours, b"\x89PNG") == (mine, grid.attachment_content(case.id, mine))
    with pytest.raises(NotClean):
        grid.attachment_content(case.id, theirs)
    sandbox.desk(f"/attachments/{theirs_id}/scan", {"state": "clean"})
    assert b"%PDF signed" == grid.attachment_content(case.id, theirs)
    with pytest.raises(Garbled):
        grid.attachment_content(case.id, theirs.model_copy(update={"sha256": "0" * 64}))


def test_surveys_tell_the_last_answer_of_each_partner(grid: TradingGrid, sandbox: Sandbox) -> None:
    wanted = NewSurvey(
        external_reference="T7:acme:campaign:1:1",
        title="Spring",
        campaign="Spring",
        starts=NOW,
        ends=NOW,
        skus=("SKU-1",),
        expected_units=Decimal(500),
        questions=(Question(id="ready", text="Ready?", options=("ready", "at_risk")),),
        partner_ids=(SUPPLIER, "p-200"),
        opens=NOW,
        due=NOW,
    )
    survey = grid.open_survey(wanted)
    for value in ("ready", "at_risk"):
        answers = {"answers": [{"question_id": "ready", "value": value}]}
        sandbox.desk(f"/surveys/{survey.id}/partners/{SUPPLIER}/response", answers)

    assert [(SUPPLIER, 2, {"ready": "at_risk"}), ("p-200", 0, {})] == [
        (one.partner_id, one.revision, one.answers) for one in grid.responses(survey.id)
    ]
    assert survey == grid.open_survey(wanted)
    assert ["closed", "closed"] == [grid.close_survey(survey.id).state for _ in range(2)]


def test_a_cursor_that_is_too_old_says_where_to_go_on(grid: TradingGrid, sandbox: Sandbox) -> None:
    case = grid.open_case(new_case())
    first = grid.events().next_cursor
    grid.move_case(case.id, "withdrawn", version=1, reason="cancelled")
    sandbox.control("POST", "/clock", {"advance_seconds": 31 * 86400})

    with pytest.raises(CursorExpired) as expired:
        grid.events(first)

    assert () == grid.events(expired.value.earliest).events


@pytest.mark.parametrize("kind", ["reset_after", "status_after", "garbage"])
@pytest.mark.parametrize(
    ("operation", "effect", "act"),
    [
        ("POST /cases", "case_opened", lambda grid: grid.open_case(new_case())),
        ("POST /documents", "document_sent", lambda grid: grid.send_document(new_document(ORDER))),
    ],
)
def test_an_ambiguous_write_is_repeated_and_happens_once(
    grid: TradingGrid, sandbox: Sandbox, kind: str, operation: str, effect: str, act: Callable[[TradingGrid], Any]
) -> None:
    sandbox.break_once("trading_grid", operation, kind)

    with pytest.raises(RemoteError) as lost:
        act(grid)
    again = act(grid)

    assert lost.value.ambiguous
    assert again == act(grid)
    assert 1 == len(sandbox.effects(effect))


def test_a_sent_order_is_followed_until_the_partner_has_it(grid: TradingGrid, sandbox: Sandbox) -> None:
    sent = grid.send_document(new_document(ORDER))
    sandbox.desk("/orders/PO1001/receipt", {})

    (waiting,) = grid.inbox("functional_acknowledgement")
    receipt = read(grid, waiting)

    assert isinstance(receipt, FunctionalAcknowledgment)
    assert ("PO", 1, "accepted") == (receipt.functional_id, receipt.group_control_number, receipt.verdict)
    assert "acknowledged" == grid.sent_document(sent.id).state
    found = grid.find_document(sent.external_reference)
    assert found is not None
    assert (sent.id, "acknowledged") == (found.id, found.state)
    assert grid.find_document("unknown") is None


def test_other_bytes_under_one_reference_are_refused(grid: TradingGrid) -> None:
    sent = grid.send_document(new_document(ORDER))

    with pytest.raises(ReferenceTaken) as taken:
        grid.send_document(new_document(replace(ORDER, currency="USD")))

    assert sent.id == taken.value.existing_id


def test_a_document_that_the_service_cannot_read_is_refused_with_its_problems(grid: TradingGrid) -> None:
    broken = new_document(ORDER)
    assert isinstance(broken.content, str)

    with pytest.raises(Refused) as refused:
        grid.send_document(broken.model_copy(update={"content": broken.content.replace("~GE*1", "~GE*2")}))

    assert ("document_invalid",) == refused.value.codes[:1]


def test_a_change_of_an_order_is_understood_by_the_other_side(grid: TradingGrid, sandbox: Sandbox) -> None:
    change = PurchaseOrderChange(
        number="PO1001",
        ordered_on=date(2026, 1, 5),
        sequence="1",
        changed_on=date(2026, 1, 6),
        lines=(ChangedLine("1", "less", Decimal(6), "EA", Product("SKU-1")),),
    )
    grid.send_document(new_document(ORDER))
    grid.send_document(new_document(change, number=2, purpose="replace"))
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted"})

    answer = read(grid, grid.inbox()[0])

    assert isinstance(answer, PurchaseOrderAcknowledgment)
    assert [("1", Decimal(6))] == [(line.line, line.statuses[0].quantity) for line in answer.lines]


def test_what_partners_write_is_read(grid: TradingGrid, sandbox: Sandbox) -> None:
    grid.send_document(new_document(ORDER))
    statuses = [
        {"status": "accepted", "quantity": "6", "date": "2026-01-08"},
        {"status": "backordered", "quantity": "4", "date": "2026-02-01", "date_type": "delivery"},
    ]
    line = {"line": "1", "sku": "SKU-1", "quantity": "10", "statuses": statuses}
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted_with_changes", "lines": [line]})
    sandbox.desk("/orders/PO1001/shipment", {"number": "S-1", "tracking_numbers": ["1Z1"], "ship_date": "2026-01-08"})
    sandbox.desk("/orders/PO1001/invoice", {"number": "I-1", "total": {"amount": "58.40", "currency": "EUR"}})
    item = {"sku": "SKU-1", "available": "-3", "next_available": {"quantity": "2.5", "date": "2026-02-01"}}
    sandbox.desk(f"/partners/{SUPPLIER}/inventory", {"number": "R-1", "mode": "delta", "items": [item]})

    answer, notice, invoice, stock = [read(grid, waiting) for waiting in grid.inbox()]

    assert isinstance(answer, PurchaseOrderAcknowledgment)
    assert [
        ("accepted", Decimal(6), date(2026, 1, 8), "ship"),
        ("backordered", Decimal(4), date(2026, 2, 1), "delivery"),
    ] == [(one.status, one.quantity, one.day, one.date_type) for one in answer.lines[0].statuses]
    assert answer.lines[0].adds_up
    assert isinstance(notice, ShipNotice)
    assert (("1Z1",), "PO1001") == (notice.tracking_numbers, notice.orders[0].purchase_order_number)
    assert [Decimal(10), Decimal(4)] == [item.quantity for item in notice.orders[0].packages[0].items]
    assert isinstance(invoice, Invoice)
    assert ("PO1001", Decimal("58.40"), "EUR") == (invoice.purchase_order_number, invoice.total, invoice.currency)
    assert isinstance(stock, InventoryAdvice)
    assert ("delta", Decimal(-3), date(2026, 2, 1)) == (
        stock.mode,
        stock.items[0].available,
        stock.items[0].projected_on,
    )


@pytest.mark.parametrize("behaviour", ["prompt", "backordering", "contradictory"])
def test_partners_that_act_by_themselves_are_read(grid: TradingGrid, sandbox: Sandbox, behaviour: str) -> None:
    sandbox.desk(f"/partners/{SUPPLIER}/behaviour", {"behaviour": behaviour})

    grid.send_document(new_document(ORDER))

    receipt, answer = [read(grid, waiting) for waiting in grid.inbox()]
    assert isinstance(receipt, FunctionalAcknowledgment)
    assert isinstance(answer, PurchaseOrderAcknowledgment)
    assert (behaviour != "contradictory") is all(line.adds_up for line in answer.lines)


def test_a_document_stays_until_it_is_acknowledged(grid: TradingGrid, sandbox: Sandbox) -> None:
    grid.send_document(new_document(ORDER))
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted"})

    counts = [grid.inbox()[0].delivery_count for _ in range(2)]
    (waiting,) = grid.inbox()
    for _ in range(2):
        grid.acknowledge_document(waiting.id, "accepted")

    assert [1, 2] == counts
    assert [] == grid.inbox()
    assert 1 == len(sandbox.effects("document_acknowledged"))
    with pytest.raises(SettledOtherwise):
        grid.acknowledge_document(waiting.id, "rejected", [Problem(path="", code="unknown_document", message="no")])


def test_doubles_are_known_by_id_or_by_hash(grid: TradingGrid, sandbox: Sandbox) -> None:
    grid.send_document(new_document(ORDER))
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted"})
    (first,) = grid.inbox()
    grid.acknowledge_document(first.id, "accepted")
    sandbox.desk(f"/documents/{first.id}/duplicate", {"same_id": True})
    sandbox.desk(f"/documents/{first.id}/duplicate", {"same_id": False})

    again, other = grid.inbox()

    assert (first.id, first.content_sha256) == (again.id, other.content_sha256)
    assert first.id != other.id
    assert (first.partner_id, first.document_type, first.document_number) == (
        other.partner_id,
        other.document_type,
        other.document_number,
    )


@pytest.mark.parametrize("rubbish", [b"", bytes(range(256)), b"ISA" + b"*" * 5000, b"<?xml version='1.0'?><a/>"])
def test_rubbish_does_not_stand_in_the_way_of_the_next_document(
    grid: TradingGrid, sandbox: Sandbox, rubbish: bytes
) -> None:
    raw = {"document_type": "invoice", "content_base64": base64.b64encode(rubbish).decode()}
    sandbox.desk(f"/partners/{SUPPLIER}/documents", raw)
    grid.send_document(new_document(ORDER))
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted"})

    bad, good = grid.inbox()
    with pytest.raises(X12Error) as error:
        read_interchange(grid.document_content(bad).decode("latin-1"))
    problem = Problem(path=error.value.place, code=error.value.code or "unreadable", message=error.value.reason)
    grid.acknowledge_document(bad.id, "rejected", [problem])

    assert isinstance(read(grid, good), PurchaseOrderAcknowledgment)
    assert [good.id] == [waiting.id for waiting in grid.inbox()]


def test_our_receipt_is_taken_by_the_other_side(grid: TradingGrid, sandbox: Sandbox) -> None:
    grid.send_document(new_document(ORDER))
    sandbox.desk("/orders/PO1001/answer", {"overall": "accepted"})
    (group,) = read_interchange(grid.document_content(grid.inbox()[0]).decode()).groups

    receipt = encode(acknowledge(group), replace(ENVELOPE, control_number=2))
    sent = grid.send_document(
        NewDocument(
            external_reference="receipt-1",
            document_type="functional_acknowledgement",
            partner_id=SUPPLIER,
            format="x12",
            content=receipt,
        )
    )

    assert "accepted" == sent.state
    assert 2 == len(sandbox.effects("document_sent"))


def test_a_system_that_is_away_is_unreachable(grid: TradingGrid, sandbox: Sandbox) -> None:
    sandbox.break_once("trading_grid", "GET /events", "status")

    with pytest.raises(Unreachable):
        grid.events()
