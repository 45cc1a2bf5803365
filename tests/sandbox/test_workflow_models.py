"""Deploying models: versions, encodings, and which version a start takes."""

import base64
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient, StartReview

MODELS = "/workflow/v1/runtime/models"
XML = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    '<process id="shopify_order_review"/></definitions>'
)


def as_xml(text: str) -> dict[str, str]:
    return {"modelId": "m1", "modelType": "xml", "modelContent": base64.b64encode(text.encode()).decode()}


def test_version_one_is_there_from_the_start(sandbox: SandboxClient) -> None:
    (model,) = sandbox.api("GET", MODELS, latestVersion="true", key="shopify_order_review").json["_embedded"]["models"]

    assert ("shopify_order_review", 1) == (model["key"], model["version"])


def test_a_deploy_is_the_next_version_and_new_starts_take_it(sandbox: SandboxClient, start_review: StartReview) -> None:
    old = start_review()

    deployed = sandbox.api("POST", MODELS, as_xml(XML))
    new = start_review()

    assert (201, 2) == (deployed.status, deployed.json["version"])
    path = "/workflow/v1/process-instances"
    assert deployed.json["id"] == sandbox.api("GET", f"{path}/{new.id}").json["processDefinitionId"]
    assert deployed.json["id"] != sandbox.api("GET", f"{path}/{old.id}").json["processDefinitionId"]


def test_an_older_version_can_be_started_by_its_id(sandbox: SandboxClient) -> None:
    first = sandbox.api("GET", MODELS).json["_embedded"]["models"][0]["id"]
    sandbox.api("POST", MODELS, as_xml(XML))

    started = sandbox.api("POST", "/workflow/v1/process-instances", {"processDefinitionId": first})

    assert (201, first) == (started.status, started.json["processDefinitionId"])


def test_json_content_is_plain(sandbox: SandboxClient) -> None:
    content = {"properties": {"process_id": "shopify_order_review"}, "childShapes": []}

    reply = sandbox.api("POST", MODELS, {"modelId": "m1", "modelType": "json", "modelContent": content})

    assert 201 == reply.status


@pytest.mark.parametrize(
    "body",
    [
        {"modelId": "m1", "modelType": "xml", "modelContent": XML},
        as_xml("<definitions/>"),
        as_xml('<process id="somebody_elses"/>'),
        {"modelId": "m1", "modelType": "json", "modelContent": {"properties": []}},
        {"modelId": "m1", "modelType": "png", "modelContent": ""},
        {"modelId": "m1"},
    ],
)
def test_a_model_that_cannot_be_understood_is_refused(sandbox: SandboxClient, body: dict[str, Any]) -> None:
    assert 400 == sandbox.api("POST", MODELS, body).status
    assert 1 == sandbox.api("GET", MODELS).json["page"]["totalElements"]
