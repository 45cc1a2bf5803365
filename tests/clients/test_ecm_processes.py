"""Workflows of Content Server: what is sent, and what the answers are taken for."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from pydantic import SecretStr

from integrator.clients.ecm import Disposition, Ecm, Process, UnknownName
from integrator.clients.errors import Refused, Unreachable
from integrator.clients.http import Http

URL = "https://ecm.example/cs/cs/api"
MAP = "wf_order_approval"
TITLE = "E8 SHOPIFY-1001"
NODE = {"results": {"data": {"properties": {"id": 19118, "name": "Order Approval", "type": 128}}}}
DEFINITIONS = {"19118": {"name": "Order Approval", "type_name": "Assoc"}, "19118_3": {"name": "Total"}}
DEFINITION = {"results": {"definition": {"data_packages": [{"data": {}}, {"data": {"definitions": DEFINITIONS}}]}}}
ACTIVE, ENDED = f"{URL}/v2/workflows/status/active", f"{URL}/v2/workflows/status"
STATUS, ACTIVITIES = f"{URL}/v2/workflows/status/processes/7", f"{URL}/v2/processes/7/subprocesses/7/activities"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f"{URL}/v1/auth", json={"ticket": "ticket-1"})
        mock.get(f"{URL}/v2/nicknames/{MAP}/nodes", json=NODE)
        mock.get(f"{URL}/v2/workflows/19118/definition", json=DEFINITION)
        yield mock


@pytest.fixture
def ecm(http: Http) -> Ecm:
    return Ecm(URL, username="connector", password=SecretStr("secret"), http=http)


def running(*found: tuple[int, str]) -> dict[str, Any]:
    return {"results": [{"Work_WorkID": number, "SubWork_Title": title} for number, title in found]}


def ended(*found: tuple[int, str]) -> dict[str, Any]:
    return {"results": [{"data": {"wfstatus": {"process_id": number, "wf_name": title}}} for number, title in found]}


def state(word: str) -> dict[str, Any]:
    return {"results": {"wf_details": {"wf_name": TITLE, "status": word}}}


def bodies(wire: responses.RequestsMock) -> list[Any]:
    forms = [parse_qs(str(call.request.body)) for call in wire.calls if "/v1/auth" not in str(call.request.url)]
    return [json.loads(form["body"][0]) for form in forms if "body" in form]


def start(ecm: Ecm) -> Process:
    due = datetime(2026, 1, 7, 12, tzinfo=UTC)
    return ecm.start_process(MAP, TITLE, values={"Total": "12400.00"}, documents=[24, 25], due=due)


def test_a_new_workflow_is_drafted_filled_in_and_started(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ACTIVE, json=running((3, f"{TITLE} too")))
    wire.get(ENDED, json=ended())
    wire.post(f"{URL}/v2/draftprocesses", json={"results": [{"draftprocess_id": 5, "workflow_type": "1_1"}]})
    wire.put(f"{URL}/v2/draftprocesses/5", json={"results": {"process_id": 7, "custom_message": "started"}})

    assert Process(id=7, title=TITLE) == start(ecm)

    assert [
        {"workflow_id": 19118, "doc_ids": "24,25", "AttachDocuments": True},
        {
            "action": "formUpdate",
            "values": {
                "WorkflowForm_Title": TITLE,
                "WorkflowForm_WorkflowDueDate": "2026-01-07T12:00:00",
                "WorkflowForm_3": "12400.00",
            },
        },
        {"action": "Initiate"},
    ] == bodies(wire)


@pytest.mark.parametrize(("open_ones", "others"), [([(9, TITLE), (7, TITLE)], []), ([], [(7, TITLE), (3, "another")])])
def test_a_workflow_of_that_title_is_taken_open_or_ended(
    ecm: Ecm, wire: responses.RequestsMock, open_ones: list[tuple[int, str]], others: list[tuple[int, str]]
) -> None:
    wire.get(ACTIVE, json=running(*open_ones))
    wire.get(ENDED, json=ended(*others))

    assert Process(id=7, title=TITLE) == start(ecm)
    assert [] == bodies(wire)


def test_a_workflow_whose_start_was_not_answered_is_found(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ACTIVE, json=running())
    wire.get(ACTIVE, json=running((7, TITLE)))
    wire.get(ENDED, json=ended())
    wire.post(f"{URL}/v2/draftprocesses", json={"results": {"draftprocess_id": 5}})
    wire.put(f"{URL}/v2/draftprocesses/5", json={"results": {}})
    wire.put(f"{URL}/v2/draftprocesses/5", status=503)

    assert Process(id=7, title=TITLE) == start(ecm)


def test_a_start_that_failed_without_trace_is_told(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ACTIVE, json=running())
    wire.get(ENDED, json=ended())
    wire.post(f"{URL}/v2/draftprocesses", status=400, json={"error": "Error getting node from ID"})

    with pytest.raises(Refused):
        start(ecm)


def test_unknown_maps_and_attributes_are_named_before_anything_is_sent(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nicknames/nobody/nodes", status=404, json={"error": "Sorry, no exact match was found"})

    with pytest.raises(UnknownName, match="nobody"):
        ecm.start_process("nobody", TITLE, values={})
    with pytest.raises(UnknownName, match="Weather"):
        ecm.start_process(MAP, TITLE, values={"Weather": "fine"})

    assert [] == bodies(wire)


def test_the_last_disposition_of_a_completed_workflow_counts(ecm: Ecm, wire: responses.RequestsMock) -> None:
    rows = [
        {"action": "start"},
        {"action": "disposition", "action_properties": {"event": "ask customer"}, "user_id": 1000},
        {
            "action": "disposition",
            "action_properties": {"event": "reject", "label": "Reject Approval"},
            "comment": "no margin",
            "user_id": 1002,
        },
        {"action": "review"},
    ]
    wire.get(STATUS, json=state("completed"))
    wire.get(ACTIVITIES, json={"results": {"data": rows}})

    found = ecm.process_state(7)

    assert not found.is_open
    assert Disposition(event="reject", label="Reject Approval", comment="no margin", user_id=1002) == found.disposition


def test_a_map_may_end_without_a_disposition(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(STATUS, json=state("completed"))
    wire.get(ACTIVITIES, json={"results": {"data": [{"action": "start"}]}})

    assert ecm.process_state(7).disposition is None


@pytest.mark.parametrize("word", ["ontime", "workflowlate"])
def test_an_open_workflow_is_not_asked_for_decisions(ecm: Ecm, wire: responses.RequestsMock, word: str) -> None:
    wire.get(STATUS, json=state(word))

    found = ecm.process_state(7)

    assert found.is_open
    assert (TITLE, word, None) == (found.title, found.status, found.disposition)


def test_stopping_leaves_alone_what_is_over_or_gone(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(STATUS, json=state("completed"))
    wire.get(STATUS, status=400, json={"error": "Could not access task status"})

    ecm.stop_process(7)
    ecm.stop_process(7)

    assert {"GET"} == {call.request.method for call in wire.calls if "/v1/auth" not in str(call.request.url)}


def test_a_stop_that_was_not_answered_is_looked_up(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(STATUS, json=state("ontime"))
    wire.get(STATUS, json=state("stopped"))
    wire.put(f"{URL}/v2/processes/7/status", status=503)

    ecm.stop_process(7)

    assert "status=stop" == wire.calls[2].request.body


def test_a_stop_that_failed_is_told(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(STATUS, json=state("ontime"))
    wire.put(f"{URL}/v2/processes/7/status", status=503)

    with pytest.raises(Unreachable):
        ecm.stop_process(7)
