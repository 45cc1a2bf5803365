"""Every kind of fault does what it says, on the wire and to the effect."""

import http.client
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.callers import SandboxClient, StartReview

START = {"processDefinitionKey": "shopify_order_review", "businessKey": "key-1"}
PATH = "/workflow/v1/process-instances"


@pytest.fixture
def inject(sandbox: SandboxClient) -> Callable[..., None]:
    """Add a fault to the start of processes."""
    sandbox.token = sandbox.new_token()

    def add(kind: str, **fields: Any) -> None:
        fault = {"system": "workflow", "operation": "POST /process-instances", "kind": kind, **fields}
        sandbox.control("POST", "/faults", fault)

    return add


def test_a_status_fault_has_no_effect_and_tells_when_to_come_back(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("status", status=429, retry_after=7)

    reply = sandbox.api("POST", PATH, START)

    assert (429, "7") == (reply.status, reply.headers["retry-after"])
    assert "policies.ratelimit.SpikeArrestViolation" == reply.json["fault"]["detail"]["errorcode"]
    assert [] == sandbox.effects()


def test_a_throttling_gateway_may_answer_500_without_a_hint(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("status", status=500)

    reply = sandbox.api("POST", PATH, START)

    assert 500 == reply.status
    assert "retry-after" not in reply.headers
    assert "policies.ratelimit.SpikeArrestViolation" == reply.json["fault"]["detail"]["errorcode"]


def test_status_after_answers_an_error_although_the_effect_happened(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("status_after", status=500)

    assert 500 == sandbox.api("POST", PATH, START).status
    assert ["key-1"] == [effect["key"] for effect in sandbox.effects("process_started")]


def test_a_fault_hits_as_often_as_it_says_and_then_no_more(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("status", status=503, times=2)

    assert [503, 503, 201] == [sandbox.api("POST", PATH, START).status for _ in range(3)]


def test_a_fault_without_end_goes_on_until_removed(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("status", status=503, times=0)

    before = [sandbox.api("POST", PATH, START).status for _ in range(3)]
    sandbox.control("DELETE", "/faults")

    assert [503, 503, 503] == before
    assert 201 == sandbox.api("POST", PATH, START).status


def test_other_operations_and_systems_are_left_alone(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("status", status=503)

    assert 200 == sandbox.api("GET", PATH).status
    assert 404 == sandbox.api("GET", "/notifications/mra/v1/outbound/emails/status", job_id="x").status


def test_a_star_hits_every_operation_of_the_system(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    sandbox.control("POST", "/faults", {"system": "workflow", "kind": "status", "times": 0})

    assert 503 == sandbox.api("GET", "/workflow/v1/tasks").status
    assert 503 == sandbox.api("GET", "/workflow-history/v1/historic-process-instances").status


def test_an_action_on_a_task_can_be_hit_by_its_name(sandbox: SandboxClient, start_review: StartReview) -> None:
    review = start_review()
    task = review.open_task()
    fault = {
        "system": "workflow",
        "operation": "POST /tasks/{id} complete",
        "kind": "status_after",
        "status": 500,
    }
    sandbox.control("POST", "/faults", fault)

    assert 200 == review.act(task, "claim", assignee="anna@acme.example").status
    assert 500 == review.act(task, "complete", outcome="release").status
    assert 404 == review.act(task, "complete", outcome="release").status


def test_a_reset_before_breaks_the_connection_without_effect(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("reset_before")

    with pytest.raises(ConnectionResetError):
        sandbox.api("POST", PATH, START)

    assert [] == sandbox.effects()


def test_a_reset_after_breaks_the_connection_although_the_effect_happened(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("reset_after")

    with pytest.raises(ConnectionResetError):
        sandbox.api("POST", PATH, START)

    assert ["key-1"] == [effect["key"] for effect in sandbox.effects("process_started")]


def test_garbage_cuts_the_answer_of_a_call_that_worked(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("garbage")

    reply = sandbox.api("POST", PATH, START)

    assert (200, "application/json") == (reply.status, reply.headers["content-type"])
    assert reply.body.startswith(b"{")
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)
    assert 1 == len(sandbox.effects("process_started"))


def test_a_web_page_may_come_where_json_was_expected(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("garbage_html")

    reply = sandbox.api("POST", PATH, START)

    assert 200 == reply.status
    assert reply.headers["content-type"].startswith("text/html")
    assert [] == sandbox.effects()


def test_an_expired_token_is_refused_once(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("expired_token")

    refused = sandbox.api("POST", PATH, START)

    assert (401, "keymanagement.service.access_token_expired") == (
        refused.status,
        refused.json["fault"]["detail"]["errorcode"],
    )
    assert 201 == sandbox.api("POST", PATH, START).status


def test_a_delayed_call_takes_effect_even_when_the_caller_has_gone(
    sandbox: SandboxClient, inject: Callable[..., None]
) -> None:
    inject("delay", delay_seconds=0.3)
    address = urlsplit(sandbox.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=0.1)
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}

    connection.request("POST", PATH, json.dumps(START), headers)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()

    _wait_until(lambda: sandbox.effects("process_started"))


def test_a_dripping_answer_is_whole_but_slow(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("drip", delay_seconds=0.004)
    address = urlsplit(sandbox.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}

    connection.request("POST", PATH, json.dumps(START), headers)
    answer = connection.getresponse()
    pieces = []
    while piece := answer.read1(65536):
        pieces.append(piece)
    connection.close()

    assert 20 < len(pieces)
    assert "key-1" == json.loads(b"".join(pieces))["businessKey"]


@pytest.mark.parametrize(
    ("system", "path", "field"),
    [
        ("shopify", "/shopify/acme.myshopify.com/admin/api/2026-07/graphql.json", "errors"),
        ("ecm", "/ecm/cs/cs/api/v2/nodes", "error"),
        ("tokens", "/tenants/demo/oauth2/token", "fault"),
        ("notifications", "/notifications/mra/v1/outbound/emails", "fault"),
    ],
)
def test_each_system_fails_in_its_own_words(sandbox: SandboxClient, system: str, path: str, field: str) -> None:
    sandbox.control("POST", "/faults", {"system": system, "kind": "status", "status": 503})

    reply = sandbox.call("POST", path, {})

    assert 503 == reply.status
    assert {field} == reply.json.keys()


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_outage_begins_and_ends_by_the_clock(sandbox: SandboxClient, inject: Callable[..., None]) -> None:
    inject("status", times=0, begins_in_seconds=3600, lasts_seconds=600)

    def tried(key: str) -> int:
        return sandbox.api("POST", PATH, {**START, "businessKey": key}).status

    before = tried("before")
    sandbox.control("POST", "/clock", {"advance_seconds": 3600})
    sandbox.token = sandbox.new_token()
    during = [tried("during"), tried("during")]
    sandbox.control("POST", "/clock", {"advance_seconds": 600})

    assert (201, [503, 503], 201) == (before, during, tried("after"))
    assert [] == sandbox.control("GET", "/faults")["faults"]
