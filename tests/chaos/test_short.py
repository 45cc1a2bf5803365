"""The short form of the process chaos and of its control; the long ones are commands, see docs/reliability.md."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.fleet, pytest.mark.harness]


def told_by(*command: str) -> tuple[int, str]:
    """Run a module in a process of its own; return its exit code and what it said."""
    ended = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, timeout=500)
    return ended.returncode, ended.stdout + ended.stderr


def test_a_minute_of_chaos_loses_and_doubles_nothing() -> None:
    code, told = told_by("tests.chaos", "--minutes", "0.8", "--per-second", "0.3")

    assert 0 == code, told


def test_plain_celery_fails_before_the_same_checker() -> None:
    code, told = told_by("tests.chaos.control", "--seconds", "15", "--seed", "c1")

    assert 0 == code, told
