"""Starting, reading, changing and deleting running processes."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient, StartReview, ValuesOf

PATH = "/workflow/v1/process-instances"
REVIEW = {"processDefinitionKey": "shopify_order_review"}


def test_a_start_answers_the_running_instance_with_the_wanted_variables(
    sandbox: SandboxClient, values_of: ValuesOf
) -> None:
    variables = [
        {"name": "order_total", "type": "string", "value": "1499.00"},
        {"name": "risk_facts", "type": "json", "value": {"level": "HIGH"}},
        {"name": "repeat_count", "value": 3},
    ]
    body = {
        **REVIEW,
        "name": "Order #1042",
        "businessKey": "key-1",
        "variables": variables,
        "returnVariables": True,
    }

    reply = sandbox.api("POST", PATH, {**body, "outcome": "none", "async": True})

    assert 201 == reply.status
    assert ("key-1", "Order #1042", False) == (
        reply.json["businessKey"],
        reply.json["name"],
        reply.json["ended"],
    )
    expected = {"order_total": "1499.00", "risk_facts": {"level": "HIGH"}, "repeat_count": 3}
    values = values_of(reply.json["variables"])
    kinds = {variable["name"]: variable["type"] for variable in reply.json["variables"]}
    assert expected == {name: values[name] for name in expected}
    assert ["string", "json", "integer"] == [kinds[name] for name in expected]


def test_two_equal_starts_make_two_instances(sandbox: SandboxClient, start_review: StartReview) -> None:
    first, second = start_review("key-1"), start_review("key-1")

    found = sandbox.api("GET", PATH, businessKey="key-1").json

    assert [first.id, second.id] == [row["id"] for row in found["_embedded"]["process-instances"]]
    assert ["key-1", "key-1"] == [effect["key"] for effect in sandbox.effects("process_started")]


def test_the_effect_of_a_start_names_store_and_business_key(sandbox: SandboxClient, start_review: StartReview) -> None:
    start_review("key-1", variables=[{"name": "shop", "type": "string", "value": "acme.myshopify.com"}])

    (effect,) = sandbox.effects("process_started")

    assert ("acme.myshopify.com", "key-1") == (effect["store"], effect["subject"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"processDefinitionKey": "unknown"},
        {"processDefinitionId": "shopify_order_review:1:unknown"},
        {"message": "order arrived"},
        {**REVIEW, "message": "order arrived"},
        {**REVIEW, "businesskey": "misspelt"},
        {**REVIEW, "businessKey": "x" * 256},
        {**REVIEW, "businessKey": 7},
        {**REVIEW, "returnVariables": "true"},
        {**REVIEW, "variables": {"a": 1}},
        {**REVIEW, "variables": [{"type": "string", "value": "nameless"}]},
        {**REVIEW, "variables": [{"name": "a", "type": "string", "value": 1}]},
        {**REVIEW, "variables": [{"name": "a", "type": "integer", "value": True}]},
        {**REVIEW, "variables": [{"name": "a", "type": "text", "value": "x"}]},
        {**REVIEW, "variables": [{"name": "a", "type": "date", "value": "2026-01-05T00:00:00.000+0000"}]},
        {**REVIEW, "variables": [{"name": "a", "value": 1}, {"name": "a", "value": 2}]},
        {**REVIEW, "variables": [{"name": "a", "value": 1, "kind": "x"}]},
        {**REVIEW, "comment": {"message": ""}},
    ],
)
def test_a_bad_start_is_refused_in_the_services_words_without_effect(
    sandbox: SandboxClient, body: dict[str, Any]
) -> None:
    reply = sandbox.api("POST", PATH, body)

    assert (400, {"message", "exception"}) == (reply.status, reply.json.keys())
    assert [] == sandbox.effects()


def test_a_body_that_is_no_json_is_refused(sandbox: SandboxClient) -> None:
    token = {"Authorization": f"Bearer {sandbox.new_token()}"}

    broken = sandbox.call("POST", PATH, b"{", headers={**token, "Content-Type": "application/json"})
    form = sandbox.call("POST", PATH, {"a": "b"}, headers=token, form=True)

    assert (400, 415) == (broken.status, form.status)


def test_a_new_variable_is_created_once_and_then_updated(
    sandbox: SandboxClient, start_review: StartReview, values_of: ValuesOf
) -> None:
    review = start_review()
    path = f"{PATH}/{review.id}/variables"
    level = {"name": "risk", "type": "string", "value": "LOW"}

    missing = sandbox.api("PUT", f"{path}/risk", level)
    created = sandbox.api("POST", path, [level])
    again = sandbox.api("POST", path, [level])
    updated = sandbox.api("PUT", f"{path}/risk", {**level, "value": "HIGH"})

    assert [404, 201, 409, 200] == [reply.status for reply in (missing, created, again, updated)]
    assert "HIGH" == values_of(sandbox.api("GET", path, count=100).json["_embedded"]["variables"])["risk"]
    assert ["LOW", "HIGH"] == [effect["detail"]["value"] for effect in sandbox.effects("variable_set")]


def test_an_update_that_changes_nothing_is_no_effect(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review(variables=[{"name": "risk", "type": "string", "value": "LOW"}])

    reply = sandbox.api("PUT", f"{PATH}/{review.id}/variables/risk", {"type": "string", "value": "LOW"})

    assert 200 == reply.status
    assert [] == sandbox.effects("variable_set")


def test_a_variable_cannot_be_updated_under_another_name(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review(variables=[{"name": "risk", "type": "string", "value": "LOW"}])

    reply = sandbox.api("PUT", f"{PATH}/{review.id}/variables/risk", {"name": "other", "value": "LOW"})

    assert 400 == reply.status


def test_a_comment_is_kept_with_its_author(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review(comment={"includeUserIds": False, "message": "opened", "type": "comment"})
    path = f"{PATH}/{review.id}/comments"

    added = sandbox.api("POST", path, {"includeUserIds": False, "message": "risk scored again"})

    assert 201 == added.status
    comments = sandbox.api("GET", path).json["_embedded"]["comments"]
    assert ["opened", "risk scored again"] == [comment["message"] for comment in comments]
    assert "sandbox-client" == comments[0]["author"]
    assert ["risk scored again"] == [effect["detail"]["message"] for effect in sandbox.effects("comment_added")]


def test_a_deleted_instance_leaves_the_runtime_and_stays_in_history(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review("key-1")

    deleted = sandbox.api("DELETE", f"{PATH}/{review.id}", deleteReason="order cancelled")
    again = sandbox.api("DELETE", f"{PATH}/{review.id}")

    assert (204, 404) == (deleted.status, again.status)
    assert 404 == sandbox.api("GET", f"{PATH}/{review.id}").status
    assert "_embedded" not in sandbox.api("GET", "/workflow/v1/tasks").json
    assert "order cancelled" == review.history().json["deleteReason"]
    assert [("key-1", "order cancelled")] == [
        (effect["key"], effect["detail"]["reason"]) for effect in sandbox.effects("process_deleted")
    ]


def test_an_ended_instance_takes_neither_variable_nor_comment(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review(variables=[{"name": "risk", "type": "string", "value": "LOW"}])
    sandbox.api("DELETE", f"{PATH}/{review.id}")

    assert 404 == sandbox.api("PUT", f"{PATH}/{review.id}/variables/risk", {"value": "HIGH"}).status
    assert 404 == sandbox.api("POST", f"{PATH}/{review.id}/comments", {"message": "late"}).status


def test_a_suspended_instance_takes_no_action_until_it_is_activated(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review()
    task = review.open_task()
    path = f"{PATH}/{review.id}"

    suspended = [sandbox.api("PUT", path, {"action": "suspend"}).status for _ in range(2)]
    refused = review.act(task, "complete", outcome="release").status
    activated = sandbox.api("PUT", path, {"action": "activate"}).status

    assert ([200, 409], 500, 200) == (suspended, refused, activated)
    assert 200 == review.act(task, "complete", outcome="release").status


@pytest.mark.parametrize("value", [b"NaN", b"1e999", b'"\\ud800"', b"9" * 5000, b"[" * 100_000])
def test_json_that_cannot_be_kept_is_refused(sandbox: SandboxClient, value: bytes) -> None:
    headers = {"Authorization": f"Bearer {sandbox.new_token()}", "Content-Type": "application/json"}
    body = b'{"processDefinitionKey": "shopify_order_review", "variables": [{"name": "a", "value": %s}]}' % value

    assert 400 == sandbox.call("POST", PATH, body, headers=headers).status
