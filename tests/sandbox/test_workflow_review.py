"""The order review: people decide, the connector applies, and only a final word ends it."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient, StartReview, ValuesOf

PATH = "/workflow/v1/process-instances"


def test_a_decision_reaches_the_connector_with_all_its_variables(
    start_review: StartReview, values_of: ValuesOf
) -> None:
    review = start_review("key-1")

    task = review.decide("cancel", reason="FRAUD", by="anna@acme.example", detail={"restock": True})

    values = values_of(task["variables"])
    assert "connector_apply" == task["taskDefinitionKey"]
    assert ["shopify_connector"] == [one["group"] for one in task["assignments"]]
    assert ("cancel", "FRAUD", "anna@acme.example") == (
        values["decision"],
        values["decision_reason"],
        values["decided_by"],
    )
    assert {"restock": True} == values["decision_detail"]
    assert values["decided_at"].endswith("+0000")


@pytest.mark.parametrize("decision", ["release", "cancel"])
def test_an_applied_final_decision_ends_the_process(
    sandbox: SandboxClient, start_review: StartReview, values_of: ValuesOf, decision: str
) -> None:
    review = start_review("key-1")
    task = review.decide(decision)
    variables = [{"name": "shopify_order_name", "type": "string", "value": "#1042"}]

    review.act(task, "complete", outcome="applied", variables=variables)

    history = review.history().json
    assert ("end_applied", None) == (history["endActivityId"], history["deleteReason"])
    assert ("applied", "#1042") == (
        values_of(history["variables"])["apply_result"],
        values_of(history["variables"])["shopify_order_name"],
    )
    assert 404 == sandbox.api("GET", f"{PATH}/{review.id}").status


@pytest.mark.parametrize("decision", ["correct", "request_info"])
def test_an_applied_decision_that_is_not_final_asks_people_again(start_review: StartReview, decision: str) -> None:
    review = start_review()
    first = review.open_task()
    task = review.decide(decision)

    review.act(task, "complete", outcome="applied")

    again = review.open_task()
    assert "review" == again["taskDefinitionKey"]
    assert first["id"] != again["id"]


@pytest.mark.parametrize("result", ["failed", "something else", None])
def test_what_could_not_be_applied_stays_with_people(start_review: StartReview, result: str | None) -> None:
    review = start_review()
    task = review.decide("release")

    review.act(task, "complete", outcome=result)

    assert "review" == review.open_task()["taskDefinitionKey"]


def test_a_superseded_decision_has_its_own_end(start_review: StartReview) -> None:
    review = start_review()
    task = review.decide("release")

    review.act(task, "complete", outcome="superseded")

    assert "end_superseded" == review.history().json["endActivityId"]


def test_a_second_round_carries_nothing_over_from_the_first(start_review: StartReview, values_of: ValuesOf) -> None:
    review = start_review()
    first = review.decide("request_info", reason="photo missing", by="anna@acme.example", detail={"ask": "photo"})
    review.act(first, "complete", outcome="applied")

    review.act(review.open_task(), "complete", outcome="release")

    values = values_of(review.open_task(includeProcessVariables="true")["variables"])
    assert ("release", "", None) == (values["decision"], values["decision_reason"], values["decision_detail"])
    assert "sandbox-client" == values["decided_by"]


def test_who_decided_is_what_the_form_says(start_review: StartReview, values_of: ValuesOf) -> None:
    review = start_review()
    variables = [{"name": "decided_by", "type": "string", "value": "anna@acme.example"}]

    review.act(review.open_task(), "complete", outcome="release", variables=variables)

    values = values_of(review.open_task(includeProcessVariables="true")["variables"])
    assert "anna@acme.example" == values["decided_by"]


def test_free_text_is_taken_as_an_outcome(start_review: StartReview, values_of: ValuesOf) -> None:
    task = start_review().decide("ask my manager")

    assert "ask my manager" == values_of(task["variables"])["decision"]


def test_reviewers_see_their_tasks_only_and_not_the_connectors(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    variables = [{"name": "order_total", "type": "string", "value": "1499.00"}]
    start_review("key-1", variables=variables)
    start_review("key-2").decide("release")

    (task,) = sandbox.control("GET", "/tasks")["tasks"]

    assert ("key-1", ["fraud_review"]) == (task["business_key"], task["groups"])
    assert "1499.00" == task["variables"]["order_total"]


def test_a_reviewer_cannot_do_the_connectors_part(sandbox: SandboxClient, start_review: StartReview) -> None:
    task = start_review().decide("release")

    assert 409 == sandbox.call("POST", f"/_sandbox/tasks/{task['id']}/decide", {"outcome": "applied"}).status
    assert 404 == sandbox.call("POST", "/_sandbox/tasks/unknown/decide", {"outcome": "release"}).status


@pytest.mark.parametrize("body", [{}, {"outcome": ""}, {"outcome": "release", "detail": []}, {"verdict": "release"}])
def test_a_malformed_decision_is_refused(
    sandbox: SandboxClient, start_review: StartReview, body: dict[str, Any]
) -> None:
    task = start_review().open_task()

    assert 400 == sandbox.call("POST", f"/_sandbox/tasks/{task['id']}/decide", body).status
