"""OpenText's own client `pyxecm`, unchanged, spends a day with our Extended ECM. See README.md beside this file."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from integrator.sandbox.config import SandboxConfig
from tests.foreign.environments import HERE, python_with
from tests.sandbox.callers import SandboxClient
from tests.support.sandboxes import run_server

pytestmark = pytest.mark.foreign


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxClient]:
    for url in run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox"))):
        yield SandboxClient(url)


@pytest.fixture(scope="module")
def day(sandbox: SandboxClient) -> Any:
    """What each step of the session brought."""
    python = python_with("requirements-pyxecm.txt")
    script = [python, HERE / "pyxecm_session.py", sandbox.url]
    quiet = {"PATH": os.environ.get("PATH", ""), "OTEL_SDK_DISABLED": "true", "HOME": str(python.parents[1])}
    done = subprocess.run(script, capture_output=True, text=True, timeout=180, env=quiet, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_it_has_nothing_to_complain_about(day: Any) -> None:
    assert [] == day["complaints"]


def test_it_logs_in_by_password_by_ticket_and_by_token(day: Any) -> None:
    assert {"password": True, "otds_ticket": True, "otds_token": True, "user": "connector", "version": "24.4"} == day[
        "log_in_three_ways"
    ]


def test_it_makes_folders_and_finds_them_again(day: Any) -> None:
    assert {"inner": True, "description": "below"} == day["make_folders"]
    assert {"gone": []} == day["clean_up"]


def test_it_makes_related_workspaces_and_finds_them_by_object_and_name(day: Any) -> None:
    made = day["make_workspaces"]

    assert ["Shopify Order", "Shopify Case", "Shopify Customer", "Shopify Product"] == made["types"]
    assert (True, True, ["Return 1"]) == (made["by_business_object"], made["by_name"], made["related"])
    assert {"members": ["finance"]} == day["fill_a_role"]


def test_it_files_a_document_with_a_second_version_and_its_categories(day: Any) -> None:
    assert {"versions": ["", "second"], "latest": 2, "first": "first"} == day["file_a_document"]
    assert {
        "assigned": True,
        "set": {"Document Type": "credit note", "Order Name": "#1001", "Source": "pyxecm"},
    } == day["set_categories"]


def test_it_lists_and_downloads(day: Any) -> None:
    assert ["%PDF two", "%PDF one"] == day["list_and_download"]["contents"]
    assert "Invoices" in day["list_and_download"]["folders"]


def test_it_starts_a_workflow_which_a_colleague_decides(day: Any) -> None:
    assert {"attributes": ["Order Number", "Total", "Reason"], "status": "ontime"} == day["start_a_workflow"]
    assert {
        "words": ["Approve", "Reject", "Ask Customer"],
        "status": "completed",
        "completed": ["E8 SHOPIFY-1001"],
    } == day["decide_it"]


def test_it_reads_trail_search_and_holds(day: Any) -> None:
    assert {"Create", "Version Added", "Attribute Value Changed"} <= set(day["look_back"]["trail"])
    assert (True, ["Dispute 1"]) == (day["look_back"]["found"], day["look_back"]["holds"])


def test_each_of_its_effects_happened_once(day: Any, sandbox: SandboxClient) -> None:
    counted = ("workspace_created", "document_created", "version_added", "process_initiated", "process_disposed")

    assert [2, 1, 1, 1, 1] == [len(sandbox.effects(operation)) for operation in counted]


def test_our_own_interpreter_knows_nothing_of_it() -> None:
    found = subprocess.run([sys.executable, "-c", "import pyxecm"], capture_output=True, check=False)

    assert found.returncode != 0
