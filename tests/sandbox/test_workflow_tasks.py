"""Claiming, completing and delegating tasks, and what a search by group shows."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient, StartReview

TASKS = "/workflow/v1/tasks"


def test_a_claim_is_refused_to_others_and_repeatable_by_its_owner(start_review: StartReview) -> None:
    review = start_review()
    task = review.open_task()

    mine = [review.act(task, "claim", assignee="anna@acme.example").status for _ in range(2)]
    foreign = review.act(task, "claim", assignee="ben@acme.example")

    assert [200, 200] == mine
    assert (409, "Task was already claimed") == (foreign.status, foreign.json["message"])


def test_a_claim_is_no_effect_and_can_be_given_back(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review()
    task = review.open_task()

    review.act(task, "claim", assignee="anna@acme.example")
    review.act(task, "unclaim")

    assert 200 == review.act(task, "claim", assignee="ben@acme.example").status
    assert ["process_started"] == [effect["operation"] for effect in sandbox.effects()]


def test_a_search_by_group_hides_claimed_tasks_unless_switched(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review()
    review.act(review.open_task(), "claim", assignee="anna@acme.example")

    hidden = sandbox.api("GET", TASKS, candidateGroup="fraud_review").json
    sandbox.control("POST", "/switches", {"claimed_tasks_listed": True})
    shown = sandbox.api("GET", TASKS, candidateGroup="fraud_review").json

    assert "_embedded" not in hidden
    assert 1 == shown["page"]["totalElements"]


def test_a_completed_task_is_gone(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review()
    task = review.open_task()

    first = review.act(task, "complete", outcome="release")
    second = review.act(task, "complete", outcome="cancel")

    assert (200, 404) == (first.status, second.status)
    assert 404 == sandbox.api("GET", f"{TASKS}/{task['id']}").status
    assert [(task["id"], "release")] == [
        (effect["key"], effect["detail"]["outcome"]) for effect in sandbox.effects("task_completed")
    ]


def test_a_delegated_task_must_be_resolved_before_it_can_be_completed(start_review: StartReview) -> None:
    review = start_review()
    task = review.open_task()
    review.act(task, "claim", assignee="anna@acme.example")
    review.act(task, "delegate", assignee="ben@acme.example")

    refused = review.act(task, "complete", outcome="release").status
    delegated = review.open_task()
    review.act(task, "resolve", assignee="anna@acme.example")
    resolved = review.open_task()

    assert 500 == refused
    assert ("ben@acme.example", "pending") == (delegated["assignee"], delegated["delegationState"])
    assert ("anna@acme.example", "resolved") == (resolved["assignee"], resolved["delegationState"])
    assert 200 == review.act(task, "complete", outcome="release").status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "explode"},
        {"action": "claim"},
        {"action": "delegate"},
        {"action": "claim", "assignee": 7},
        {"action": "complete", "outcome": 7},
        {"action": "complete", "result": "release"},
        {"action": "complete", "variables": [{"value": "nameless"}]},
    ],
)
def test_a_bad_action_is_refused_and_changes_nothing(
    sandbox: SandboxClient, start_review: StartReview, body: dict[str, Any]
) -> None:
    review = start_review()
    task = review.open_task()

    assert 400 == sandbox.api("POST", f"{TASKS}/{task['id']}", body).status
    assert task == review.open_task()


def test_the_reviewing_group_comes_from_the_variable_team(sandbox: SandboxClient, start_review: StartReview) -> None:
    start_review("key-1")
    start_review("key-2", variables=[{"name": "team", "type": "string", "value": "finance_review"}])

    found = sandbox.api("GET", TASKS, candidateGroup="finance_review").json["_embedded"]["tasks"]

    assert [["finance_review"]] == [[one["group"] for one in task["assignments"]] for task in found]


def test_tasks_are_found_by_definition_business_key_and_assignee(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    start_review("key-1")
    review = start_review("key-2")
    task = review.open_task()
    review.act(task, "claim", assignee="anna@acme.example")

    def found(**parameters: Any) -> int:
        listed = sandbox.api("GET", TASKS, **parameters).json.get("_embedded", {"tasks": []})
        return len(listed["tasks"])

    assert 2 == found(processDefinitionKey="shopify_order_review", filterByCurrentSubscription="true")
    assert 0 == found(processDefinitionKey="shopify_dispute")
    assert 1 == found(processInstanceBusinessKey="key-2")
    assert 1 == found(assignee="anna@acme.example")
    assert 1 == found(unassigned="true")
    assert 1 == found(candidateGroups="finance_review,fraud_review")


def test_a_task_can_be_dated_raised_and_given_to_another_group(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review()
    task = review.open_task()
    change = {
        "dueDate": "2026-01-07T12:00:00.000Z",
        "priority": 90,
        "assignments": [{"type": "candidate", "group": "finance_review"}],
    }

    answers = [sandbox.api("PUT", f"{TASKS}/{task['id']}", change) for _ in range(2)]

    assert [200, 200] == [answer.status for answer in answers]
    (found,) = sandbox.api("GET", TASKS, candidateGroup="finance_review").json["_embedded"]["tasks"]
    assert ("2026-01-07T12:00:00.000+0000", 90) == (found["dueDate"], found["priority"])
    assert "_embedded" not in sandbox.api("GET", TASKS, candidateGroup="fraud_review").json
    assert [task["id"]] == [effect["key"] for effect in sandbox.effects("task_updated")]


@pytest.mark.parametrize(
    "body",
    [
        {"colour": "red"},
        {"priority": "high"},
        {"priority": True},
        {"dueDate": "2026-01-07T12:00:00.000+0000"},
        {"assignee": 7},
        {"assignments": [{"type": "candidate"}]},
        {"assignments": [{"type": "candidate", "group": "a", "user": "b"}]},
        {"assignments": [{"type": "owner", "group": "a"}]},
        {"assignments": ["a"]},
    ],
)
def test_a_bad_change_of_a_task_is_refused(
    sandbox: SandboxClient, start_review: StartReview, body: dict[str, Any]
) -> None:
    review = start_review()
    task = review.open_task()

    assert 400 == sandbox.api("PUT", f"{TASKS}/{task['id']}", body).status
    assert 404 == sandbox.api("PUT", f"{TASKS}/unknown", {"priority": 1}).status
    assert task == review.open_task()


def test_the_due_date_of_a_task_comes_from_the_variable_that_its_model_names(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    due = {"name": "due_at", "type": "date", "value": "2026-01-07T12:00:00.000Z"}
    dated, undated = start_review("key-1", variables=[due]), start_review("key-2")

    def found(**parameters: Any) -> list[str]:
        listed = sandbox.api("GET", TASKS, **parameters).json.get("_embedded", {"tasks": []})
        return [task["processInstanceId"] for task in listed["tasks"]]

    assert "2026-01-07T12:00:00.000+0000" == dated.open_task()["dueDate"]
    assert [dated.id] == found(dueBefore="2026-01-07T12:00:00.000Z")
    assert [] == found(dueAfter="2026-01-08T12:00:00.000Z")
    assert [undated.id] == found(withoutDueDate="true")
