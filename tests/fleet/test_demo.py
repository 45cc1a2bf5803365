"""`integrator demo --once` tells its story to the end, and its exit code says whether all went well."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.fleet


def test_the_demo_ends_well_with_exactly_the_expected_effects(tmp_path: Path, scratch_database: dict[str, str]) -> None:
    demo = subprocess.run(
        [
            sys.executable,
            "-m",
            "integrator.cli",
            "demo",
            "--once",
            "--json",
            "--data",
            str(tmp_path / "demo"),
        ],
        env=os.environ | scratch_database,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )

    assert 0 == demo.returncode, demo.stderr
    result = json.loads(demo.stdout)
    assert result["as_expected"]
    assert ["small", "wholesale", "late risk"] == [order["title"] for order in result["orders"]]
    assert result["links"]["Sandbox"].startswith("http://127.0.0.1:")
    assert all(f"/store/acme.myshopify.com/orders/{order['id']}" in str(result["links"]) for order in result["orders"])
    assert [] == _commands_with(str(tmp_path))


def _commands_with(text: str) -> list[str]:
    lines = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if text in line]
