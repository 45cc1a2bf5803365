"""`integrator workflow`, against a Workflow Service in which nothing is deployed yet."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from integrator.embedded import start_broker
from integrator.models import SHIPPED, load_models
from integrator.sandbox.config import SandboxConfig
from tests.support.sandboxes import run_server

Command = Callable[..., Any]
KEYS = [model.key for model in load_models()]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox without models."""
    yield from run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox"), models_dir=None))


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    broker = start_broker(tmp_path_factory.mktemp("broker"), redis_url="")
    yield broker.url
    broker.stop()


@pytest.fixture(autouse=True)
def service(address: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Workflow Service as new, and settings that lead the commands to it."""
    assert 204 == requests.post(f"{address}/_sandbox/reset", json={}, timeout=5).status_code
    settings = {
        "REDIS_URL": redis_url,
        "OPENTEXT_TOKEN_URL": f"{address}/tenants/demo/oauth2/token",
        "OPENTEXT_CLIENT_ID": "sandbox-client",
        "OPENTEXT_CLIENT_SECRET": "sandbox-secret",
        "OPENTEXT_RATE": "1000",
        "WORKFLOW_URL": f"{address}/workflow/v1",
        "WORKFLOW_HISTORY_URL": f"{address}/workflow-history/v1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"INTEGRATOR_{name}", value)
    return address


def results(told: Any) -> dict[str, tuple[str, int | None]]:
    return {row["key"]: (row["result"], row["version"]) for row in told.json}


def add_fault(address: str, **fault: Any) -> None:
    answered = requests.post(f"{address}/_sandbox/faults", json={"system": "workflow", **fault}, timeout=5)
    assert 201 == answered.status_code, answered.text


def test_everything_is_deployed_once(integrator: Command) -> None:
    first = integrator("workflow", "deploy", "--json")
    second = integrator("workflow", "deploy", "--json")

    assert (0, dict.fromkeys(KEYS, ("deployed", 1))) == (first.code, results(first))
    assert (0, dict.fromkeys(KEYS, ("unchanged", 1))) == (second.code, results(second))


def test_a_check_tells_what_is_missing_and_then_nothing(integrator: Command) -> None:
    before = integrator("workflow", "check", "--json")
    integrator("workflow", "deploy")
    after = integrator("workflow", "check", "--json")

    assert (1, {"missing"}) == (before.code, {row["state"] for row in before.json})
    assert (0, {("current", 1)}) == (after.code, {(row["state"], row["version"]) for row in after.json})


def test_only_a_changed_model_becomes_a_new_version(integrator: Command, tmp_path: Path) -> None:
    integrator("workflow", "deploy")
    folder = shutil.copytree(SHIPPED, tmp_path / "models")
    file = folder / "shopify_dispute.bpmn"
    file.write_text(file.read_text().replace("Decide about the dispute", "Decide about the chargeback"))

    checked = integrator("workflow", "check", "--models", folder, "--json")
    deployed = integrator("workflow", "deploy", "--models", folder, "--json")

    assert ["shopify_dispute"] == [row["key"] for row in checked.json if row["state"] == "outdated"]
    expected = {**dict.fromkeys(KEYS, ("unchanged", 1)), "shopify_dispute": ("deployed", 2)}
    assert expected == results(deployed)


def test_one_model_can_be_chosen(integrator: Command) -> None:
    told = integrator("workflow", "deploy", "shopify_dispute", "--json")

    assert {"shopify_dispute": ("deployed", 1)} == results(told)
    assert ["shopify_dispute"] == [row["key"] for row in integrator("workflow", "list", "--json").json]


def test_an_unknown_model_is_refused_in_a_sentence(integrator: Command) -> None:
    told = integrator("workflow", "deploy", "shopify_disputes")

    assert (1, "") == (told.code, told.out)
    assert "There is no model shopify_disputes; known: shopify_complaint" in told.err


def test_a_refused_model_keeps_no_other_from_being_deployed(integrator: Command, tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "models")
    file = folder / "shopify_complaint.bpmn"
    file.write_text(file.read_text().replace('targetRef="end_superseded"', 'targetRef="nowhere"'))

    told = integrator("workflow", "deploy", "--models", folder, "--json")

    expected = {**dict.fromkeys(KEYS, ("deployed", 1)), "shopify_complaint": ("refused", None)}
    assert (1, expected) == (told.code, results(told))


def test_a_deployment_whose_answer_was_lost_is_seen_the_next_time(integrator: Command, service: str) -> None:
    add_fault(service, operation="POST /runtime/models", kind="reset_after")

    first = integrator("workflow", "deploy", "shopify_dispute", "--json")
    second = integrator("workflow", "deploy", "shopify_dispute", "--json")

    assert (1, {"shopify_dispute": ("failed", None)}) == (first.code, results(first))
    assert (0, {"shopify_dispute": ("unchanged", 1)}) == (second.code, results(second))


def test_a_service_that_is_away_is_told_and_nothing_is_deployed(integrator: Command, service: str) -> None:
    add_fault(service, operation="GET /runtime/models", kind="status", status=503)

    told = integrator("workflow", "deploy")

    assert (1, "") == (told.code, told.out)
    assert "workflow models" in told.err


def test_a_list_tells_ours_from_others(integrator: Command, tmp_path: Path) -> None:
    integrator("workflow", "deploy")
    shutil.copy(SHIPPED / "shopify_dispute.bpmn", tmp_path)

    rows = integrator("workflow", "list", "--models", tmp_path, "--json").json

    assert {"shopify_dispute"} == {row["key"] for row in rows if row["ours"]}
    assert KEYS == [row["key"] for row in rows]


def test_a_file_that_is_no_model_is_named(integrator: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.bpmn").write_text("<definitions")

    told = integrator("workflow", "deploy", "--models", tmp_path)

    assert (1, "") == (told.code, told.out)
    assert "mine.bpmn: the file is not XML" in told.err


def test_without_an_address_the_missing_setting_is_named(integrator: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_WORKFLOW_URL", "")

    told = integrator("workflow", "check")

    assert 1 == told.code
    assert "INTEGRATOR_WORKFLOW_URL" in told.err


def test_a_doctor_advises_to_deploy(integrator: Command) -> None:
    def found() -> set[str]:
        rows = integrator("doctor", "--json").json
        return {row["found"] for row in rows if row["what"] == "models" and row["health"] == "warning"}

    before = found()
    integrator("workflow", "deploy")

    assert f"the model {KEYS[0]} is missing" in before
    assert set() == found()


def test_a_wrong_usage_ends_with_two(integrator: Command) -> None:
    assert 2 == integrator("workflow", "explode").code
