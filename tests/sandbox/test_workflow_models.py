"""Deploying models: versions, encodings, refusals, and which version a start takes."""

from typing import Any

import pytest

from tests.sandbox.bpmn_models import ONE_TASK, as_xml, flow, model, timer, user_task
from tests.sandbox.callers import SandboxClient, StartReview

MODELS = "/workflow/v1/runtime/models"
REVIEW = model(ONE_TASK, key="shopify_order_review")
END = '<endEvent id="end"/>'
START = '<startEvent id="start"/>'


def test_the_shipped_models_are_there_from_the_start(sandbox: SandboxClient) -> None:
    (found,) = sandbox.api("GET", MODELS, latestVersion="true", key="shopify_order_review").json["_embedded"]["models"]

    assert ("shopify_order_review", 1) == (found["key"], found["version"])
    assert 7 == sandbox.api("GET", MODELS, latestVersion="true").json["page"]["totalElements"]


def test_a_deploy_is_the_next_version_and_new_starts_take_it(sandbox: SandboxClient, start_review: StartReview) -> None:
    old = start_review()

    deployed = sandbox.api("POST", MODELS, as_xml(REVIEW))
    new = start_review()

    assert (201, 2) == (deployed.status, deployed.json["version"])
    path = "/workflow/v1/process-instances"
    assert deployed.json["id"] == sandbox.api("GET", f"{path}/{new.id}").json["processDefinitionId"]
    assert deployed.json["id"] != sandbox.api("GET", f"{path}/{old.id}").json["processDefinitionId"]
    assert [deployed.json["id"]] == [effect["key"] for effect in sandbox.effects("model_deployed")]


def test_a_running_instance_goes_on_by_the_version_that_it_began_with(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    old = start_review()
    sandbox.api("POST", MODELS, as_xml(REVIEW))

    old.act(old.open_task(), "complete", outcome="release")

    assert "connector_apply" == old.open_task()["taskDefinitionKey"]


def test_an_older_version_can_be_started_by_its_id(sandbox: SandboxClient) -> None:
    first = sandbox.api("GET", MODELS, key="shopify_order_review").json["_embedded"]["models"][0]["id"]
    sandbox.api("POST", MODELS, as_xml(REVIEW))

    started = sandbox.api("POST", "/workflow/v1/process-instances", {"processDefinitionId": first})

    assert (201, first) == (started.status, started.json["processDefinitionId"])


def test_the_content_of_a_model_comes_as_shapes(sandbox: SandboxClient) -> None:
    (found,) = sandbox.api("GET", MODELS, key="shopify_order_review").json["_embedded"]["models"]

    content = sandbox.api("GET", f"{MODELS}/{found['id']}", modelType="json").json["modelContent"]

    assert "shopify_order_review" == content["properties"]["process_id"]
    assert "decide about an order" in content["properties"]["documentation"]
    shapes = {shape["resourceId"]: shape["properties"] for shape in content["childShapes"]}
    assert "release,cancel,correct,request_info" == shapes["review"]["possibleoutcomes"]


@pytest.mark.parametrize("query", ["", "?modelType=xml"])
def test_a_model_comes_as_json_only(sandbox: SandboxClient, query: str) -> None:
    found = sandbox.api("GET", MODELS).json["_embedded"]["models"][0]["id"]

    assert 400 == sandbox.api("GET", f"{MODELS}/{found}{query}").status
    assert 404 == sandbox.api("GET", f"{MODELS}/unknown?modelType=json").status


@pytest.mark.parametrize(
    "body",
    [
        {"modelId": "m1", "modelType": "xml", "modelContent": REVIEW},
        {"modelId": "m1", "modelType": "json", "modelContent": {"properties": {"process_id": "small"}}},
        {"modelId": "m1", "modelType": "png", "modelContent": ""},
        {"modelId": "", "modelType": "xml", "modelContent": ""},
        {"modelId": "m1"},
        as_xml("no xml"),
        as_xml("<definitions/>"),
        as_xml('<!DOCTYPE a [<!ENTITY b "c">]>' + model(ONE_TASK)),
        as_xml(model(ONE_TASK).replace("isExecutable", "name2").replace('name2="true"', 'isExecutable="false"')),
        as_xml(model("")),
        as_xml(model(END)),
        as_xml(model(START + START.replace("start", "other") + END + flow("start", "end") + flow("other", "end"))),
        as_xml(model(START + END)),
        as_xml(model(START + END + flow("start", "nowhere"))),
        as_xml(model(START + END + END + flow("start", "end"))),
        as_xml(model(ONE_TASK + user_task("lost") + flow("lost", "end"))),
        as_xml(model(ONE_TASK + flow("ask", "ask"))),
        as_xml(model(ONE_TASK + flow("end", "ask"))),
        as_xml(model(START + "<scriptTask id='script'/>" + END + flow("start", "script") + flow("script", "end"))),
        as_xml(model(ONE_TASK + timer("late", "ask", "soon", cancels=False) + flow("late", "end"))),
        as_xml(model(ONE_TASK + timer("late", "nothing", "PT5M", cancels=False) + flow("late", "end"))),
        as_xml(model(START + END + flow("start", "end", "${decision == 'release'}"))),
        as_xml(model(START + user_task("ask", group="${team") + END + flow("start", "ask") + flow("ask", "end"))),
    ],
)
def test_a_model_that_cannot_be_run_is_refused(sandbox: SandboxClient, body: dict[str, Any]) -> None:
    reply = sandbox.api("POST", MODELS, body)

    assert (400, {"message", "exception"}) == (reply.status, reply.json.keys())
    assert 7 == sandbox.api("GET", MODELS).json["page"]["totalElements"]
    assert [] == sandbox.effects()


@pytest.mark.parametrize(
    "condition",
    ["${a ==}", "${'a}", "${(a}", "${a b}", "${a.b}", "${a.b(}", "${a + b}", "${}", "${" + "(" * 5000 + "}"],
)
def test_a_gateway_whose_condition_cannot_be_read_is_refused(sandbox: SandboxClient, condition: str) -> None:
    gateway = '<exclusiveGateway id="which" default="which-end"/>'
    ways = flow("start", "which") + flow("which", "ask", condition) + flow("which", "end") + flow("ask", "end")

    reply = sandbox.api("POST", MODELS, as_xml(model(START + gateway + user_task("ask") + END + ways)))

    assert 400 == reply.status
