"""What the Trading Grid client sends, and what it makes of answers that are not as they should be."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import responses

from integrator.clients.errors import Conflict, Garbled, Refused
from integrator.clients.http import Http
from integrator.clients.trading_grid import (
    CaseLine,
    CursorExpired,
    InboxDocument,
    NewCase,
    NewDocument,
    NotThere,
    Problem,
    Reference,
    ReferenceTaken,
    StepForbidden,
    TradingGrid,
)
from tests.clients.stand_ins import CountingTokens

COMMUNITY = "https://community.example/active-community/v1"
DOCUMENTS = "https://documents.example/active-documents/v1"
CASE = {
    "id": "c-1",
    "external_reference": "key",
    "kind": "return_claim",
    "partner_id": "p-1",
    "state": "new",
    "version": 1,
}
WAITING = {
    "id": "d-1",
    "document_type": "invoice",
    "document_number": "INV-1",
    "partner_id": "p-1",
    "format": "x12",
    "content_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "size": 0,
    "received_time": "2026-01-05T10:00:00.000Z",
}


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def grid(http: Http) -> TradingGrid:
    return TradingGrid("https://community.example/", "https://documents.example", tokens=CountingTokens(), http=http)


def new_case(**changed: Any) -> NewCase:
    return NewCase(external_reference="key", kind="return_claim", partner_id="p-1", subject="s").model_copy(
        update=changed
    )


def sent(wire: responses.RequestsMock) -> Any:
    body = wire.calls[-1].request.body
    assert body is not None
    return json.loads(body)


def listed(name: str, *rows: dict[str, Any], after: str = "") -> dict[str, Any]:
    links = {"next": {"href": f"https://evil.example/steal?count=1&after={after}"}} if after else {}
    return {"_embedded": {name: list(rows)}, "_links": links}


def test_a_case_is_sent_without_what_it_does_not_say(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.post(f"{COMMUNITY}/cases", status=201, json=CASE)

    grid.open_case(
        new_case(
            due_time=datetime(2026, 1, 6, 10, tzinfo=UTC),
            references=(Reference(type="shopify_order", value="gid://shopify/Order/1"),),
            lines=(CaseLine(line_ref="1", quantity=Decimal("1E+1"), requested_date=date(2026, 1, 8)),),
        )
    )

    assert {
        "external_reference": "key",
        "kind": "return_claim",
        "partner_id": "p-1",
        "subject": "s",
        "due_time": "2026-01-06T10:00:00.000Z",
        "references": [{"type": "shopify_order", "value": "gid://shopify/Order/1"}],
        "lines": [{"line_ref": "1", "quantity": "10", "requested_date": "2026-01-08"}],
    } == sent(wire)
    assert "Bearer token-1" == wire.calls[0].request.headers["Authorization"]


def test_a_step_names_the_version_that_was_looked_at(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.post(f"{COMMUNITY}/cases/c-1/transitions", json=CASE)

    grid.move_case("c-1", "resolved", version=4)

    assert '"4"' == wire.calls[0].request.headers["If-Match"]
    assert {"to": "resolved"} == sent(wire)


def test_a_list_is_read_on_by_its_cursor_and_never_elsewhere(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", WAITING, after="abc"))
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", {**WAITING, "id": "d-2"}))

    found = grid.inbox()

    assert ["d-1", "d-2"] == [document.id for document in found]
    assert ["documents.example"] * 2 == [str(call.request.url).split("/")[2] for call in wire.calls]
    assert "after=abc" in str(wire.calls[1].request.url)


def test_only_as_many_pages_are_read_as_are_wanted(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", WAITING, after="abc"))

    assert 1 == len(grid.inbox(most=1))
    assert 1 == len(wire.calls)


def test_a_list_that_leads_in_a_circle_is_garbled(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", WAITING, after="abc"))

    with pytest.raises(Garbled):
        grid.inbox()

    assert 2 == len(wire.calls)


def test_a_server_that_ignores_the_filter_finds_nothing_false(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{COMMUNITY}/cases", json=listed("cases", {**CASE, "external_reference": "other"}))
    partner = {"id": "p-1", "external_id": "OTHER", "name": "n", "kind": "carrier", "state": "active"}
    wire.get(f"{COMMUNITY}/partners", json=listed("partners", partner))
    document = {"id": "d-1", "external_reference": "other", "state": "accepted"}
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", document))

    assert [None, None, None] == [grid.find_case("key"), grid.find_partner("ACME"), grid.find_document("key")]


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "../partners"},
        {"id": 7},
        {"version": "1"},
        {"version": True},
        {"version": 0},
        {"state": None},
        {"resolution": {"code": "ship_by", "lines": [{"line_ref": "1", "quantity": "NaN"}]}},
        {"resolution": {"code": "ship_by", "lines": [{"line_ref": "1", "quantity": "1e999"}]}},
        {"resolution": {"code": "ship_by", "lines": [{"line_ref": "1", "quantity": "six"}]}},
        {"resolution": {"code": "ship_by", "lines": [{"line_ref": "1", "quantity": "6", "date": "soon"}]}},
        {"resolution": {"code": "x" * 20_001}},
    ],
)
def test_a_case_of_another_shape_is_garbled(
    grid: TradingGrid, wire: responses.RequestsMock, changed: dict[str, Any]
) -> None:
    wire.get(f"{COMMUNITY}/cases/c-1", json={**CASE, **changed})

    with pytest.raises(Garbled) as garbled:
        grid.get_case("c-1")

    assert garbled.value.__context__ is None


def test_a_price_that_a_partner_sends_is_not_taken_over(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    line = {"line_ref": "1", "quantity": "6", "price": "0.01"}
    wire.get(f"{COMMUNITY}/cases/c-1", json={**CASE, "resolution": {"code": "ship_by", "lines": [line], "price": "0"}})

    resolution = grid.get_case("c-1").resolution

    assert resolution is not None
    assert "price" not in resolution.model_dump_json()


def test_a_word_that_nobody_knows_comes_through_as_it_is(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{COMMUNITY}/cases/c-1", json={**CASE, "state": "pondering", "resolution": {"code": "whatever"}})

    case = grid.get_case("c-1")

    assert case.resolution is not None
    assert ("pondering", "whatever") == (case.state, case.resolution.code)


@pytest.mark.parametrize(
    "changed", [{"content_sha256": "x"}, {"size": -1}, {"size": "7"}, {"received_time": "today"}, {"id": "a/b"}]
)
def test_an_inbox_of_another_shape_is_garbled(
    grid: TradingGrid, wire: responses.RequestsMock, changed: dict[str, Any]
) -> None:
    wire.get(f"{DOCUMENTS}/documents", json=listed("documents", {**WAITING, **changed}))

    with pytest.raises(Garbled):
        grid.inbox()


def test_other_bytes_than_announced_are_garbled(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.get(f"{DOCUMENTS}/documents/d-1/content", body=b"ISA of somebody else")
    waiting = InboxDocument.model_validate({**WAITING, "received": "2026-01-05T10:00:00Z"})

    with pytest.raises(Garbled):
        grid.document_content(waiting)


def test_of_each_partner_the_highest_revision_counts(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    def row(revision: int) -> dict[str, Any]:
        answers = [{"question_id": "ready", "value": str(revision)}]
        return {"partner_id": "p-1", "state": "submitted", "revision": revision, "answers": answers}

    wire.get(f"{COMMUNITY}/surveys/s-1/responses", json=listed("responses", row(1), row(3), row(2)))

    assert [(3, {"ready": "3"})] == [(one.revision, one.answers) for one in grid.responses("s-1")]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, {"error_code": "not_found"}, NotThere),
        (404, {}, Refused),
        (410, {"error_code": "cursor_expired"}, CursorExpired),
        (410, {}, Refused),
        (409, {"error_code": "external_reference_conflict"}, ReferenceTaken),
        (409, {"error_code": "invalid_transition"}, StepForbidden),
        (409, {"error_code": "new_kind_of_conflict"}, Conflict),
        (409, {"error_code": ["x"]}, Conflict),
        (412, {}, Conflict),
        (422, {"error_code": "document_invalid", "problems": [7, {"code": "Ms Smith"}, {"code": "bad_line"}]}, Refused),
    ],
)
def test_a_refusal_is_told_apart_by_its_code(
    grid: TradingGrid, wire: responses.RequestsMock, status: int, body: dict[str, Any], error: type[Exception]
) -> None:
    wire.get(f"{COMMUNITY}/events", status=status, json={"message": "Ms Smith, Main Street 1", **body})

    with pytest.raises(error) as raised:
        grid.events()

    assert error is type(raised.value)
    assert "Smith" not in f"{raised.value!r} {vars(raised.value)}"
    if body.get("problems"):
        assert isinstance(raised.value, Refused)
        assert ("document_invalid", "bad_line") == raised.value.codes


def test_hints_in_a_refusal_are_not_taken_on_trust(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    hints = {"existing_id": "../../admin", "error_code": "external_reference_conflict"}
    wire.post(f"{COMMUNITY}/cases", status=409, json=hints)
    steps = {"allowed": ["closed", "DROP TABLE", 7], "error_code": "invalid_transition"}
    wire.post(f"{COMMUNITY}/cases/c-1/transitions", status=409, json=steps)

    with pytest.raises(ReferenceTaken) as taken:
        grid.open_case(new_case())
    with pytest.raises(StepForbidden) as forbidden:
        grid.move_case("c-1", "closed", version=1)

    assert ("", ("closed",)) == (taken.value.existing_id, forbidden.value.allowed)
    assert not taken.value.retryable


def test_an_acknowledgement_tells_at_most_a_hundred_problems(grid: TradingGrid, wire: responses.RequestsMock) -> None:
    wire.post(f"{DOCUMENTS}/documents/d-1/acknowledgement", json={})

    grid.acknowledge_document("d-1", "rejected", [Problem(path="", code="c", message="m")] * 200)

    assert ("rejected", 100) == (sent(wire)["outcome"], len(sent(wire)["problems"]))


@pytest.mark.parametrize(
    "act",
    [
        lambda grid: grid.open_case(new_case(external_reference="")),
        lambda grid: grid.open_case(new_case(external_reference="x" * 129)),
        lambda grid: grid.open_case(new_case(external_reference="a\nb")),
        lambda grid: grid.open_case(new_case(due_time=datetime(2026, 1, 6))),  # noqa: DTZ001
        lambda grid: grid.get_case("../partners"),
        lambda grid: grid.get_case(""),
        lambda grid: grid.move_case("c-1/messages", "closed", version=1),
        lambda grid: grid.add_message("c-1", external_reference="m", body=""),
        lambda grid: grid.add_message("c-1", external_reference="m", body="x" * 20_001),
        lambda grid: grid.attach(
            "c-1", external_reference="a", name="a", content=bytes(26_214_401), mime="image/png", document_type="photo"
        ),
        lambda grid: grid.acknowledge_document("d-1", "rejected"),
        lambda grid: grid.find_document(""),
        lambda grid: grid.send_document(
            NewDocument(
                external_reference="x" * 129,
                document_type="purchase_order",
                partner_id="p",
                format="x12",
                content="ISA",
            )
        ),
    ],
)
def test_what_cannot_be_right_is_not_sent(grid: TradingGrid, act: Callable[[TradingGrid], Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        act(grid)


def test_a_document_is_not_shown_in_a_traceback() -> None:
    document = NewDocument(
        external_reference="key", document_type="purchase_order", partner_id="p-1", format="x12", content="Ms Smith"
    )

    assert "Smith" not in repr(document)
