"""Every path through every shipped model: each word, each result, each way back to people, each end."""

from typing import Any

import pytest

from integrator.cases import CONCERNS, Concern
from integrator.models import KEYS
from tests.sandbox.callers import OrderReview, SandboxClient

PROCESSES = "/workflow/v1/process-instances"
CASES = [(concern, word) for concern in KEYS for word in sorted(CONCERNS[concern].words)]
LATER = CONCERNS["RETURN"].words - {"approve", "decline", "request_evidence"}

every_word = pytest.mark.parametrize(("concern", "word"), CASES)


def begin(sandbox: SandboxClient, concern: str) -> OrderReview:
    started = sandbox.api("POST", PROCESSES, {"processDefinitionKey": KEYS[concern], "businessKey": "key-1"})
    assert 201 == started.status, started.json
    return OrderReview(sandbox, started.json["id"], "key-1")


def come_to(sandbox: SandboxClient, concern: str, word: str) -> OrderReview:
    """Start a process and lead it to the task in which `word` can be decided."""
    process = begin(sandbox, concern)
    if concern == "RETURN" and word in LATER:
        process.act(process.decide("approve"), "complete", outcome="applied")
        receive_goods(process)
    return process


def receive_goods(process: OrderReview) -> None:
    listed = process.sandbox.api("GET", f"{PROCESSES}/executions", processInstanceId=process.id).json
    (waiting,) = [one for one in listed["_embedded"]["executions"] if one["activityId"] == "await_goods"]
    answer = process.sandbox.api("PUT", f"{PROCESSES}/executions/{waiting['id']}", {"action": "trigger"})
    assert 204 == answer.status


def place_of(process: OrderReview) -> Any:
    history = process.history().json
    return history["endActivityId"] or process.sandbox.api("GET", f"{PROCESSES}/{process.id}").json["activityId"]


def after_interim(concern: Concern, word: str) -> str:
    if (concern.name, word) == ("RETURN", "approve"):
        return "await_goods"
    return "prepare" if concern.name == "OFFLINE_ORDER" else "review"


@every_word
def test_an_applied_decision_ends_the_process_or_goes_on(sandbox: SandboxClient, concern: str, word: str) -> None:
    process = come_to(sandbox, concern, word)
    task = process.decide(word, by="anna@acme.example")

    process.act(task, "complete", outcome="applied")

    is_final = word in CONCERNS[concern].final
    assert ("end_applied" if is_final else after_interim(CONCERNS[concern], word)) == place_of(process)


@every_word
def test_what_failed_goes_back_to_those_who_decided(sandbox: SandboxClient, concern: str, word: str) -> None:
    process = come_to(sandbox, concern, word)
    asked = process.open_task()["taskDefinitionKey"]

    process.act(process.decide(word), "complete", outcome="failed")

    back = "prepare" if concern == "OFFLINE_ORDER" else asked
    assert back == place_of(process)


@pytest.mark.parametrize(
    ("concern", "word"), [*[(concern, min(CONCERNS[concern].words)) for concern in KEYS], ("RETURN", "no_refund")]
)
def test_what_was_superseded_has_its_own_end(sandbox: SandboxClient, concern: str, word: str) -> None:
    process = come_to(sandbox, concern, word)

    process.act(process.decide(word), "complete", outcome="superseded")

    assert "end_superseded" == place_of(process)


@pytest.mark.parametrize("concern", KEYS)
def test_a_free_word_waits_for_the_connector_and_never_ends_a_process(sandbox: SandboxClient, concern: str) -> None:
    process = begin(sandbox, concern)
    task = process.decide("ask my manager")
    assert "connector_apply" == task["taskDefinitionKey"]

    process.act(task, "complete", outcome="applied")

    assert place_of(process) in {"review", "prepare"}


@pytest.mark.parametrize("concern", KEYS)
def test_a_silent_connector_is_told_of_beside_its_task(sandbox: SandboxClient, concern: str) -> None:
    process = begin(sandbox, concern)
    task = process.decide("decline" if concern == "RETURN" else min(CONCERNS[concern].final))

    sandbox.control("POST", "/clock", {"advance_seconds": 25 * 3600})
    sandbox.token = ""
    (told,) = sandbox.control("GET", "/tasks")["tasks"]
    assert ["connector_operators"] == told["groups"]
    process.act(task, "complete", outcome="applied")

    assert "end_applied" == place_of(process)
    assert [] == sandbox.control("GET", "/tasks")["tasks"]


def test_operators_who_were_told_end_nothing(sandbox: SandboxClient) -> None:
    process = begin(sandbox, "DISPUTE")
    process.decide("contest")
    sandbox.control("POST", "/clock", {"advance_seconds": 25 * 3600})
    sandbox.token = ""
    (told,) = sandbox.control("GET", "/tasks")["tasks"]

    sandbox.control("POST", f"/tasks/{told['id']}/decide", {"outcome": "seen"})

    assert "connector_apply" == process.open_task()["taskDefinitionKey"]


def test_a_revised_request_is_reviewed_again(sandbox: SandboxClient) -> None:
    process = begin(sandbox, "OFFLINE_ORDER")
    process.act(process.decide("revise"), "complete", outcome="applied")

    process.act(process.open_task(), "complete", outcome="submitted")

    again = process.open_task()
    assert ("review", [{"type": "candidate", "user": None, "group": "finance_review"}]) == (
        again["taskDefinitionKey"],
        again["assignments"],
    )
