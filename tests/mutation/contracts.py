"""Run the test of a broken rule in a process of its own, in which the rule does not hold."""

import os
import subprocess
import sys
from pathlib import Path

from tests.mutation.defects.contracts import BrokenRule

_ROOT = Path(__file__).parents[2]


def is_noticed(rule: BrokenRule) -> bool:
    """Whether the rule's test fails; a run that could not start does not count."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutation.plant", rule.seen_by]
    environment = {**os.environ, "PLANTED": rule.defect.name}
    run = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    return run.returncode == 1 and "1 failed" in run.stdout
