"""An emulation that breaks a rule of its contract turns the tests of that contract red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.defects.contracts import CONTRACTS, BrokenRule

pytestmark = pytest.mark.harness

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", CONTRACTS, ids=lambda rule: rule.defect.name.replace(" ", "-"))
def test_a_broken_rule_is_noticed(rule: BrokenRule) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutation.plant", rule.seen_by]
    environment = {**os.environ, "PLANTED": rule.defect.name}

    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)

    # One failure, not a run that could not start.
    assert (1, True) == (run.returncode, "1 failed" in run.stdout), run.stdout[-2000:] + run.stderr[-2000:]
