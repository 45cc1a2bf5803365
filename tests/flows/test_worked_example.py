"""The page `docs/adding-a-flow.md` is true: what it shows is put in place and its story is run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-flow.md"
FENCE = re.compile(
    r"^```(?:python|toml) (?P<file>\S+)(?P<append> append)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a contributor changes, with the page's files in it."""
    for folder in ("config", "tasks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (
        "pyproject.toml",
        "tests/flows/conftest.py",
        "tests/flows/story.py",
        "tests/support/databases.py",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    for found in FENCE.finditer(PAGE.read_text()):
        target = tmp_path / found["file"]
        before = target.read_text() if found["append"] else ""
        target.write_text(before + found["text"])
    return tmp_path


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "INTEGRATOR_CONFIG_DIR": str(checkout / "config"),
    }
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def named(kind: str) -> Iterator[str]:
    return (found["file"] for found in FENCE.finditer(PAGE.read_text()) if found["file"].startswith(kind))


def test_the_page_shows_one_flow_one_rule_and_one_story() -> None:
    assert ["tasks/flows/notifications/big_spender_note.py"] == list(named("tasks/"))
    assert ["config/rules.toml"] == list(named("config/"))
    assert ["tests/flows/test_notifications_big_spender_note.py"] == list(named("tests/"))


def test_the_new_rule_is_accepted_with_the_new_flow(checkout: Path) -> None:
    checked = run(checkout, "integrator.cli", "rules", "check")

    assert 0 == checked.returncode, checked.stderr
    assert "big_spender" in checked.stdout


def test_the_story_on_the_page_comes_true(checkout: Path) -> None:
    (story,) = named("tests/")

    told = run(checkout, "pytest", story, "-q", "-p", "no:cacheprovider")

    assert 0 == told.returncode, told.stdout + told.stderr
    assert "4 passed" in told.stdout


def test_what_the_page_shows_keeps_the_habits_of_the_house(checkout: Path) -> None:
    files = [*named("tasks/"), *named("tests/")]

    checked = run(checkout, "ruff", "check", "--no-cache", *files)
    formatted = run(checkout, "ruff", "format", "--no-cache", "--check", *files)

    assert 0 == checked.returncode, checked.stdout
    assert 0 == formatted.returncode, formatted.stdout
