"""Exit codes, plain sentences and JSON, whatever the command."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrator.cli import NOUNS
from integrator.cli.command import printable, table

Command = Callable[..., Any]

VERBS = [
    "sandbox serve", "sandbox order", "sandbox decide", "sandbox effects", "sandbox fault",
    "sandbox reset", "stores list", "stores add", "stores check", "stores subscribe", "rules check",
    "rules try", "rules simulate", "deliveries list", "deliveries show", "deliveries replay",
    "cases list", "cases show", "cases decide", "cases assign", "runs list", "runs show",
    "runs requeue", "runs skip", "runs park", "audit list", "audit verify", "ledger upgrade",
    "ledger check", "ingress", "doctor", "demo",
]  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself(integrator: Command, noun: str) -> None:
    told = integrator(noun, "--help")

    assert (0, "") == (told.code, told.err)
    assert f"usage: integrator {noun}" in told.out


@pytest.mark.parametrize("words", VERBS)
def test_every_command_takes_json(integrator: Command, words: str) -> None:
    assert "--json" in integrator(*words.split(), "--help").out


@pytest.mark.parametrize(
    "words",
    [
        "",
        "nonsense",
        "runs",
        "runs nonsense",
        "runs skip",
        "runs skip r-1",
        "runs requeue --code nonsense",
        "runs list --limit 0",
        "runs list --state sleeping",
        "cases decide 1042",
        "rules simulate --since 48h",
        "rules try x.json --at 2026-11-20",
        "sandbox decide 1042 release --detail [1]",
    ],
)
def test_a_wrong_usage_ends_with_2_and_says_what_is_right(integrator: Command, words: str) -> None:
    told = integrator(*words.split())

    assert (2, "") == (told.code, told.out)
    assert told.err.startswith("usage: integrator")


def test_an_unexpected_mistake_is_one_sentence_without_its_text(
    integrator: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("canary-5f2a")

    monkeypatch.setattr("integrator.cli.stores.load_stores", fail)

    told = integrator("stores", "list")

    assert (1, "") == (told.code, told.out)
    assert "Something unexpected happened (RuntimeError); this is a mistake in the program.\n" == told.err


def test_a_setting_that_cannot_be_used_is_named_without_its_value(
    integrator: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEGRATOR_INGRESS_PORT", "canary-5f2a")

    told = integrator("stores", "list")

    assert 1 == told.code
    assert told.err.startswith("A setting cannot be used: INTEGRATOR_INGRESS_PORT: Input should be a valid integer")
    assert "canary" not in told.err


def test_a_ledger_without_tables_is_told_in_a_sentence(integrator: Command) -> None:
    told = integrator("runs", "list")

    assert 1 == told.code
    assert "see: integrator ledger check" in told.err
    assert 1 == len(told.err.splitlines())


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m integrator.cli --help | true"

    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert "" == ended.stderr


def test_control_characters_of_stored_texts_do_not_reach_the_terminal() -> None:
    lines = table([{"name": "#1\x1b[2J\n\u202eevil"}], ["name"], empty="nothing")

    assert ["name", "#1\\x1b[2J\\n\\u202eevil"] == lines
    assert "Müller Łódź 東京" == printable("Müller Łódź 東京")


def test_a_table_is_aligned_and_shortens_long_cells() -> None:
    rows: list[dict[str, Any]] = [{"a": "x" * 80, "b": None}, {"a": "y", "b": ["p", "q"]}]

    lines = table(rows, ["a", "b"], empty="nothing")

    assert [f"{'a':<60}  b", f"{'x' * 59}…  -", f"{'y':<60}  p, q"] == lines


def test_the_command_line_starts_without_ledger_and_celery(tmp_path: Path) -> None:
    program = (
        "import sys, integrator.cli; integrator.cli.main(['--help']);"
        "print({'sqlalchemy', 'celery', 'pydantic'} & set(sys.modules))"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "set()" == ended.stdout.splitlines()[-1]
