"""An administrator takes part of the model away: calls that need it are refused, and a reset brings it back."""

import pytest

from tests.sandbox.callers import SandboxClient

TYPES = "/ecm/cs/cs/api/v2/businessworkspacetypes"
MODELS = "/workflow/v1/runtime/models"


def type_names(sandbox: SandboxClient) -> set[str]:
    results = sandbox.api("GET", TYPES).json["results"]
    return {result["data"]["properties"]["wksp_type_name"] for result in results}


def test_a_forgotten_workspace_type_is_gone_until_the_reset(sandbox: SandboxClient) -> None:
    before = type_names(sandbox)

    sandbox.control("POST", "/ecm/forget", {"workspace_type": "Shopify Order"})
    after = type_names(sandbox)
    sandbox.control("POST", "/reset")
    sandbox.token = ""

    assert {"Shopify Order"} == before - after
    assert before == type_names(sandbox)


def test_without_its_model_no_process_starts(sandbox: SandboxClient) -> None:
    sandbox.control("DELETE", "/models/shopify_order_review")

    reply = sandbox.api("POST", "/workflow/v1/process-instances", {"processDefinitionKey": "shopify_order_review"})

    assert 400 == reply.status
    there = sandbox.api("GET", MODELS).json["_embedded"]["models"]
    assert "shopify_order_review" not in {model["key"] for model in there}
    assert 404 == sandbox.call("DELETE", "/_sandbox/models/shopify_order_review").status


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"category": 7}, 400), ({"category": "A", "workspace_type": "B"}, 400), ({"category": "None"}, 404)],
)
def test_what_cannot_be_forgotten_is_said(sandbox: SandboxClient, body: dict[str, object], status: int) -> None:
    assert status == sandbox.call("POST", "/_sandbox/ecm/forget", body).status
