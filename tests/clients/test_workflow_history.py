"""Reading how instances ended, from a history that is late, short of words, or does not page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from integrator.clients.errors import Garbled
from integrator.clients.http import Http
from integrator.clients.workflow import FieldMap, HistoricInstance, Outcome, Workflow, outcome_of, window_of
from tests.clients.stand_ins import CountingTokens

URL = "https://eu.example/workflow-history/v1"
ENDED = f"{URL}/historic-process-instances"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MODEL = "acme_approval"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def workflow(http: Http) -> Workflow:
    return Workflow("https://eu.example/workflow/v1", URL, tokens=CountingTokens(), http=http)


def row(number: int, *, seconds: float = 0, **further: Any) -> dict[str, Any]:
    moment = (NOON + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    return {"id": f"i-{number:03}", "businessKey": f"key-{number}", "endTime": moment, **further}


def page(rows: list[dict[str, Any]], **further: Any) -> dict[str, Any]:
    return {"_embedded": {"historic-process-instances": rows}, **further} if rows else further


def query(call: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(call.request.url).query).items()}


def serve(wire: responses.RequestsMock, rows: list[dict[str, Any]], *, shown: int, total: bool = False) -> None:
    """Answer with those of `rows` whose end lies in the window asked for, but with no more than `shown` of them."""

    def answer(request: Any) -> tuple[int, dict[str, str], str]:
        asked = parse_qs(urlsplit(request.url).query)
        after, before = (datetime.fromisoformat(asked[name][0]) for name in ("finishedAfter", "finishedBefore"))
        fitting = [one for one in rows if after <= datetime.fromisoformat(one["endTime"]) <= before]
        further = {"page": {"totalElements": len(fitting)}} if total else {}
        return 200, {}, json.dumps(page(fitting[:shown], **further))

    wire.add_callback("GET", ENDED, callback=answer)


def test_the_ends_of_a_window_are_asked_for_in_the_services_own_words(
    workflow: Workflow, wire: responses.RequestsMock
) -> None:
    wire.get(ENDED, json=page([row(2, seconds=9), row(1)], page={"totalElements": 2}))

    found = workflow.ended_between(MODEL, NOON - timedelta(minutes=10), NOON + timedelta(seconds=10))

    assert [("i-001", NOON), ("i-002", NOON + timedelta(seconds=9))] == [(one.id, one.ended) for one in found]
    assert {
        "processDefinitionKey": MODEL,
        "finished": "true",
        "finishedAfter": "2026-01-05T11:50:00.000Z",
        "finishedBefore": "2026-01-05T12:00:10.000Z",
        "excludeSubprocesses": "true",
        "includeProcessVariables": "true",
        "filterByCurrentSubscription": "true",
        "offset": "0",
        "count": "200",
    } == query(wire.calls[0])


@pytest.mark.parametrize(("shown", "total"), [(10, False), (10, True), (200, False), (7, True)])
def test_every_end_is_found_even_when_paging_is_ignored(
    workflow: Workflow, wire: responses.RequestsMock, shown: int, *, total: bool
) -> None:
    rows = [row(number, seconds=number * 1.37) for number in range(25)]
    serve(wire, rows, shown=shown, total=total)

    found = workflow.ended_between(MODEL, NOON - timedelta(minutes=10), NOON + timedelta(minutes=1))

    assert [one["id"] for one in rows] == [one.id for one in found]


def test_a_quiet_window_takes_one_question(workflow: Workflow, wire: responses.RequestsMock) -> None:
    serve(wire, [], shown=10)

    assert [] == workflow.ended_between(MODEL, NOON - timedelta(minutes=10), NOON)
    assert 1 == len(wire.calls)


def test_a_history_that_ignores_the_dates_is_garbled(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(ENDED, json=page([row(number) for number in range(10)]))

    with pytest.raises(Garbled):
        workflow.ended_between(MODEL, NOON - timedelta(milliseconds=4), NOON)


def test_a_running_instance_among_the_ended_is_garbled(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(ENDED, json=page([{"id": "i-1"}]))

    with pytest.raises(Garbled):
        workflow.ended_between(MODEL, NOON - timedelta(minutes=10), NOON)


def test_one_instance_is_read_with_its_variables(workflow: Workflow, wire: responses.RequestsMock) -> None:
    variables = [{"name": "approvalStatus", "type": "string", "value": "approved"}]
    wire.get(f"{ENDED}/i-001", json=row(1, variables=variables, endActivityId="done"))

    found = workflow.find_historic("i-001")

    assert (
        HistoricInstance(
            id="i-001",
            business_key="key-1",
            ended=NOON,
            end_activity="done",
            variables={"approvalStatus": "approved"},
        )
        == found
    )
    assert {"includeProcessVariables": "true"} == query(wire.calls[0])


def test_an_instance_that_history_has_not_heard_of_is_none(workflow: Workflow, wire: responses.RequestsMock) -> None:
    wire.get(f"{ENDED}/i-001", status=404, json={"message": "Not found", "exception": "..."})

    assert workflow.find_historic("i-001") is None


def test_a_look_goes_back_behind_the_last_one_and_leaves_the_youngest_past() -> None:
    cursor, now = NOON - timedelta(minutes=3), NOON

    assert (cursor - timedelta(minutes=10), now - timedelta(seconds=5)) == window_of(cursor, now)
    assert (now - timedelta(seconds=65), now - timedelta(seconds=5)) == window_of(
        now + timedelta(hours=1), now, overlap=timedelta(minutes=1)
    )


def ended(**further: Any) -> HistoricInstance:
    given = {"id": "i-1", "business_key": "key", "ended": NOON, "variables": {}, **further}
    return HistoricInstance(**given)


THEIRS = FieldMap(
    outcome="approvalStatus",
    reason="comment",
    by="approver",
    words={"approved": "release", "rejected": "cancel"},
    ends={"end_rejected": "cancel"},
)


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (ended(ended=None), None),
        (
            ended(variables={"approvalStatus": " Approved ", "comment": "known", "approver": "anna@acme.example"}),
            Outcome("decided", word="release", reason="known", by="anna@acme.example", at=NOON),
        ),
        (ended(variables={"approvalStatus": "expired"}), Outcome("decided", word="expired", at=NOON)),
        (ended(end_activity="end_rejected"), Outcome("decided", word="cancel", at=NOON)),
        (ended(end_activity="end_other"), Outcome("unknown", at=NOON)),
        (ended(variables={"approvalStatus": 7}), Outcome("unknown", at=NOON)),
        (
            ended(delete_reason="order cancelled", variables={"approvalStatus": "approved"}),
            Outcome("withdrawn", reason="order cancelled", at=NOON),
        ),
    ],
)
def test_the_fields_of_a_foreign_model_are_told_in_our_words(
    instance: HistoricInstance, expected: Outcome | None
) -> None:
    assert expected == outcome_of(instance, THEIRS)


def test_our_own_fields_need_no_map() -> None:
    at = NOON - timedelta(hours=1)
    variables = {"decision": "release", "decision_detail": {"restock": True}, "decided_at": at}

    found = outcome_of(ended(variables=variables), FieldMap())

    assert Outcome("decided", word="release", detail={"restock": True}, at=at) == found
