"""Active Community as emulated: partners, cases, what is said in them, surveys, the event feed."""

import base64
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.trading_grid_callers import COMMUNITY, DISTRIBUTOR, SUPPLIER, SUSPENDED, Grid, case_body, survey_body


@pytest.fixture
def grid(sandbox: SandboxClient) -> Grid:
    return Grid(sandbox)


def upload(grid: Grid, case_id: str, name: str, content: bytes, kind: str = "application/pdf") -> Any:
    boundary = "b0undary"
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    head = f"--{boundary}\r\n{disposition}\r\nContent-Type: {kind}\r\n\r\n"
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in (("external_reference", f"att-{name}"), ("document_type", "photo"))
    )
    body = fields.encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    form = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return grid.community("POST", f"/cases/{case_id}/attachments", body, **form)


def test_partners_are_found_by_what_they_are_called_and_can(grid: Grid) -> None:
    by_name = grid.community("GET", "/partners?external_id=DISTRIBUTOR-1").json["_embedded"]["partners"]
    by_capability = grid.community("GET", "/partners?capability=x12:850").json["_embedded"]["partners"]

    assert [DISTRIBUTOR] == [partner["id"] for partner in by_name]
    assert [SUPPLIER] == [partner["id"] for partner in by_capability]
    assert "behaviour" not in grid.community("GET", f"/partners/{SUPPLIER}").json
    assert "_embedded" not in grid.community("GET", "/partners?external_id=nobody").json
    assert 400 == grid.community("GET", "/partners?name=x").status


def test_a_case_is_opened_once_per_reference(grid: Grid) -> None:
    first = grid.community("POST", "/cases", case_body())
    again = grid.community("POST", "/cases", case_body())
    other = grid.community("POST", "/cases", case_body(subject="Something else"))

    assert (201, 200, 409) == (first.status, again.status, other.status)
    assert first.json == again.json
    assert ("external_reference_conflict", first.json["id"]) == (other.json["error_code"], other.json["existing_id"])
    assert 1 == len(grid.sandbox.effects("case_opened"))


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"partner_id": "p-999"}, 422, "unknown_partner"),
        ({"partner_id": SUSPENDED}, 422, "partner_suspended"),
        ({"kind": "complaint"}, 400, "invalid_request"),
        ({"amount": "9.00"}, 400, "invalid_request"),
        ({"lines": [{"line_ref": "1", "quantity": 6}]}, 400, "invalid_request"),
        ({"lines": [{"line_ref": "1", "quantity": "6", "price": "5.00"}]}, 400, "invalid_request"),
        ({"due_time": "2026-01-05"}, 400, "invalid_request"),
        ({"external_reference": "x" * 129}, 400, "invalid_request"),
    ],
)
def test_a_bad_case_is_refused_and_nothing_happens(grid: Grid, changes: dict[str, Any], status: int, code: str) -> None:
    reply = grid.community("POST", "/cases", case_body(**changes))

    assert (status, code) == (reply.status, reply.json["error_code"])
    assert {"timestamp", "status", "error", "message", "details", "error_code", "path"} <= reply.json.keys()
    assert [] == grid.sandbox.effects()


def test_a_case_goes_from_new_to_resolved(grid: Grid) -> None:
    case = grid.open_case()
    resolution = {"code": "ship_by", "lines": [{"line_ref": "1", "quantity": "6", "date": "2026-01-15"}]}
    grid.desk(f"/cases/{case['id']}/transitions", {"to": "acknowledged"})
    proposed = grid.desk(f"/cases/{case['id']}/transitions", {"to": "proposed", "resolution": resolution})

    resolved = grid.move(proposed, "resolved")

    assert (200, "resolved", 4, resolution) == (
        resolved.status,
        resolved.json["state"],
        resolved.json["version"],
        resolved.json["resolution"],
    )
    assert ["acknowledged", "proposed", "resolved"] == [event["data"]["to"] for event in grid.events()]
    assert [2, 3, 4] == [event["version"] for event in grid.events()]


def test_a_step_needs_the_version_and_the_right(grid: Grid) -> None:
    case = grid.open_case()
    path = f"/cases/{case['id']}/transitions"

    assert 400 == grid.community("POST", path, {"to": "withdrawn", "reason": "x"}).status
    assert "version_mismatch" == grid.move(case, "withdrawn", version=7, reason="x").json["error_code"]
    forbidden = grid.move(case, "resolved")
    assert (409, "invalid_transition", ["withdrawn"]) == (
        forbidden.status,
        forbidden.json["error_code"],
        forbidden.json["allowed"],
    )
    assert 400 == grid.move(case, "withdrawn").status
    assert 200 == grid.move(case, "withdrawn", reason="cancelled").status


def test_repeating_a_step_changes_nothing(grid: Grid) -> None:
    case = grid.open_case()

    first = grid.move(case, "withdrawn", reason="cancelled")
    again = grid.move(case, "withdrawn", reason="cancelled")

    assert first.json == again.json
    assert 1 == len(grid.events())


def test_what_ended_can_be_reopened_for_seven_days_and_is_then_closed(grid: Grid) -> None:
    case = grid.open_case()
    declined = grid.desk(f"/cases/{case['id']}/transitions", {"to": "declined", "reason": "not ours"})
    reopened = grid.move(declined, "in_progress").json
    grid.desk(f"/cases/{case['id']}/transitions", {"to": "declined", "reason": "still not ours"})

    grid.sandbox.control("POST", "/clock", {"advance_seconds": 7 * 86400})
    grid.sandbox.token = ""  # That one has expired meanwhile.

    assert 1 == reopened["reopen_count"]
    assert "closed" == grid.community("GET", f"/cases/{case['id']}").json["state"]


def test_our_message_answers_the_partners_question(grid: Grid) -> None:
    case = grid.open_case()
    for to in ("in_progress", "waiting_requester"):
        grid.desk(f"/cases/{case['id']}/transitions", {"to": to})
    message = {"external_reference": "m-1", "body": "Ship to the door."}

    first = grid.community("POST", f"/cases/{case['id']}/messages", message)
    again = grid.community("POST", f"/cases/{case['id']}/messages", message)
    grid.desk(f"/cases/{case['id']}/messages", {"external_reference": "m-2", "body": "Thanks."})

    assert (201, 200) == (first.status, again.status)
    assert "in_progress" == grid.community("GET", f"/cases/{case['id']}").json["state"]
    said = grid.community("GET", f"/cases/{case['id']}/messages").json["_embedded"]["messages"]
    assert [("requester", "Ship to the door."), ("partner", "Thanks.")] == [
        (one["author"], one["body"]) for one in said
    ]


def test_an_attachment_is_read_only_when_it_is_clean(grid: Grid) -> None:
    case_id = grid.open_case()["id"]
    clean = upload(grid, case_id, "photo.pdf", b"%PDF photo")
    infected = upload(grid, case_id, "eicar.pdf", b"X5O")
    evidence = {
        "external_reference": "e-1",
        "document_type": "delivery_proof",
        "file_name": "pod.pdf",
        "media_type": "application/pdf",
        "content_base64": base64.b64encode(b"signed").decode(),
        "scan_state": "pending",
    }
    pending = grid.desk(f"/cases/{case_id}/attachments", evidence)

    def read(attachment_id: str) -> Any:
        return grid.community("GET", f"/cases/{case_id}/attachments/{attachment_id}/content")

    assert (201, b"%PDF photo") == (clean.status, read(clean.json["id"]).body)
    assert "attachment_not_clean" == read(infected.json["id"]).json["error_code"]
    assert 409 == read(pending["id"]).status
    grid.desk(f"/attachments/{pending['id']}/scan", {"state": "clean"})
    assert b"signed" == read(pending["id"]).body
    listed = grid.community("GET", f"/cases/{case_id}/attachments").json["_embedded"]["attachments"]
    assert ["requester", "requester", "partner"] == [one["author"] for one in listed]


def test_attachments_of_the_wrong_kind_are_refused(grid: Grid) -> None:
    case_id = grid.open_case()["id"]

    assert 415 == upload(grid, case_id, "run.exe", b"MZ", "application/x-msdownload").status
    assert 415 == grid.community("POST", f"/cases/{case_id}/attachments", {"file": "x"}).status
    assert 200 == [upload(grid, case_id, "a.pdf", b"1").status, upload(grid, case_id, "a.pdf", b"1").status][1]
    assert 409 == upload(grid, case_id, "a.pdf", b"2").status


def test_the_last_revision_of_an_answer_counts(grid: Grid) -> None:
    survey = grid.community("POST", "/surveys", survey_body())
    path = f"/surveys/{survey.json['id']}"
    for value in ("ready", "at_risk"):
        grid.desk(f"{path}/partners/{SUPPLIER}/response", {"answers": [{"question_id": "ready", "value": value}]})

    responses = grid.community("GET", f"{path}/responses").json["_embedded"]["responses"]

    assert 201 == survey.status
    assert [(SUPPLIER, "submitted", 2), (DISTRIBUTOR, "not_started", 0)] == [
        (one["partner_id"], one["state"], one["revision"]) for one in responses
    ]
    assert "at_risk" == responses[0]["answers"][0]["value"]


def test_a_closed_survey_takes_no_answers(grid: Grid) -> None:
    survey = grid.community("POST", "/surveys", survey_body()).json

    closed = [grid.community("POST", f"/surveys/{survey['id']}/closure", {}).json for _ in range(2)]

    assert "closed" == closed[0]["state"]
    assert closed[0] == closed[1]
    late = f"/_sandbox/trading-grid/surveys/{survey['id']}/partners/{SUPPLIER}/response"
    assert 409 == grid.sandbox.call("POST", late, {"answers": []}).status
    assert 1 == len(grid.sandbox.effects("survey_closed"))


def test_the_feed_leads_on_from_every_cursor(grid: Grid) -> None:
    for number in range(3):
        case = grid.open_case(external_reference=f"ref-{number}")
        grid.move(case, "withdrawn", reason="x")

    first = grid.community("GET", "/events?count=2").json
    second = grid.community("GET", f"/events?count=2&after={first['next_cursor']}").json
    empty = grid.community("GET", f"/events?after={second['next_cursor']}").json

    assert (True, False, False) == (first["has_more"], second["has_more"], empty["has_more"])
    assert ["ref-2"] == [one["resource"]["external_reference"] for one in second["_embedded"]["events"]]
    assert second["next_cursor"] == empty["next_cursor"]
    assert "_embedded" not in empty
    other = grid.community("GET", "/events?types=partner.updated").json
    assert ("_embedded" in other, second["next_cursor"]) == (False, other["next_cursor"])
    assert "invalid_cursor" == grid.community("GET", "/events?after=%25").json["error_code"]


def test_a_cursor_older_than_the_feed_is_gone(grid: Grid) -> None:
    grid.move(grid.open_case(), "withdrawn", reason="x")
    old = "MDAwMDAwMDAw"
    assert 200 == grid.community("GET", f"/events?after={old}").status

    grid.sandbox.control("POST", "/clock", {"advance_seconds": 31 * 86400})
    grid.sandbox.token = ""
    gone = grid.community("GET", f"/events?after={old}")

    assert (410, "cursor_expired") == (gone.status, gone.json["error_code"])
    assert 200 == grid.community("GET", f"/events?after={gone.json['earliest_cursor']}").status
    assert 200 == grid.community("GET", "/events").status


def test_another_partner_takes_over(grid: Grid) -> None:
    case = grid.open_case()

    grid.desk(f"/cases/{case['id']}/assignment", {"partner_id": DISTRIBUTOR})

    assert ["case.reassigned"] == [event["type"] for event in grid.events()]
    assert DISTRIBUTOR == grid.community("GET", f"/cases/{case['id']}").json["partner_id"]


def test_nothing_is_told_without_a_token(sandbox: SandboxClient) -> None:
    assert 401 == sandbox.call("GET", f"{COMMUNITY}/partners").status
    other = {"Authorization": f"Bearer {sandbox.new_token('other')}"}
    assert 403 == sandbox.call("GET", f"{COMMUNITY}/partners", headers=other).status


def test_a_partner_that_becomes_active_is_told_and_takes_part(grid: Grid) -> None:
    grid.desk(f"/partners/{SUSPENDED}/state", {"state": "active"})

    case = grid.open_case(partner_id=SUSPENDED)

    assert [("partner.updated", SUSPENDED, 2)] == [
        (event["type"], event["resource"]["id"], event["version"]) for event in grid.events()
    ]
    assert "new" == case["state"]


def test_a_prompt_partner_proposes_at_once(grid: Grid) -> None:
    grid.desk(f"/partners/{SUPPLIER}/behaviour", {"behaviour": "prompt"})

    case = grid.open_case()

    now = grid.community("GET", f"/cases/{case['id']}").json
    assert ("proposed", "ship_by") == (now["state"], now["resolution"]["code"])


def test_a_fault_can_hit_one_operation(grid: Grid) -> None:
    fault = {"system": "trading_grid", "operation": "POST /cases/{id}/transitions", "kind": "status_after"}
    case = grid.open_case()
    grid.sandbox.control("POST", "/faults", fault)

    assert 503 == grid.move(case, "withdrawn", reason="x").status
    assert "withdrawn" == grid.move(case, "withdrawn", reason="x").json["state"]
    assert 1 == len(grid.sandbox.effects("case_withdrawn"))
