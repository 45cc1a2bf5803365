import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from responses import matchers

from integrator.clients.errors import Garbled, Refused, Unreachable
from integrator.clients.http import Http
from integrator.clients.workflow import ConnectorTask, Instance, NotThere, Workflow, parse_date
from tests.clients.stand_ins import CountingTokens

URL = "https://eu.example/workflow/v1"
HISTORY_URL = "https://eu.example/workflow-history/v1"
RUNNING = f"{URL}/process-instances"
ENDED = f"{HISTORY_URL}/historic-process-instances"
TASKS = f"{URL}/tasks"
MODEL = "shopify_order_review"
KEY = "W1:acme.myshopify.com:order:1001:1"
GONE = {"message": "Not found", "exception": "Could not find it."}
EARLY, LATE = "2026-01-05T10:00:00.000+0000", "2026-01-05T10:00:01.000+0000"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def workflow(http: Http) -> Workflow:
    return Workflow(URL, HISTORY_URL, tokens=CountingTokens(), http=http, claim_as="connector@acme.example")


def hal(*rows: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"_embedded": {"rows": list(rows)}, **further} if rows else further


def instance(instance_id: str, *, key: str = KEY, started: str = EARLY, **further: Any) -> dict[str, Any]:
    return {"id": instance_id, "businessKey": key, "startTime": started, **further}


def task(task_id: str, *, created: str = EARLY, **variables: str) -> dict[str, Any]:
    rows = [{"name": name, "type": "string", "value": value} for name, value in variables.items()]
    return {"id": task_id, "processInstanceId": f"i-{task_id}", "createTime": created, "variables": rows}


def query(call: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(call.request.url).query).items()}


def body(call: Any) -> Any:
    return json.loads(call.request.body)


def methods(wire: responses.RequestsMock) -> list[str]:
    return [str(call.request.method) for call in wire.calls]


def test_a_running_instance_is_found_by_its_exact_key(workflow: Workflow, wire: responses.RequestsMock) -> None:
    rows = [instance("other", key=f"{KEY}0"), instance("young", started=LATE), instance("old")]
    wire.get(RUNNING, json=hal(*rows))

    found = workflow.find_instance(MODEL, KEY)

    assert Instance(id="old", business_key=KEY, started=parse_date(EARLY)) == found
    assert {
        "processDefinitionKey": MODEL,
        "businessKey": KEY,
        "excludeSubprocesses": "true",
        "filterByCurrentSubscription": "true",
        "offset": "0",
        "count": "100",
    } == query(wire.calls[0])


def test_an_ended_instance_is_found_in_history(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(RUNNING, json=hal())
    wire.get(ENDED, json=hal(instance("old", endTime=LATE, deleteReason="order cancelled")))

    found = workflow.find_instance(MODEL, KEY)

    assert found is not None
    assert (True, "order cancelled") == (found.ended, found.delete_reason)


def test_no_instance_is_no_error(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(RUNNING, json=hal(page={"totalElements": 0}))
    wire.get(ENDED, json=hal(instance("other", key="W1:other")))

    assert workflow.find_instance(MODEL, KEY) is None


def test_a_start_sends_typed_variables_and_repeats_the_key_among_them(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    wire.post(RUNNING, status=201, json=instance("i-1", ended=False))

    started = workflow.start(
        MODEL, KEY, name="Order #1001", variables={"order_total": Decimal("9.90")}, comment="opened"
    )

    assert Instance(id="i-1", business_key=KEY, started=parse_date(EARLY)) == started
    assert {
        "processDefinitionKey": MODEL,
        "businessKey": KEY,
        "name": "Order #1001",
        "variables": [
            {"name": "correlation_key", "type": "string", "value": KEY},
            {"name": "order_total", "type": "string", "value": "9.90"},
        ],
        "returnVariables": False,
        "comment": {"includeUserIds": False, "message": "opened", "type": "comment"},
    } == body(wire.calls[0])


def test_a_start_without_a_proper_answer_is_ambiguous_and_not_repeated(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    wire.post(RUNNING, status=502)

    with pytest.raises(Unreachable) as raised:
        workflow.start(MODEL, KEY, name="Order #1001", variables={})

    assert raised.value.ambiguous
    assert 1 == len(wire.calls)


def test_an_instance_may_have_ended_in_the_answer_to_its_start(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    wire.post(RUNNING, status=201, json=instance("i-1", ended=True))

    assert workflow.start(MODEL, KEY, name="Order #1001", variables={}).ended


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_the_service_could_not_keep_is_not_sent(workflow: Workflow, key: str) -> None:
    with pytest.raises(ValueError, match="business key"):
        workflow.start(MODEL, key, name="Order #1001", variables={})


def test_duplicates_are_withdrawn_and_the_kept_one_named(workflow: Workflow, wire: responses.RequestsMock) -> None:
    rows = [instance("old"), instance("young", started=LATE), instance("other", key="W1:other")]
    wire.get(RUNNING, json=hal(*rows))
    wire.delete(f"{RUNNING}/young", status=204)

    assert ["young"] == workflow.withdraw(MODEL, KEY, but="old", reason="duplicate of old")
    assert {"deleteReason": "duplicate of old"} == query(wire.calls[1])


def test_a_variable_that_is_new_is_created(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.put(f"{RUNNING}/i-1/variables/risk", status=200, json={})
    wire.put(f"{RUNNING}/i-1/variables/note", status=404, json=GONE)
    wire.post(f"{RUNNING}/i-1/variables", status=201, json=[])

    workflow.set_variables("i-1", {"risk": "HIGH", "note": "new"})

    assert ["PUT", "PUT", "POST"] == methods(wire)
    assert {"name": "risk", "type": "string", "value": "HIGH"} == body(wire.calls[0])
    assert [{"name": "note", "type": "string", "value": "new"}] == body(wire.calls[2])


def test_a_variable_of_an_ended_instance_says_that_it_is_not_there(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    wire.put(f"{RUNNING}/i-1/variables/risk", status=404, json=GONE)
    wire.post(f"{RUNNING}/i-1/variables", status=404, json=GONE)

    with pytest.raises(NotThere):
        workflow.set_variables("i-1", {"risk": "HIGH"})


def test_a_comment_of_the_same_text_is_not_made_twice(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(f"{RUNNING}/i-1/comments", json=hal({"message": "order changed"}))
    wire.post(f"{RUNNING}/i-1/comments", status=201, json={})

    workflow.comment("i-1", "order changed")
    workflow.comment("i-1", "order cancelled")

    assert ["GET", "GET", "POST"] == methods(wire)
    assert {"includeUserIds": False, "message": "order cancelled"} == body(wire.calls[2])


def test_withdrawing_what_is_gone_is_done_already(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.delete(f"{RUNNING}/i-1", status=404, json=GONE)

    workflow.cancel("i-1", "order cancelled")

    assert {"deleteReason": "order cancelled"} == query(wire.calls[0])


@pytest.mark.parametrize("answered", [b'{"fault": {"faultstring": "no such proxy"}}', b"<html>no such site</html>"])
def test_a_404_of_the_gateway_is_not_taken_for_the_end_of_a_task(
    workflow: Workflow, wire: responses.RequestsMock, answered: bytes
) -> None:
    wire.post(f"{TASKS}/t-1", status=404, body=answered)

    with pytest.raises(Refused) as raised:
        workflow.complete("t-1", "applied", {})

    assert Refused is type(raised.value)


def by_group(mock: responses.RequestsMock, document: dict[str, Any], **further: str) -> None:
    match = [matchers.query_param_matcher({"candidateGroup": "shopify_connector", **further}, strict_match=False)]
    mock.get(TASKS, json=document, match=match)


def by_assignee(mock: responses.RequestsMock, document: dict[str, Any]) -> None:
    match = [matchers.query_param_matcher({"assignee": "connector@acme.example"}, strict_match=False)]
    mock.get(TASKS, json=document, match=match)


def test_connector_tasks_come_from_all_pages_and_those_we_claimed_too(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    first = task("t-2", created=LATE, correlation_key=KEY, decision="cancel")
    by_group(wire, hal(first, page={"totalElements": 2}), offset="0")
    by_group(wire, hal(task("t-3", created=LATE, correlation_key="W1:3")), offset="1")
    by_assignee(wire, hal(task("t-1", correlation_key="W1:1")))

    found = workflow.connector_tasks(MODEL)

    assert ["t-1", "t-2", "t-3"] == [one.id for one in found]
    assert (
        ConnectorTask(
            id="t-2",
            instance_id="i-t-2",
            business_key=KEY,
            created=parse_date(LATE),
            variables={"correlation_key": KEY, "decision": "cancel"},
        )
        == found[1]
    )
    asked = query(wire.calls[0])
    assert ("true", "createTime", "asc") == (asked["includeProcessVariables"], asked["sort"], asked["order"])


def test_the_key_of_a_process_that_people_started_is_asked_for(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    by_group(wire, hal(task("t-1"), task("t-2")))
    by_assignee(wire, hal())
    wire.get(f"{RUNNING}/i-t-1", json=instance("i-t-1", key="intake-7"))
    wire.get(f"{RUNNING}/i-t-2", status=404, json=GONE)

    assert [("t-1", "intake-7")] == [(one.id, one.business_key) for one in workflow.connector_tasks(MODEL)]


def test_without_a_service_user_only_the_group_is_asked_and_nothing_claimed(
    http: Http, wire: responses.RequestsMock
) -> None:
    workflow = Workflow(URL, HISTORY_URL, tokens=CountingTokens(), http=http)
    by_group(wire, hal())

    assert [] == workflow.connector_tasks(MODEL)
    assert workflow.claim("t-1")
    assert 1 == len(wire.calls)


def test_the_task_of_a_business_key_is_compared_exactly(workflow: Workflow, wire: responses.RequestsMock) -> None:
    by_group(wire, hal(task("t-1", correlation_key=f"{KEY}0"), task("t-2", correlation_key=KEY)))
    by_assignee(wire, hal())

    found = workflow.find_connector_task(KEY, MODEL)

    assert found is not None
    assert "t-2" == found.id
    assert KEY == query(wire.calls[0])["processInstanceBusinessKey"]


@pytest.mark.parametrize("row", [{"id": "../x"}, {"id": 7}, {"processInstanceId": None}, {"createTime": "soon"}])
def test_a_hostile_task_is_garbled(workflow: Workflow, wire: responses.RequestsMock, row: dict[str, Any]) -> None:
    by_group(wire, hal({**task("t-1", correlation_key=KEY), **row}))

    with pytest.raises(Garbled):
        workflow.connector_tasks(MODEL)


def test_a_list_without_end_is_garbled(workflow: Workflow, wire: responses.RequestsMock) -> None:
    endless = hal(instance("other", key="W1:other"), _links={"next": {"href": "https://elsewhere.example/"}})
    wire.get(RUNNING, json=endless)

    with pytest.raises(Garbled, match="without end"):
        workflow.find_instance(MODEL, KEY)

    assert 100 == len(wire.calls)


@pytest.mark.parametrize(("status", "expected"), [(200, True), (204, True), (409, False), (404, False)])
def test_a_claim_tells_whether_the_task_is_ours(
    workflow: Workflow, wire: responses.RequestsMock, status: int, *, expected: bool
) -> None:
    wire.post(f"{TASKS}/t-1", status=status, **({"json": GONE} if status >= 400 else {}))

    assert expected is workflow.claim("t-1")
    assert {"action": "claim", "assignee": "connector@acme.example"} == body(wire.calls[0])


@pytest.mark.parametrize(("status", "expected"), [(200, True), (201, True), (204, True), (404, False)])
def test_a_completion_tells_whether_it_was_this_one(
    workflow: Workflow, wire: responses.RequestsMock, status: int, *, expected: bool
) -> None:
    wire.post(f"{TASKS}/t-1", status=status, **({"json": GONE} if status >= 400 else {}))

    assert expected is workflow.complete("t-1", "applied", {"job": "gid://shopify/Job/1"})
    assert {
        "action": "complete",
        "outcome": "applied",
        "variables": [{"name": "job", "type": "string", "value": "gid://shopify/Job/1"}],
    } == body(wire.calls[0])


@pytest.mark.parametrize("task_id", ["", "..", "a/b", "a?b=c", "%2e%2e"])
def test_an_id_that_would_change_the_path_is_not_sent(workflow: Workflow, task_id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        workflow.complete(task_id, "applied", {})
