"""
The short form of the benches: they run, nothing that was accepted is lost, and their tables are in the log.

CI runs two of them; the others: `pytest -m bench`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.chain.engines import ENGINES
from tests.bench.ingest.sides import SIDES
from tests.bench.scale.operations import OPERATIONS

pytestmark = pytest.mark.fleet


@pytest.mark.harness
def test_the_ingest_bench_measures_every_side_that_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "ingest.json"

    code, told = told_by("tests.bench.ingest", "--short", "--json", str(figures))

    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 - the table is what the log is read for.
    assert 0 == code, told
    measured = {row["side"] for row in json.loads(figures.read_text())["rows"]}
    assert {side.name for side in SIDES if side.is_installed} == measured
    assert all(side.name in told for side in SIDES), told


@pytest.mark.harness
def test_the_chain_bench_measures_every_engine_that_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "chain.json"

    code, told = told_by("tests.bench.chain", "--short", "--sqlite", "--json", str(figures))

    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 - the table is what the log is read for.
    assert 0 == code, told
    measured = {row["engine"] for row in json.loads(figures.read_text())["rows"]}
    assert {engine.name for engine in ENGINES if engine.is_installed} - {"dbos"} == measured - {"dbos"}


@pytest.mark.bench
def test_the_sandbox_bench_reads_in_every_system(tmp_path: Path) -> None:
    figures = tmp_path / "sandbox.json"

    code, told = told_by("tests.bench.sandbox", "--short", "--json", str(figures))

    assert 0 == code, told
    read = {row["system"] for row in json.loads(figures.read_text())["reads"]}
    assert {"shopify", "ecm", "file360", "workflow", "trading_grid"} == read


@pytest.mark.bench
def test_the_latency_bench_places_each_hold_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "latency.json"

    code, told = told_by("tests.bench.latency", "--short", "--sqlite", "--json", str(figures))

    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 - the table is what the log is read for.
    assert 0 == code, told
    (row,) = json.loads(figures.read_text())["rows"]
    assert row["orders"] == row["holds"]
    assert all(stage["seen"] for stage in row["stages"] if not stage["stage"].startswith(" ")), told


@pytest.mark.bench
def test_the_backlog_bench_loses_and_doubles_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "backlog.json"

    code, told = told_by("tests.bench.backlog", "--short", "--sqlite", "--json", str(figures))

    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 - the table is what the log is read for.
    assert 0 == code, told
    assert ["1/1"] == [row["counted"] for row in json.loads(figures.read_text())["rows"]]


@pytest.mark.bench
def test_the_scale_bench_measures_every_operation_and_finds_no_scan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "scale.json"
    ledger = [] if os.environ.get("DATABASE_URL") else ["--sqlite"]

    code, told = told_by("tests.bench.scale", "--short", "--json", str(figures), *ledger)

    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 - the table is what the log is read for.
    assert 0 == code, told
    rows = json.loads(figures.read_text())["rows"]
    assert {(one.name, size) for one in OPERATIONS for size in ("0", "20,000")} == {
        (row["operation"], row["old runs"]) for row in rows
    }


def told_by(*command: str) -> tuple[int, str]:
    """Run a module in a process of its own; return its exit code and what it said."""
    ended = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, timeout=500)
    return ended.returncode, ended.stdout + ended.stderr
