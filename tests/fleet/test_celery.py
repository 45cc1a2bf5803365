"""Celery's own commands against a running fleet, and what a worker does when it should not start."""

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from integrator.cli.fleet import Fleet
from integrator.flow import load_flows
from integrator.queues import QUEUES, URGENT
from integrator.settings import Settings

pytestmark = pytest.mark.fleet


def celery(environment: Mapping[str, str], *arguments: str, seconds: float = 30) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "tasks.app", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def test_inspect_lists_the_tasks_of_every_step_on_every_worker(fleet: Fleet) -> None:
    expected = {
        f"{flow.name}.{line.key}"
        for flow in load_flows(Settings().flows_package).values()
        for line in flow.plan.lines
        if flow.name.split(".")[0] in {"workflow", "ecm", "notifications"}
    }

    answer = celery(fleet.environment, "inspect", "registered", "--json", "--timeout", "3")

    assert 0 == answer.returncode, answer.stderr
    by_worker = {name.partition("@")[0]: set(tasks) for name, tasks in json.loads(answer.stdout).items()}
    assert {"urgent", "w1", "w2"} <= set(by_worker)
    assert set() == expected - by_worker["w1"]
    assert by_worker["w1"] == by_worker["w2"] == by_worker["urgent"]


def test_inspect_shows_workers_that_serve_every_queue_holds_first(fleet: Fleet) -> None:
    answer = celery(fleet.environment, "inspect", "active_queues", "--json", "--timeout", "3")

    assert 0 == answer.returncode, answer.stderr
    served = {name.partition("@")[0]: [q["name"] for q in queues] for name, queues in json.loads(answer.stdout).items()}
    assert list(QUEUES) == served["w1"] == served["w2"]
    assert list(URGENT) == served["urgent"]


def test_beat_answers_a_ping_beside_the_workers(fleet: Fleet) -> None:
    answer = celery(fleet.environment, "inspect", "ping", "--json", "--timeout", "3")

    assert 0 == answer.returncode, answer.stderr
    assert {"w1", "w2", "celerybeat"} <= {name.partition("@")[0] for name in json.loads(answer.stdout)}
