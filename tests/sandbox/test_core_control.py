"""The control pages: effects, faults, time, switches and reset."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from integrator.sandbox.control_guard import LoopbackOnly
from tests.sandbox.callers import SandboxClient, StartReview


def test_effects_can_be_read_from_a_mark_on(sandbox: SandboxClient, start_review: StartReview) -> None:
    for number in (1, 2, 3):
        start_review(f"key-{number}")

    later = sandbox.control("GET", "/effects?since=2")["effects"]

    assert [(3, "key-3")] == [(effect["seq"], effect["key"]) for effect in later]


def test_a_reset_forgets_effects_processes_and_faults(sandbox: SandboxClient, start_review: StartReview) -> None:
    start_review()
    sandbox.control("POST", "/faults", {"system": "ecm", "kind": "status"})

    sandbox.control("POST", "/reset")

    assert [] == sandbox.effects()
    assert [] == sandbox.control("GET", "/faults")["faults"]
    assert [] == sandbox.control("GET", "/tasks")["tasks"]


def test_after_a_reset_processes_can_be_started_at_once(sandbox: SandboxClient, start_review: StartReview) -> None:
    sandbox.control("POST", "/reset")

    start_review()

    assert 1 == len(sandbox.control("GET", "/tasks")["tasks"])


def test_time_can_be_advanced_and_is_told(sandbox: SandboxClient) -> None:
    before = datetime.fromisoformat(sandbox.control("GET", "/clock")["now"])

    after = datetime.fromisoformat(sandbox.control("POST", "/clock", {"advance_seconds": 7200})["now"])

    assert timedelta(hours=2) <= after - before < timedelta(hours=2, minutes=1)


@pytest.mark.parametrize("wanted", [{"advance_seconds": -1}, {"advance_seconds": "1"}, {"advance_seconds": True}, {}])
def test_an_impossible_advance_is_refused(sandbox: SandboxClient, wanted: dict[str, Any]) -> None:
    assert 400 == sandbox.call("POST", "/_sandbox/clock", wanted).status


def test_a_fault_can_be_listed_and_removed(sandbox: SandboxClient) -> None:
    added = sandbox.control("POST", "/faults", {"system": "workflow", "kind": "status", "status": 500, "times": 0})

    listed = sandbox.control("GET", "/faults")["faults"]
    sandbox.control("DELETE", f"/faults/{added['id']}")

    assert [added] == listed
    assert [] == sandbox.control("GET", "/faults")["faults"]
    assert 404 == sandbox.call("DELETE", f"/_sandbox/faults/{added['id']}").status


@pytest.mark.parametrize(
    "wanted",
    [
        {"system": "nowhere", "kind": "status"},
        {"system": "ecm", "kind": "explode"},
        {"system": "ecm", "kind": "status", "status": 200},
        {"system": "ecm", "kind": "status", "times": -1},
        {"system": "ecm", "kind": "status", "colour": "red"},
        {"system": "ecm", "kind": "delay", "delay_seconds": True},
        {"system": "ecm", "kind": "status", "operation": 7},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_and_said_why(sandbox: SandboxClient, wanted: dict[str, Any]) -> None:
    reply = sandbox.call("POST", "/_sandbox/faults", wanted)

    assert 400 == reply.status
    assert reply.json["error"]
    assert [] == sandbox.control("GET", "/faults")["faults"]


def test_a_switch_that_does_not_exist_or_fit_is_refused(sandbox: SandboxClient) -> None:
    assert 400 == sandbox.call("POST", "/_sandbox/switches", {"gravity": 9.81}).status
    assert 400 == sandbox.call("POST", "/_sandbox/switches", {"token_seconds": "long"}).status
    assert 400 == sandbox.call("POST", "/_sandbox/switches", {"date_notation": "roman"}).status
    assert 3600 == sandbox.control("GET", "/switches")["token_seconds"]


def test_a_body_that_is_no_json_object_is_refused(sandbox: SandboxClient) -> None:
    headers = {"Content-Type": "application/json"}

    assert 400 == sandbox.call("POST", "/_sandbox/clock", b"[1]", headers=headers).status
    assert 400 == sandbox.call("POST", "/_sandbox/clock", b"{", headers=headers).status
    assert 400 == sandbox.call("POST", "/_sandbox/clock", b"[" * 100_000, headers=headers).status


def test_health_is_told(sandbox: SandboxClient) -> None:
    assert {"status": "ok"} == sandbox.call("GET", "/healthz").json


@pytest.mark.parametrize("client", [("10.0.0.7", 5000), None])
def test_only_loopback_may_control(client: tuple[str, int] | None) -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the page must not be reached")

    sent = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/_sandbox/effects", "client": client, "headers": []}
    asyncio.run(LoopbackOnly(page)(scope, None, send))

    assert 403 == sent[0]["status"]


@pytest.mark.fleet
def test_a_process_stops_cleanly_on_sigterm_and_remembers_after_its_restart(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "SANDBOX_PORT": str(port), "SANDBOX_DATA_DIR": str(tmp_path)}

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "integrator.sandbox"], env=environ, stderr=subprocess.PIPE)
        _wait_for_health(port, process)
        return process

    def stop(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=10)
        return process.returncode, stderr

    first = start()
    advance = urllib.request.Request(
        f"http://127.0.0.1:{port}/_sandbox/clock",
        data=b'{"advance_seconds": 86400}',
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(advance, timeout=5).close()
    ended = stop(first)
    second = start()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_sandbox/clock", timeout=5) as answer:
        told = answer.read().decode()
    ended_again = stop(second)

    assert (0, b"") == ended
    assert (0, b"") == ended_again
    assert datetime.now().astimezone() + timedelta(hours=23) < datetime.fromisoformat(told.split('"')[3])


def _wait_for_health(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise AssertionError(process.communicate()[1].decode())
