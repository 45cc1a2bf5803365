"""A child process is ended by its own group, says why it ended, and leaves nothing behind."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integrator.cli.fleet.child import Child, FleetError
from integrator.cli.fleet.readiness import wait_until

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
SLEEPS_THROUGH_TERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
STARTS_ANOTHER = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]).pid); {SLEEPS}"

Running = Callable[[str], Child]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "child.log"


@pytest.fixture
def running(log: Path) -> Iterator[Running]:
    started = []

    def run(program: str) -> Child:
        child = Child("child", [sys.executable, "-c", program], environment=dict(os.environ), log=log)
        started.append(child)
        child.start()
        return child

    yield run
    for child in started:
        child.kill()


def _wait_until_up(child: Child, log: Path) -> None:
    wait_until(lambda: "up" in log.read_text(), child, seconds=10)


def test_a_child_that_is_asked_to_end_ends(running: Running, log: Path) -> None:
    child = running(SLEEPS)
    _wait_until_up(child, log)

    child.ask_to_end()

    assert child.wait(10)
    assert not child.is_alive


def test_a_child_that_ignores_term_ends_by_kill(running: Running, log: Path) -> None:
    child = running(SLEEPS_THROUGH_TERM)
    _wait_until_up(child, log)

    child.ask_to_end()
    ended = child.wait(0.2)
    child.kill()

    assert not ended
    assert not child.is_alive


def test_a_paused_child_can_still_be_asked_to_end(running: Running, log: Path) -> None:
    child = running(SLEEPS)
    _wait_until_up(child, log)
    child.pause()

    child.ask_to_end()

    assert child.wait(10)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_kill_ends_also_what_the_child_started(running: Running, log: Path) -> None:
    child = running(STARTS_ANOTHER)
    wait_until(lambda: 2 == log.read_text().count("up"), child, seconds=10)
    grandchild = int(next(line for line in log.read_text().split() if line.isdecimal()))

    child.kill()

    assert _ends(grandchild)


def test_a_child_that_ended_by_itself_is_reported_with_the_end_of_its_log(running: Running) -> None:
    child = running("import sys; print('no such setting', file=sys.stderr); sys.exit(3)")
    child.wait(10)

    with pytest.raises(FleetError, match=r"child ended with code 3(.|\n)*no such setting"):
        child.check()


def test_waiting_ends_when_the_child_ends(running: Running) -> None:
    child = running("raise SystemExit(1)")

    with pytest.raises(FleetError, match="ended with code 1"):
        wait_until(lambda: False, child, seconds=10)


def test_waiting_ends_when_the_time_is_over(running: Running) -> None:
    child = running(SLEEPS)

    with pytest.raises(FleetError, match="not ready after"):
        wait_until(lambda: False, child, seconds=0.1)


def test_a_running_child_is_not_started_twice(running: Running) -> None:
    child = running(SLEEPS)

    with pytest.raises(FleetError, match="runs already"):
        child.start()


def test_a_child_can_be_started_again_after_a_kill(running: Running) -> None:
    child = running(SLEEPS)
    child.kill()

    child.start()

    assert child.is_alive


def _ends(pid: int) -> bool:
    """Return whether a process that is nobody's child of ours is gone, or only waits to be collected."""
    status = Path(f"/proc/{pid}/stat")
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        if not status.exists() or ") Z " in status.read_text():
            return True
        time.sleep(0.01)
    return False
